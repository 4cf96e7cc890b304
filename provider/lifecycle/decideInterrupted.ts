import type { JournalEntry } from "./journal";

/** What is recorded in the cloud and observed of a rollback at the start of a run. */
export interface Evidence {
  readonly entry: JournalEntry | undefined;
  /** It went back to another snapshot than is found now (`restoreTo`). */
  readonly aimedElsewhere: boolean;
  /** One of the disks is being restored right now. */
  readonly changing: boolean;
  /** Another rollback of the disks was sent since: what is seen changing may be its doing. */
  readonly otherSent: boolean;
  /** The cloud itself tells that the rollback ran (swas). */
  readonly receipt: boolean;
  readonly hostsStopped: boolean;
  /** Whether a host has run since the rollback began; undefined where nobody can tell. */
  readonly ranSince: boolean | undefined;
  /** The request carries a token by which the cloud recognises it (swas). */
  readonly recognised: boolean;
}

export type NextStep =
  /** No trace of an earlier attempt, or one that had sent nothing. */
  | "first"
  /** It has run: record that, restore the power, send nothing. */
  | "adopt"
  /** It is running: wait for it. */
  | "await"
  /** It may have run, and nothing was written since: sending it again leaves the same behind. */
  | "again"
  /** It may have run, and what was written since would be lost: only the user can tell. */
  | "ask";

/** What a run may do that finds traces of an earlier one. */
export function decideInterrupted(
  evidence: Evidence,
  onInterrupted: "ask" | "assumeDone" | "retry",
): NextStep {
  const { entry, aimedElsewhere, changing, otherSent, receipt, hostsStopped, ranSince, recognised } =
    evidence;
  if (!entry || entry.phase === "stopping") return "first";
  if (entry.phase === "done") return "adopt";
  if (aimedElsewhere && onInterrupted !== "assumeDone") return onInterrupted === "retry" ? "first" : "ask";
  if (changing) return otherSent ? "ask" : "await";
  // It may be the receipt of that other rollback, to the same snapshot.
  if (receipt && !otherSent) return "adopt";
  if (onInterrupted === "assumeDone") return "adopt";
  if (hostsStopped && (ranSince === false || (recognised && ranSince !== true))) return "again";
  return onInterrupted === "retry" ? "first" : "ask";
}
