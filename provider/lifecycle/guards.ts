import { durationMs, durationWords, momentWords } from "./duration";
import type { RollbackPolicy } from "./inputs/diskRollback";
import type { Obstacle } from "./obstacle";
import { lossBegins, newerThan, type Observed } from "../rollback/model/observed";

/** The conditions under which the program itself wants no rollback. */
export function guardObstacles(policy: RollbackPolicy, sight: Observed): Obstacle[] {
  return [
    ...dataLoss(policy, sight),
    ...expiry(policy, sight),
    ...newest(policy, sight),
    ...expected(policy, sight),
  ];
}

/**
 * What is asked of a run that is under way. These guards keep a stale request from beginning; the time that the run
 * itself takes, with its host stopped, does not make it one.
 */
export const withoutDeadlines = (policy: RollbackPolicy): RollbackPolicy => ({
  ...policy,
  maxDataLoss: undefined,
  notAfter: undefined,
});

function dataLoss({ maxDataLoss }: RollbackPolicy, sight: Observed): Obstacle[] {
  const begins = lossBegins(sight);
  if (maxDataLoss === undefined || begins === undefined) return [];
  const age = sight.now - Date.parse(begins);
  if (age <= durationMs(maxDataLoss)) return [];
  const reason = `the snapshot is ${durationWords(age)} old: more than the ${maxDataLoss} of writes you allow to be lost`;
  return [{ rule: "max-data-loss", property: "maxDataLoss", reason }];
}

/** Those of them that hold or do not, whatever the cloud has. */
export const ownGuardObstacles = (policy: RollbackPolicy, known: Known): Obstacle[] => [
  ...expiry(policy, known),
  ...expected(policy, known),
];

type Known = Pick<Observed, "now" | "lastApplied">;

function expiry({ notAfter }: RollbackPolicy, { now }: Known): Obstacle[] {
  if (notAfter === undefined || now <= Date.parse(notAfter)) return [];
  const reason = `this request expired at ${momentWords(notAfter)}: set a later time if it is still wanted`;
  return [{ rule: "expired", property: "notAfter", reason }];
}

function newest({ requireNewest }: RollbackPolicy, { points }: Observed): Obstacle[] {
  const newer = requireNewest ? points.flatMap(newerThan) : [];
  if (newer.length === 0) return [];
  const named = newer.map(({ snapshotId, creationTime }) => `${snapshotId} (${momentWords(creationTime)})`);
  return [
    { rule: "not-newest", property: "requireNewest", reason: `newer snapshots exist: ${named.join(", ")}` },
  ];
}

function expected({ expectLast }: RollbackPolicy, { lastApplied = "none" }: Known): Obstacle[] {
  if (expectLast === undefined || expectLast === lastApplied) return [];
  const reason = `what was applied last is ${lastApplied}, not ${expectLast}: somebody rolled back in between; look before you go on`;
  return [{ rule: "unexpected-last", property: "expectLast", reason }];
}
