import type { DiskResult } from "./rollbackState";

/** What is known of a run that was cut short after its request. */
export interface CutShort {
  /** What became of each disk; what was seen to have arrived counts as submitted. */
  readonly disks: readonly DiskResult[];
  readonly hostsStopped: boolean;
  /** Whether the disks may have been written to since the request; undefined where nobody can tell. */
  readonly ranSince: boolean | undefined;
  /** The request carries a token by which the cloud recognises it (swas). */
  readonly recognised: boolean;
}

/** What becomes of the disks of which nobody knows whether their rollback has run. */
export type Doubt =
  /** There are none. */
  | "none"
  /** Sent again: nothing was written since, so that it leaves the same behind, whether it has run or not. */
  | "unwritten"
  /** Sent again: the cloud knows the request by its token, and acts once. */
  | "recognised"
  /** Recorded as done, as the user says. */
  | "assumed"
  /** Sent again, as the user says: another request than the one that may have run. */
  | "retried";

export type Resumption =
  /** Only the user can tell: sending it again would throw away what was written since. */
  | { readonly kind: "ask"; readonly unknown: readonly DiskResult[] }
  /** Waits for what is settled, and for what is sent again; of that there may be nothing. */
  | {
      readonly kind: "goOn";
      readonly doubt: Doubt;
      readonly settled: readonly DiskResult[];
      readonly sent: readonly DiskResult[];
    };

/** What becomes of a run that was cut short after its request: never sent again where that could lose writes unasked. */
export function decideResumption(found: CutShort, onInterrupted: "ask" | "assumeDone" | "retry"): Resumption {
  const unknown = found.disks.filter(isUnknown);
  if (unknown.length === 0) return goOn("none", found.disks, isRefused);
  if (onInterrupted === "assumeDone") return goOn("assumed", found.disks.map(assumedDone), isRefused);
  const lossless = found.hostsStopped && withoutLoss(found);
  if (lossless) return goOn(lossless, found.disks, isOpen);
  if (onInterrupted === "ask") return { kind: "ask", unknown };
  return goOn("retried", found.disks.map(withoutReceipt), isOpen);
}

function goOn(doubt: Doubt, disks: readonly DiskResult[], again: (disk: DiskResult) => boolean): Resumption {
  return {
    kind: "goOn",
    doubt,
    settled: disks.filter((disk) => !again(disk)),
    sent: disks.filter(again),
  };
}

function withoutLoss({ ranSince, recognised }: CutShort): Doubt | undefined {
  if (ranSince === false) return "unwritten";
  return recognised && ranSince !== true ? "recognised" : undefined;
}

/** Whether the request for the disk has run nobody knows, until another request for it is answered. */
export const isUnknown = ({ status }: DiskResult): boolean => status === "unknown";

export const isRefused = ({ status }: DiskResult): boolean => status === "failed" || status === "untouched";

const isOpen = (disk: DiskResult): boolean => isRefused(disk) || isUnknown(disk);

const assumedDone = (disk: DiskResult): DiskResult =>
  isUnknown(disk) ? { ...disk, status: "restored" } : disk;

/** What proved the request that may have run proves nothing of another one. */
const withoutReceipt = (disk: DiskResult): DiskResult => ({ ...disk, receiptBefore: undefined });
