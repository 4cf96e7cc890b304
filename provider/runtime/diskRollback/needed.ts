import type { Goal } from "../../lifecycle/inputs/diskRollback";
import type { Context } from "../context";

/** Notes what a rollback of this process goes back to: a DiskSnapshot of the same run must not delete it meanwhile. */
export function needGoal({ neededSnapshots }: Context, goal: Goal): void {
  if (goal.kind === "group") neededSnapshots.add(goal.snapshotGroupId);
  if (goal.kind === "points") for (const { snapshotId } of goal.points) neededSnapshots.add(snapshotId);
}

/** The same of snapshots that had to be looked up, or are on record. */
export function needSnapshots(
  { neededSnapshots }: Context,
  points: readonly { readonly snapshotId: string }[],
): void {
  for (const { snapshotId } of points) neededSnapshots.add(snapshotId);
}
