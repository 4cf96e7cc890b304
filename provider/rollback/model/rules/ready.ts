import { diskKey } from "../../../lifecycle/facts";
import type { Action } from "../action";
import { looksDead } from "../lineAge";
import { type Observed, type ObservedPoint, nameOfPoint, narrowed } from "../observed";
import { isLossless, isRecognised } from "./mayHaveRun";
import type { Run } from "../run";
import { type Situation, hasLines } from "../situation";
import { referenceOf } from "../state";

/** The line says "sending", and everything was looked at since: nobody else is there, and nothing has changed. */
export function ready(situation: Situation): Action | undefined {
  const { desired, observed, run, left } = situation;
  const resends = resentBy(situation);
  const sending = { do: "note", event: "sending", resends } as const;
  if (hasLines(desired)) {
    if (run.noted !== "sending" || run.pending.resends !== resends) return sending;
    if (run.looked && looksDead(observed, run)) return sending;
    if (!run.looked || !isShown(observed, run, left)) return { do: "look" };
  } else if (!run.looked || looksDead(observed, run)) return { do: "look" };
  const gone = left.flatMap((point) => lostSafety(run, point));
  if (gone.length) return { do: "giveUp", why: { because: "unsaved", snapshotIds: gone } };
  const started = narrowed(observed, left).hosts.find(
    ({ hostId, startedAt }) => hostId in run.startedAt && startedAt !== run.startedAt[hostId],
  );
  if (started) return { do: "giveUp", why: { because: "started", hostId: started.hostId } };
  const moved = left.find(
    (point) => nameOfPoint(point) in run.movedAt && point.disk?.movedAt !== run.movedAt[nameOfPoint(point)],
  );
  return moved && { do: "giveUp", why: { because: "moved", disk: nameOfPoint(moved) } };
}

/** Safety snapshots that the last look does not show any more. */
const lostSafety = ({ pending: { safety } }: Run, point: ObservedPoint): string[] =>
  (safety?.snapshots ?? [])
    .filter((one) => diskKey(referenceOf(one)) === nameOfPoint(point))
    .map(({ snapshotId }) => snapshotId)
    .filter((id) => !point.own.some(({ snapshotId }) => snapshotId === id));

/** The list may be behind: until it shows this run's own line it may hide another's. */
const isShown = (
  { ownLines }: Observed,
  { unnoted, pending }: Run,
  left: readonly ObservedPoint[],
): boolean => unnoted || left.every((point) => ownLines[nameOfPoint(point)] === pending.sequence);

/** The attempt whose ClientToken the request carries: with it the cloud acts once (swas). */
function resentBy({ desired, observed, left, doubts }: Situation): string | undefined {
  const [doubt] = doubts;
  if (!doubt || !isLossless({ desired, observed, left, doubts }) || !isRecognised(desired, observed, doubts))
    return undefined;
  return doubt.resends ?? doubt.attempt;
}
