import { isAnotherReceipt } from "../../lifecycle/receipt";
import { eventOn, maySend, savedAt, type Attempt } from "./attempt";
import type { DesiredRollback } from "./desired";
import { isBack, sentNothing } from "./events";
import { isChanging, nameOfPoint, type Observed, type ObservedPoint } from "./observed";
import type { Run } from "./run";
import { diskStatus } from "./state";
import { otherSentSince } from "./writtenSince";

/**
 * What is known of one disk of a rollback, over all attempts of it. "open": nothing was sent for it. "unknown": an attempt
 * may have sent its request, and nobody has seen what became of it. "sent": this very run has, and its answer was lost.
 * "accepted": the cloud has taken the request, or shows that it has. "restored": the disk is back.
 */
export type Standing = "open" | "unknown" | "sent" | "accepted" | "restored";

export function standingOf(
  { key, service }: DesiredRollback,
  observed: Observed,
  point: ObservedPoint,
  run: Run | undefined,
): Standing {
  const name = nameOfPoint(point);
  const sent = run && diskStatus(run.pending, name);
  if (sent === "restored") return "restored";
  if (sent === "submitted") return "accepted";
  if (sent === "unknown") return "sent";
  const attempts = observed.attempts.filter((one) => one.key === key);
  const events = attempts.map((attempt) => ({ attempt, event: eventOn(attempt, name) }));
  if (events.some(({ event }) => isBack(event))) return "restored";
  if (events.some(({ event }) => event === "accepted")) return "accepted";
  const doubts = events.filter(({ event }) => !sentNothing(event)).map(({ attempt }) => attempt);
  if (doubts.length === 0) return "open";
  // What is seen may be the doing of another rollback that was sent since.
  const own = doubts.filter((doubt) => !otherSentSince(observed, doubt));
  if (own.length > 0 && isChanging(point)) return "accepted";
  const proven = service.capabilities.receipts && own.some((doubt) => hasReceipt(point, doubt));
  return proven ? "restored" : "unknown";
}

/** Another receipt than before the request; where that is not known, one since the present was saved. */
function hasReceipt({ snapshot }: ObservedPoint, doubt: Attempt): boolean {
  const receipt = snapshot?.rollbackTime;
  if (receipt === undefined) return false;
  if (doubt.receiptBefore !== undefined) return isAnotherReceipt(receipt, doubt.receiptBefore);
  const since = savedAt(doubt);
  return (
    Date.parse(receipt) >= (since === undefined ? Date.parse(doubt.at) - clockErrorMs : Date.parse(since))
  );
}

const clockErrorMs = 60_000;

/** Attempts of the same rollback of which it is not known whether they have run on a disk. */
export const doubtsOn = (key: string, { attempts }: Observed, name: string): Attempt[] =>
  attempts.filter(
    (one) =>
      one.key === key && maySend(one) && !sentNothing(eventOn(one, name)) && !isBack(eventOn(one, name)),
  );
