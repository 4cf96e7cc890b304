import { momentWords } from "../../../lifecycle/duration";
import { withoutDeadlines } from "../../../lifecycle/guards";
import type { Obstacle } from "../../../lifecycle/obstacle";
import { obstacles } from "../../../lifecycle/obstacles";
import type { Action } from "../action";
import type { DesiredRollback } from "../desired";
import { isSafety } from "../marks";
import {
  type Observed,
  type ObservedPoint,
  isChanging,
  nameOfPoint,
  narrowed,
  unfinished,
} from "../observed";
import type { Situation } from "../situation";

/** All that stands in the way, at once. */
export function refused({ desired, observed, run, left }: Situation): Action | undefined {
  const { begun } = run;
  const policy = begun ? withoutDeadlines(desired.policy) : desired.policy;
  const found = [
    ...observed.found,
    ...obstacles(policy, narrowed(observed, left), desired.words),
    ...(run.saved ? [] : observed.noRoom),
    ...dryRunObstacles(observed, left),
    ...deniedObstacles(observed, left),
    ...conflictObstacles(desired, observed),
  ];
  const action = begun ? "giveUp" : "refuse";
  if (begun && found.length > 0 && left.some(isChanging))
    return { do: "giveUp", why: { because: "conflict", rival: undefined } };
  const saving =
    begun && found.every(({ rule }) => rule === "snapshot-in-progress") ? savedByOthers(left) : [];
  if (saving.length) return { do: "settle", snapshotIds: saving };
  if (found.length) return { do: action, why: { because: "obstacles", obstacles: found } };
  if (observed.dryRun?.kind !== "unanswered") return undefined;
  return { do: action, why: { because: "noVerdict", error: observed.dryRun.error } };
}

/** What the cloud's dry run has against the disks that are left; the others are being rolled back by now. */
function dryRunObstacles({ dryRun }: Observed, left: readonly ObservedPoint[]): Obstacle[] {
  const names = left.map(nameOfPoint);
  const refusals = dryRun?.kind === "refused" ? dryRun.refusals : [];
  return refusals.filter(({ disk }) => names.includes(disk)).map(({ obstacle }) => obstacle);
}

/** A permission that is missing is found before the outage, and not in it. */
function deniedObstacles(observed: Observed, left: readonly ObservedPoint[]): Obstacle[] {
  const hosts = narrowed(observed, left).hosts.map(({ hostId }) => hostId);
  const needed = [...left.map(nameOfPoint), ...hosts];
  const found = observed.onlyLooks ? [] : observed.denied.filter(({ subject }) => needed.includes(subject));
  return found.map(({ property, reason }) => ({ rule: "permission-denied", property, reason }));
}

/** Safety snapshots that another rollback is taking of the disks: they are soon complete. */
const savedByOthers = (left: readonly ObservedPoint[]): string[] =>
  left.flatMap(({ siblings }) =>
    unfinished(siblings)
      .filter(isSafety)
      .map(({ snapshotId }) => snapshotId),
  );

/** After a conflict the lever asks before it goes on: what the disks hold now is what somebody else wanted. */
function conflictObstacles({ key, policy, words }: DesiredRollback, { conflict }: Observed): Obstacle[] {
  if (conflict?.key !== key || policy.expectLast !== undefined) return [];
  const [only] = conflict.snapshotIds;
  const answer =
    only !== undefined && conflict.snapshotIds.length === 1
      ? `set expectLast: "${only}", or change \`triggers\``
      : "change `triggers`";
  return [
    {
      rule: "stood-back",
      property: words.properties.snapshot,
      reason: `another rollback of the disk, that began at ${momentWords(conflict.at)}, has run while this one stood back: it would be undone. To go on all the same ${answer}`,
    },
  ];
}
