import type { CloudError } from "../transport/cloudError";
import { findDisk, findInstance, findSnapshot, type ServiceMoment } from "../world/find";

type Refuse<Code extends string> = (code: Code) => CloudError;

/** Every action of SWAS names its region: what is elsewhere is not found. */
export function diskIn(
  moment: ServiceMoment,
  regionId: string,
  diskId: string,
  refuse: Refuse<"InvalidDiskId.NotFound">,
) {
  const disk = findDisk(moment, diskId);
  if (disk?.regionId !== regionId || disk.released) throw refuse("InvalidDiskId.NotFound");
  return disk;
}

export function snapshotIn(
  moment: ServiceMoment,
  regionId: string,
  snapshotId: string,
  refuse: Refuse<"InvalidSnapshotId.NotFound">,
) {
  const snapshot = findSnapshot(moment, snapshotId);
  if (snapshot?.regionId !== regionId) throw refuse("InvalidSnapshotId.NotFound");
  return snapshot;
}

export function serverIn(
  moment: ServiceMoment,
  regionId: string,
  instanceId: string,
  refuse: Refuse<"InvalidInstanceId.NotFound">,
) {
  const server = findInstance(moment, instanceId);
  if (server?.regionId !== regionId) throw refuse("InvalidInstanceId.NotFound");
  return server;
}
