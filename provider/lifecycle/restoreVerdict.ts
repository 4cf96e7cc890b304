import type { DiskFacts } from "./facts";

/** What the looks at a disk so far have shown, since the request to roll it back was accepted. */
export interface RestoreSight {
  /** It was seen changing: by its status, or by the cloud refusing another rollback. */
  readonly seenChanging: boolean;
  /** The cloud has noted that the rollback ran (swas): proof that the request arrived, not that it has ended. */
  readonly receipt: boolean;
  /** Looks in a row that showed it ready. */
  readonly readyLooks: number;
}

/** What other answers than the disk's own status tell of it. */
export interface Signs {
  readonly restoring: boolean;
  /** The cloud would not act on the disk now, and does not say why. */
  readonly unsure?: boolean;
  readonly receipt: boolean;
}

export const nothingSeen: RestoreSight = { seenChanging: false, receipt: false, readyLooks: 0 };

export function nextSight(sight: RestoreSight, disk: DiskFacts, signs: Signs): RestoreSight {
  const changing = disk.state === "restoring" || signs.restoring;
  return {
    seenChanging: sight.seenChanging || changing,
    receipt: sight.receipt || signs.receipt,
    readyLooks: disk.state === "ready" && !changing && !signs.unsure ? sight.readyLooks + 1 : 0,
  };
}

/**
 * Whether the disk is back. ResetDisk gives no task to ask for, and right after it the disk may still look
 * untouched: a disk that was never seen changing must stay ready for a while, over several looks.
 */
export function isRestored(sight: RestoreSight, elapsedMs: number, settleMs: number): boolean {
  if (sight.readyLooks === 0) return false;
  return sight.seenChanging || (sight.readyLooks >= steadyLooks && elapsedMs >= settleMs);
}

const steadyLooks = 3;
