import type { ErrorRow } from "../transport/cloudError";
import type { Snapshot, SnapshotGroup } from "../world/entities";
import type { ServiceMoment } from "../world/find";
import type { Moment } from "../world/moment";
import { presentSnapshots, snapshotStatus, type SnapshotStatus } from "../world/snapshots";

/** No page has a code for a group that is not there; this one is formed like the others. */
export const groupErrors = [
  [404, "InvalidSnapshotGroupId.NotFound", "The specified SnapshotGroupId does not exist."],
  [404, "InvalidSnapshotGroup.NotFound", "The specified SnapshotGroupId does not exist."],
] as const satisfies readonly ErrorRow[];

export function findGroup(
  { world }: ServiceMoment,
  regionId: string,
  snapshotGroupId: string,
): SnapshotGroup | undefined {
  const group = Object.hasOwn(world.snapshotGroups, snapshotGroupId)
    ? world.snapshotGroups[snapshotGroupId]
    : undefined;
  return group?.regionId === regionId ? group : undefined;
}

/** In the order in which they were taken: all are of one moment. */
export const membersOf = (group: SnapshotGroup, { world, now }: Moment): Snapshot[] =>
  presentSnapshots(world, now).filter(({ snapshotGroupId }) => snapshotGroupId === group.snapshotGroupId);

/** A group is as far as the member that is least far. */
export function groupStatus(members: readonly Snapshot[], now: number): SnapshotStatus {
  const statuses = members.map((member) => snapshotStatus(member, now));
  if (statuses.includes("failed")) return "failed";
  return statuses.includes("progressing") ? "progressing" : "accomplished";
}
