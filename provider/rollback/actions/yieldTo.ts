import { durationMs, durationWords } from "../../lifecycle/duration";
import { LifecycleError } from "../../runtime/lifecycleError";
import type { Reconciler } from "../begin";
import type { Action } from "../model/action";
import { releaseHosts } from "../steps/start";
import { yieldWords } from "../words";
import * as record from "../model/run";
import { pauseMs } from "./look";

/** Waits for another attempt, and looks again. */
export async function yieldTo(
  reconciler: Reconciler,
  { to, disks }: Extract<Action, { do: "yield" }>,
): Promise<void> {
  const { context, desired, run, tell } = reconciler;
  tell((now) => record.yielded(now, to, context.clock.now()));
  const waited = context.clock.now() - (run().yieldedAt ?? context.clock.now());
  if (waited > durationMs(desired.policy.timeouts.rollback)) return stopYielding(reconciler, waited);
  context.log.progress(
    `${to ? yieldWords(desired, to) : `waiting for ${disks.join(", ")}`}, ${durationWords(waited)}`,
  );
  // An interrupted run waits too: what it has stopped another one may still need off.
  await context.clock.sleep(pauseMs, run().failure ? undefined : context.signal);
  await reconciler.look();
}

async function stopYielding(reconciler: Reconciler, waited: number): Promise<void> {
  const words = `Waited ${durationWords(waited)} for another rollback of the disk, in vain`;
  if (!reconciler.run().failure) throw new LifecycleError(words);
  reconciler.power = await releaseHosts(reconciler, () => "unknown");
  reconciler.tell((now) => record.released(now, reconciler.power.keptOff));
}
