import { momentWords } from "../../lifecycle/duration";
import type { Obstacle } from "../../lifecycle/obstacles";
import type { RollbackDecision } from "../../lifecycle/decideRollback";
import type { Wish } from "./wish";

/** The refusal of a rollback that has run before. */
export function usedWords(
  { what, words }: Wish,
  { ranAt, unresolved }: Extract<RollbackDecision, { kind: "refuse" }>,
): string {
  const property = words.properties.snapshot;
  const now = unresolved
    ? "Nothing was sent now. Another rollback was cut short since, and what the disk holds is not known: declare that one again to have it looked into."
    : "Nothing was changed: the disk still holds what came after it.";
  return (
    `${property}: the rollback of ${what} has already run, on ${momentWords(ranAt)}, and a declared rollback runs once. ${now} ` +
    `To run it again on purpose, change \`triggers\` (or set onRepeat: "run"); to leave the disk as it is, take ${property} out.`
  );
}

export function obstacleWords({ what }: Wish, obstacles: readonly Obstacle[]): string {
  const lines = obstacles.map(({ property, reason }) => `  ${property}: ${reason}`);
  return [`Cannot roll back ${what} now. Nothing was changed.`, ...lines].join("\n");
}

export const mayRollBack =
  "may roll back: its snapshot is known only when the run has come this far; it is checked again then";

/** The properties that arm the lever. */
export const goalNames: ReadonlySet<string> = new Set([
  "snapshotId",
  "disks",
  "snapshotGroupId",
  "restoreTo",
]);
