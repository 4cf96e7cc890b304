import type { Action } from "../action";
import type { Attempt } from "../attempt";
import type { DesiredRollback } from "../desired";
import { isBack } from "../events";
import { type Observed, type ObservedPoint, nameOfPoint, narrowed, unfinished } from "../observed";
import { isLossless } from "./mayHaveRun";
import type { Situation } from "../situation";
import { mayBeWrittenSince } from "../writtenSince";

/** What an earlier attempt has saved is the present still, where its request is sent again and nothing was written since. */
export function savedBefore({ desired, observed, run, left, doubts }: Situation): Action | undefined {
  if (run.saved || desired.policy.safetySnapshot === false) return undefined;
  if (desired.policy.onInterrupted === "retry" && !isLossless({ desired, observed, left, doubts }))
    return undefined;
  const candidates = doubts.length
    ? doubts
    : observed.attempts.filter((one) => one.key === desired.key && isPartly(one));
  const by = candidates.findLast((one) => holdsPresent(desired, observed, left, one));
  return by && { do: "keepSaved", by };
}

/** Of several disks it has rolled back some. */
const isPartly = ({ disks, inState }: Attempt): boolean =>
  inState && disks.some(({ event }) => event === "accepted" || isBack(event));

/** It has a complete safety snapshot of every disk that is left, and nothing was written to these since. */
function holdsPresent(
  { policy: { safetySnapshot } }: DesiredRollback,
  observed: Observed,
  left: readonly ObservedPoint[],
  by: Attempt,
): boolean {
  const mayBeBefore = safetySnapshot !== false && safetySnapshot.when === "beforeStop";
  const complete = left.every((point) =>
    by.safety.some(
      ({ disk, status, beforeStop }) =>
        disk === nameOfPoint(point) && status === "accomplished" && (mayBeBefore || !beforeStop),
    ),
  );
  return complete && left.length > 0 && mayBeWrittenSince(narrowed(observed, left), by) === false;
}

export function unsavedBeforeStop(situation: Situation): Action | undefined {
  const { safetySnapshot } = situation.desired.policy;
  return safetySnapshot && safetySnapshot.when === "beforeStop" ? unsaved(situation) : undefined;
}

/** The present is saved; what is being taken of the disks must end before. */
export function unsaved({ desired, left, run }: Situation): Action | undefined {
  const snapshotIds = left
    .flatMap(({ own }) => unfinished(own).map(({ snapshotId }) => snapshotId))
    .filter((id) => !run.pending.safety?.snapshots.some(({ snapshotId }) => snapshotId === id));
  if (snapshotIds.length) return { do: "settle", snapshotIds };
  if (run.saved || desired.policy.safetySnapshot === false) return undefined;
  return { do: "save", disks: left.map(nameOfPoint) };
}
