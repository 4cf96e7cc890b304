import { diskKey, type SnapshotFacts } from "./facts";
import type { Goal } from "./inputs/diskRollback";

/** The properties of the program on which an obstacle of a disk or of a snapshot is to be named. */
export interface GoalProperties {
  readonly disk: string;
  readonly snapshot: string;
}

export function goalProperties(goal: Goal, service: string): GoalProperties {
  const single = service === "ecd" ? "desktopId" : "diskId";
  if (goal.kind === "group") return { disk: "instanceId", snapshot: "snapshotGroupId" };
  if (goal.kind === "before") return { disk: single, snapshot: "restoreTo" };
  return goal.points.length > 1
    ? { disk: "disks", snapshot: "disks" }
    : { disk: single, snapshot: "snapshotId" };
}

/** What is rolled back to what, in words. */
export function goalWords(goal: Goal): string {
  switch (goal.kind) {
    case "points":
      return goal.points.map(({ disk, snapshotId }) => `${diskKey(disk)} to ${snapshotId}`).join(", ");
    case "group":
      return `the disks of ${goal.instanceId} to group ${goal.snapshotGroupId}`;
    case "before":
      return `${diskKey(goal.disk)} to its newest snapshot before ${goal.before}`;
  }
}

/** The one snapshot or group that the disks then hold; undefined where it is not one, or not declared which. */
export function appliedBy(goal: Goal): string | undefined {
  if (goal.kind === "group") return goal.snapshotGroupId;
  if (goal.kind === "before") return undefined;
  return goal.points.length === 1 ? goal.points[0]?.snapshotId : undefined;
}

/** The newest complete snapshot before a moment; siblings come newest first. */
export function newestBefore(
  goal: Extract<Goal, { kind: "before" }>,
  siblings: readonly SnapshotFacts[],
): SnapshotFacts | undefined {
  const limit = Date.parse(goal.before);
  return siblings.find(
    ({ status, creationTime, snapshotName }) =>
      status === "accomplished" &&
      Date.parse(creationTime) < limit &&
      snapshotName.startsWith(goal.namePrefix ?? ""),
  );
}
