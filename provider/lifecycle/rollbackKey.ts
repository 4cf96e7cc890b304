import { digest } from "./canonical";
import { diskKey } from "./facts";
import type { DeclaredRollbackInputs, Goal } from "./inputs/diskRollback";

/**
 * The name of a declared rollback: the same service, region, disks, snapshots and triggers are the same
 * rollback, in whatever order the disks stand. Policies, time-outs and guards are not part of it.
 */
export function rollbackKey({
  service,
  regionId,
  goal,
  triggers,
}: Pick<DeclaredRollbackInputs, "service" | "regionId" | "triggers"> & { readonly goal: Goal }): string {
  const points = pointsOf(goal).sort((one, other) => (one.disk < other.disk ? -1 : 1));
  return `rk-${digest({ service, regionId, points, triggers: triggers ?? null }, 24)}`;
}

function pointsOf(goal: Goal): { disk: string; snapshotId: string }[] {
  switch (goal.kind) {
    case "points":
      return goal.points.map(({ disk, snapshotId }) => ({ disk: diskKey(disk), snapshotId }));
    case "group":
      return [{ disk: goal.instanceId, snapshotId: goal.snapshotGroupId }];
    case "before":
      return [{ disk: diskKey(goal.disk), snapshotId: `before ${goal.before} ${goal.namePrefix ?? ""}` }];
  }
}
