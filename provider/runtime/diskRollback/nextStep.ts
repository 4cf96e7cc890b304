import { decideInterrupted, type NextStep } from "../../lifecycle/decideInterrupted";
import { isAnotherReceipt } from "../../lifecycle/receipt";
import type { JournalEntry } from "../../lifecycle/journal";
import { startsOf, type RollbackState } from "../../lifecycle/rollbackState";
import {
  isAimedElsewhere,
  isChanging,
  otherSentSince,
  ranSinceAny,
  tokenIsRemembered,
  type PointSight,
  type Sight,
} from "../../lifecycle/sight";
import { bears } from "./marks";
import { savedAt } from "./preflight";
import type { Wish } from "./wish";

/** What may be done, from what the journal and the disks tell of earlier attempts. */
export function nextStep(wish: Wish, sight: Sight, state: RollbackState): NextStep {
  const entry = doubtful(wish, sight, state);
  // An attempt before it may have run, too: nothing that was written since that one may be lost unasked.
  const before = sight.doubts.filter(({ at }) => entry !== undefined && at < entry.at);
  return decideInterrupted(
    {
      entry,
      aimedElsewhere: isAimedElsewhere({ entry, points: sight.points }),
      changing: sight.points.some(isChanging),
      otherSent: entry !== undefined && otherSentSince(sight, entry),
      receipt: entry !== undefined && sight.points.every((point) => hasReceipt(wish, sight, point, entry)),
      hostsStopped: !sight.unseenHosts.length && sight.hosts.every(({ state }) => state === "stopped"),
      ranSince: entry && ranSinceAny(sight, [...before, entry]),
      // With the token of the last one the cloud recognises none of those.
      recognised:
        wish.service.rollbackToken &&
        entry !== undefined &&
        before.length === 0 &&
        tokenIsRemembered(sight.now, entry.at),
    },
    wish.policy.onInterrupted,
  );
}

/** The earlier attempt that counts, as the state or the journal tells of it. */
export const doubtful = (wish: Wish, sight: Sight, state: RollbackState): JournalEntry | undefined =>
  rememberedIntent(wish, state, sight) ?? sight.entry;

/** What the state knows that may have run has run for all we know, also where its note is gone. */
function rememberedIntent(
  { key }: Wish,
  { pending }: RollbackState,
  { entries, entry }: Sight,
): JournalEntry | undefined {
  if (pending?.key !== key || !pending.mayHaveRun || (entry && entry.phase !== "stopping")) return undefined;
  // That attempt has noted that its request never left, or was refused.
  const theirs = entries.filter(({ at }) => at === pending.mayHaveRunAt);
  if (theirs.length && theirs.every(({ phase }) => phase === "stopping")) return undefined;
  const ran = pending.hosts.filter(({ wasRunning }) => wasRunning);
  const at = pending.mayHaveRunAt ?? pending.startedAt;
  return {
    phase: "intent",
    ranBefore: ran.map(({ hostId }) => hostId),
    at,
    savedAt: savedAt(entries, at),
    startedAt: startsOf(pending.hosts),
    receiptBefore: pending.disks.find(({ receiptBefore }) => receiptBefore !== undefined)?.receiptBefore,
  };
}

/**
 * Another one than before the request; where that is not known, one since the safety snapshot, by the cloud's own
 * clock, or since the run began, which is less exact.
 */
function hasReceipt(
  { key }: Wish,
  { hosts }: Sight,
  { own, snapshot }: PointSight,
  entry: JournalEntry,
): boolean {
  if (entry.receiptBefore !== undefined) return isAnotherReceipt(snapshot?.rollbackTime, entry.receiptBefore);
  const saved = own.find((one) => bears(key, one, entry, hosts));
  const since = saved ? Date.parse(saved.creationTime) : Date.parse(entry.at) - 60_000;
  return Date.parse(snapshot?.rollbackTime ?? "") >= since;
}
