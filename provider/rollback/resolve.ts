import { diskKey, type DiskReference } from "../lifecycle/facts";
import { newestBefore } from "../lifecycle/goal";
import { mostDisks, type Point } from "../lifecycle/inputs/diskRollback";
import type { ObstacleRule } from "../lifecycle/findings/rules";
import type { Obstacle } from "../lifecycle/obstacle";
import { referenceOf, type RollbackState } from "./model/state";
import type { Context } from "../runtime/context";
import { withoutSafety } from "./withoutSafety";
import type { DesiredRollback } from "./model/desired";

export interface Resolved {
  readonly points: readonly Point[];
  /** Where there are no points: the disks that are meant, as far as is known. */
  readonly unaimed: readonly DiskReference[];
  readonly obstacles: readonly Obstacle[];
}

/** Which snapshots a target means. A request that has begun keeps what it has found: it never floats. */
export async function resolve(
  context: Context,
  desired: DesiredRollback,
  state: RollbackState,
): Promise<Resolved> {
  const pinned = state.pending?.key === desired.key ? state.pending.disks : [];
  if (pinned.length)
    return found(pinned.map((disk) => ({ disk: referenceOf(disk), snapshotId: disk.snapshotId })));
  const { target: goal, service, regionId } = desired;
  if (goal.kind === "points") return found(goal.points);
  if (goal.kind === "group") return members(context, desired, goal.instanceId, goal.snapshotGroupId);
  const snapshots = await context.reads.snapshotsOf(service, regionId, goal.disk);
  const newest = newestBefore(goal, await withoutSafety(context, desired, snapshots));
  if (newest) return found([{ disk: goal.disk, snapshotId: newest.snapshotId }]);
  // A disk that is not there is an obstacle of its own.
  const disk = await context.reads.disk(service, regionId, goal.disk);
  if (!disk) return stuck([goal.disk], []);
  const none = against(
    "no-restore-point",
    "restoreTo",
    `disk ${diskKey(goal.disk)} has no complete snapshot taken before ${goal.before}${goal.namePrefix === undefined ? "" : ` whose name begins with ${JSON.stringify(goal.namePrefix)}`}`,
  );
  return stuck([goal.disk], [none]);
}

/** The disks of an instance and the members of a group must be the same: nothing is left out in silence. */
async function members(
  context: Context,
  desired: DesiredRollback,
  instanceId: string,
  groupId: string,
): Promise<Resolved> {
  const { service, regionId } = desired;
  const [group, disks] = await Promise.all([
    context.reads.group(service, regionId, groupId),
    context.reads.disksOf(service, regionId, instanceId),
  ]);
  const { where } = desired.words;
  const none = disks.length
    ? []
    : [
        against(
          "instance-not-found",
          "instanceId",
          `there is no instance ${instanceId} with disks (${where})`,
        ),
      ];
  const meant = disks
    .map(({ disk }) => disk)
    .filter((disk) => !desired.policy.excludeDiskIds.includes(diskKey(disk)));
  if (!group)
    return stuck(meant, [
      against("group-not-found", "snapshotGroupId", `there is no snapshot group ${groupId} (${where})`),
      ...none,
    ]);
  if (group.status !== "accomplished")
    return stuck(meant, [
      against(
        "group-incomplete",
        "snapshotGroupId",
        `snapshot group ${groupId} is ${group.status}: it must be complete`,
      ),
      ...none,
    ]);
  if (none.length) return stuck([], none);
  const points = group.members.map(({ disk, snapshotId }) => ({ disk, snapshotId }));
  const attached = disks.map(({ disk }) => diskKey(disk));
  return { points, unaimed: [], obstacles: mismatches(desired, instanceId, groupId, points, attached) };
}

function mismatches(
  { policy }: DesiredRollback,
  instanceId: string,
  groupId: string,
  points: readonly Point[],
  attached: readonly string[],
): Obstacle[] {
  const { excludeDiskIds } = policy;
  const held = points.map(({ disk }) => diskKey(disk));
  const foreign = held.filter((id) => !attached.includes(id));
  const without = attached.filter((id) => !held.includes(id) && !excludeDiskIds.includes(id));
  const kept = excludeDiskIds.filter((id) => held.includes(id));
  const group = `snapshot group ${groupId}`;
  return [
    ...(foreign.length
      ? [
          against(
            "group-foreign-disks",
            "snapshotGroupId",
            `${group} holds ${foreign.join(", ")}, not attached to ${instanceId}`,
          ),
        ]
      : []),
    ...(without.length
      ? [
          against(
            "group-missing-disks",
            "snapshotGroupId",
            `${group} holds no snapshot of ${without.join(", ")}, attached to ${instanceId}: it was taken without, or that snapshot was deleted. ` +
              `Choose another group; or name in excludeDiskIds what is to stay as it is`,
          ),
        ]
      : []),
    ...(kept.length
      ? [
          against(
            "group-excluded-disks",
            "excludeDiskIds",
            `${group} holds a snapshot of ${kept.join(", ")}: to put back some of its disks, name those in disks`,
          ),
        ]
      : []),
    ...(held.length > mostDisks
      ? [
          against(
            "group-too-large",
            "snapshotGroupId",
            `${group} holds ${held.length} disks; at most ${mostDisks} are rolled back at once (page ECS ResetDisks)`,
          ),
        ]
      : []),
  ];
}

const found = (points: readonly Point[]): Resolved => ({ points, unaimed: [], obstacles: [] });
const against = (rule: ObstacleRule, property: string, reason: string): Obstacle => ({
  rule,
  property,
  reason,
});
const stuck = (unaimed: readonly DiskReference[], obstacles: readonly Obstacle[]): Resolved => ({
  points: [],
  unaimed,
  obstacles,
});
