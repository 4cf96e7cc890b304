import type { ErrorRow } from "../transport/cloudError";
import type { Disk } from "../world/entities";
import { disksOf, findDisk, findInstance, type ServiceMoment } from "../world/find";
import { isEssd } from "../world/snapshots";
import type { Refuse } from "./diskConditions";
import { checkSnapshotPossible, createSnapshotErrors } from "./snapshotConditions";

export const createGroupErrors = [
  [400, "InvalidDiskIds.NotInSameZone", "The specified disks are not in the same availability zone."],
  [400, "MissingParamter.InstanceId", "The specified InstanceId should not be null."],
  [
    400,
    "InvalidParam.ExcludeDiskIdsAndDiskIds.Conflict",
    "The use of parameter 'ExcludeDiskIds' and 'DiskIds' at the same time is not supported.",
  ],
  [
    400,
    "DiskCategory.OperationNotSupported",
    "The operation is not supported to the specified disk due to its disk category.",
  ],
  [400, "InvalidParameter.Name", "The specified Name is invalid."],
  [400, "InvalidParameter.Description", "The specified Description is invalid."],
  [
    403,
    "IncorrectDiskStatus.TooManyCreatingSnapshots",
    "The specified disk has too many unfinished snapshots.",
  ],
  [403, "InvalidRegion.NotSupport", "The specified region does not support creating snapshot group."],
  [403, "UserNotInTheWhiteList", "The user is not in the white list of creating snapshot group."],
  [403, "InvalidInstance.NoDisk", "There is no disk mounted on the instance."],
  [403, "NumberExceed.TooManyDisks", "The number of all disks in the request exceeds."],
  [403, "CapacityExceed.TooManyDisks", "The capacity of all disks in the request exceeds."],
  [403, "InvalidOperation.MultiAttachDisk", "Multi attach disk does not support this operation."],
  [
    403,
    "InvalidDisk.ShareVolume",
    "The specified diskId is invalid. The shared volume does not support creating a snapshot group.",
  ],
  [403, "QuotaExceed.Tags", "The maximum number of tags is exceeded."],
  [404, "InvalidRegionId.NotFound", "The specified RegionId does not exist."],
  ...createSnapshotErrors,
] as const satisfies readonly ErrorRow[];

type GroupCode = (typeof createGroupErrors)[number][1];

export interface GroupRequest {
  readonly RegionId: string;
  readonly InstanceId?: string;
  readonly DiskId: readonly string[];
  readonly ExcludeDiskId: readonly string[];
}

/** The disks that are meant: named ones, or all of the instance without the excluded ones. */
export function chooseDisks(request: GroupRequest, moment: ServiceMoment, refuse: Refuse<GroupCode>): Disk[] {
  const { InstanceId, DiskId, ExcludeDiskId } = request;
  if (DiskId.length > 0 && ExcludeDiskId.length > 0) {
    throw refuse("InvalidParam.ExcludeDiskIdsAndDiskIds.Conflict");
  }
  if (InstanceId === undefined && DiskId.length === 0) throw refuse("MissingParamter.InstanceId");
  const named = DiskId.map((diskId) => diskInRegion(diskId, request.RegionId, moment, refuse));
  if (InstanceId === undefined) return named;

  const instance = findInstance(moment, InstanceId);
  if (instance?.regionId !== request.RegionId) throw refuse("InvalidInstanceId.NotFound");
  const attached = disksOf(InstanceId, moment);
  if (named.some((disk) => !attached.includes(disk))) throw refuse("InvalidDiskId.NotFound");
  const chosen = named.length > 0 ? named : attached.filter(({ diskId }) => !ExcludeDiskId.includes(diskId));
  if (chosen.length === 0) throw refuse("InvalidInstance.NoDisk");
  return chosen;
}

function diskInRegion(
  diskId: string,
  regionId: string,
  moment: ServiceMoment,
  refuse: Refuse<GroupCode>,
): Disk {
  const disk = findDisk(moment, diskId);
  if (disk === undefined || disk.released || disk.regionId !== regionId)
    throw refuse("InvalidDiskId.NotFound");
  return disk;
}

export function checkGroupPossible(
  disks: readonly Disk[],
  moment: ServiceMoment,
  refuse: Refuse<GroupCode>,
): void {
  const { groups } = moment.settings;
  if (disks.length > groups.disks) throw refuse("NumberExceed.TooManyDisks");
  if (disks.reduce((sum, { size }) => sum + size, 0) > groups.gib)
    throw refuse("CapacityExceed.TooManyDisks");
  if (new Set(disks.map(({ zoneId }) => zoneId)).size > 1) throw refuse("InvalidDiskIds.NotInSameZone");
  for (const disk of disks) {
    if (disk.multiAttach) throw refuse("InvalidOperation.MultiAttachDisk");
    if (disk.sharedVolume) throw refuse("InvalidDisk.ShareVolume");
    if (!isEssd(disk.category)) throw refuse("DiskCategory.OperationNotSupported");
    checkSnapshotPossible(disk, moment, refuse);
  }
}
