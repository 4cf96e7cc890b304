import { failureWords } from "../../runtime/lifecycleError";
import { enter } from "./begun";
import type { Reconciler } from "../begin";
import { isDone, maySend } from "../model/attempt";
import { isOwnStop } from "../model/run";
import type { PendingHost } from "../model/state";
import { type Reason, releaseHosts } from "../steps/start";
import * as record from "../model/run";

/** Gives the hosts back, as the reason wants it. */
export async function giveBack(reconciler: Reconciler, reason: Reason): Promise<void> {
  const { run, observed, tell } = reconciler;
  if (reason !== "asFound") enter(reconciler, "start");
  // Of disks that another attempt may have left in any state nobody knows what they hold, whatever this run did.
  const doubtful = observed().attempts.some((one) => maySend(one) && !isDone(one));
  const reasonOf = (host: PendingHost): Reason => {
    if (reason !== "asFound") return reason;
    return doubtful && !isOwnStop(run(), host) ? "unknown" : "asFound";
  };
  const { pending } = run();
  try {
    reconciler.power = await releaseHosts(reconciler, reasonOf);
    tell((now) => record.released(now, reconciler.power.keptOff));
  } catch (error) {
    const keptOff = pending.hosts.flatMap(({ hostId, wasRunning }) => (wasRunning ? [hostId] : []));
    reconciler.power = { words: failureWords(error, ""), keptOff, runs: false, failed: true };
    tell((now) => record.released(now, keptOff));
  }
}
