import { momentWords } from "../../lifecycle/duration";
import type { JournalEntry } from "../../lifecycle/journal";
import { isAimedElsewhere, otherSentSince, ranSinceAny, type Sight } from "../../lifecycle/sight";
import { lines, type Report } from "../lifecycleError";
import type { Obstacle } from "../../lifecycle/obstacles";
import type { RollbackDecision } from "../../lifecycle/decideRollback";
import type { Wish } from "./wish";

/** The refusal of a rollback that has run before. */
export function usedWords(
  { what, words }: Wish,
  { ranAt, mayHaveRun, unresolved }: Extract<RollbackDecision, { kind: "refuse" }>,
): string {
  const property = words.properties.snapshot;
  const ran = mayHaveRun
    ? `was cut short on ${momentWords(ranAt)} and may have run`
    : `has already run, on ${momentWords(ranAt)}`;
  const now = unresolved
    ? "Nothing was sent now. Another rollback was cut short since, and what the disk holds is not known: declare that one again to have it looked into."
    : "Nothing was changed.";
  return lines({
    truth: `${property}: the rollback of ${what} ${ran}, and a declared rollback runs once`,
    details: [
      now,
      'To run it again on purpose, change `triggers` (or set onRepeat: "run")',
      `To leave the disk as it is, take ${property} out`,
    ],
  });
}

export const obstacleWords = (wish: Pick<Wish, "what">, obstacles: readonly Obstacle[]): string =>
  inTheWay(`${cannot(wish)} Nothing was changed.`, obstacles);

/** The same of a run that has stopped a host or saved the present by then: its report says what became of them. */
export const laterObstacleWords = (wish: Pick<Wish, "what">, obstacles: readonly Obstacle[]): string =>
  inTheWay(cannot(wish), obstacles);

const cannot = ({ what }: Pick<Wish, "what">) => `Cannot roll back ${what} now.`;

const inTheWay = (truth: string, obstacles: readonly Obstacle[]) =>
  [truth, ...obstacles.map(({ property, reason }) => `  ${property}: ${reason}`)].join("\n");

/** What a run does that finds traces of an earlier one. */
export const stepWords: Readonly<Record<"adopt" | "await", (wish: Wish, sight: Sight) => string>> = {
  adopt: ({ what }, { entry }) =>
    `the rollback of ${what} that began at ${began(entry)} has run: it is recorded, and nothing is sent; new \`triggers\` would run it again`,
  await: ({ what }, { entry }) =>
    `the rollback of ${what} that began at ${began(entry)} is still running: it is waited for, and nothing is sent`,
};

/** What a run asks that nobody but the user can answer. */
export const askReport = ({ what, service }: Wish, sight: Sight): Report => ({
  truth: `The rollback of ${what} that began at ${began(sight.entry)} was cut short and may have run. Nothing is sent`,
  details: [
    `To send it again is not safe: ${doubt(sight)}, and what was written since would be lost`,
    `Look at the disk (start the ${service.hostWord}, or make another disk of a new snapshot of it): if it holds the snapshot's content, set onInterrupted: "assumeDone"; if not, "retry"`,
  ],
});

/** Why it cannot be sent again. */
function doubt(sight: Sight): string {
  if (sight.entry && otherSentSince(sight, sight.entry))
    return "another rollback of the disk was sent since, and may have put it back to another snapshot";
  if (isAimedElsewhere(sight))
    return "the snapshot that it went back to is not the one that `restoreTo` finds now";
  // Of several attempts that may have run the first one counts.
  if (sight.entry && ranSinceAny(sight, [...sight.doubts, sight.entry])) return "its host has run since";
  return sight.hosts.some(({ startedAt }) => startedAt === undefined)
    ? "whether its host has run since the cloud does not tell"
    : "its host was started, or the disk moved, within two minutes of it, and the cloud tells no more exact time";
}

const began = (entry: JournalEntry | undefined) => (entry ? momentWords(entry.at) : "an unknown time");
