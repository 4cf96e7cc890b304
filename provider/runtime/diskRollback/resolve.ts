import { diskKey, type DiskReference } from "../../lifecycle/facts";
import { newestBefore } from "../../lifecycle/goal";
import type { Point } from "../../lifecycle/inputs/diskRollback";
import type { Obstacle } from "../../lifecycle/obstacles";
import { referenceOf, type RollbackState } from "../../lifecycle/rollbackState";
import type { Context } from "../context";
import { isSafetyOf } from "./marks";
import type { Wish } from "./wish";

export interface Resolved {
  readonly points: readonly Point[];
  readonly obstacles: readonly Obstacle[];
}

/** Which snapshots a goal means. A request that has begun keeps what it has found: it never floats. */
export async function resolve(context: Context, wish: Wish, state: RollbackState): Promise<Resolved> {
  const pinned = state.pending?.key === wish.key ? state.pending.disks : [];
  if (pinned.length)
    return found(pinned.map((disk) => ({ disk: referenceOf(disk), snapshotId: disk.snapshotId })));
  const { goal, service, regionId } = wish;
  if (goal.kind === "points") return found(goal.points);
  if (goal.kind === "group") return members(context, wish, goal.instanceId, goal.snapshotGroupId);
  const snapshots = await context.reads.snapshotsOf(service, regionId, goal.disk);
  // A safety snapshot of this very rollback is no point to go back to, should its state be lost.
  const newest = newestBefore(
    goal,
    snapshots.filter((one) => !isSafetyOf(wish.key, one)),
  );
  if (newest) return found([{ disk: goal.disk, snapshotId: newest.snapshotId }]);
  return stuck(
    "restoreTo",
    `disk ${diskKey(goal.disk)} has no complete snapshot taken before ${goal.before}${goal.namePrefix === undefined ? "" : ` whose name begins with ${JSON.stringify(goal.namePrefix)}`}`,
  );
}

/** The disks of an instance and the members of a group must be the same: nothing is left out in silence. */
async function members(context: Context, wish: Wish, instanceId: string, groupId: string): Promise<Resolved> {
  const { service, regionId } = wish;
  const [group, disks] = await Promise.all([
    context.reads.group(service, regionId, groupId),
    context.reads.disksOf(service, regionId, instanceId),
  ]);
  if (!group) return stuck("snapshotGroupId", `there is no snapshot group ${groupId} (${wish.words.where})`);
  if (!disks.length)
    return stuck("instanceId", `there is no instance ${instanceId} with disks (${wish.words.where})`);
  if (group.status !== "accomplished")
    return stuck("snapshotGroupId", `snapshot group ${groupId} is ${group.status}: it must be complete`);
  const foreign = group.members.filter(
    (member) =>
      !holds(
        disks.map(({ disk }) => disk),
        member.disk,
      ),
  );
  if (foreign.length)
    return stuck(
      "snapshotGroupId",
      `snapshot group ${groupId} holds ${foreign.map(({ disk }) => diskKey(disk)).join(", ")}, not attached to ${instanceId}`,
    );
  const left = disks.filter(
    ({ disk }) =>
      !holds(
        group.members.map((member) => member.disk),
        disk,
      ),
  );
  if (left.length)
    context.log.warn(
      `Snapshot group ${groupId} holds no snapshot of ${left.map(({ disk }) => diskKey(disk)).join(", ")}: these disks stay as they are.`,
    );
  if (group.members.length > 10)
    return stuck(
      "snapshotGroupId",
      `snapshot group ${groupId} holds ${group.members.length} disks; at most 10 are rolled back at once (page ECS ResetDisks)`,
    );
  return found(group.members.map(({ disk, snapshotId }) => ({ disk, snapshotId })));
}

const holds = (disks: readonly DiskReference[], disk: DiskReference) =>
  disks.some((one) => diskKey(one) === diskKey(disk));
const found = (points: readonly Point[]): Resolved => ({ points, obstacles: [] });
const stuck = (property: string, reason: string): Resolved => ({
  points: [],
  obstacles: [{ property, reason }],
});
