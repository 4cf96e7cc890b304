import { CloudError } from "../client";
import { LifecycleError, failureReport, failureWords, sentences } from "../runtime/lifecycleError";
import { awaitBack } from "./actions/awaitBack";
import { giveBack } from "./actions/giveBack";
import { lookAgain } from "./actions/look";
import { note } from "./actions/note";
import { savePresent } from "./actions/save";
import { stopHosts } from "./actions/stopHosts";
import { submit } from "./actions/submit";
import { yieldTo } from "./actions/yieldTo";
import type { Reconciler } from "./begin";
import type { Decision } from "./model/decide";
import { isChanging } from "./model/observed";
import { safetyOf } from "./model/outputs";
import { holderOf, rivalOf } from "./model/rivals";
import { settle } from "./steps/save";
import { refusalWords } from "./words";
import * as record from "./model/run";

type Acting = Exclude<Decision, { readonly do: "refuse" | "ask" | "end" | "finish" }>;

/** Carries out one action. Whatever goes wrong is a fact that the next decision is made from. */
export async function act(reconciler: Reconciler, action: Acting): Promise<void> {
  const { context, desired, run, tell } = reconciler;
  try {
    if (context.signal.aborted && !run().failure && isBeforeSend(action))
      throw new LifecycleError(`Interrupted before the rollback of ${desired.what} was sent`);
    await perform(reconciler, action);
  } catch (error) {
    const failure = await failureOf(reconciler, action, error);
    tell((now) => record.failed(now, failure));
  }
}

const isBeforeSend = (action: Acting): boolean =>
  action.do === "note"
    ? action.event === "announced" || action.event === "stopping" || action.event === "sending"
    : ["settle", "stop", "save", "send", "yield", "look"].includes(action.do);

async function perform(reconciler: Reconciler, action: Acting): Promise<void> {
  const { desired, run, tell } = reconciler;
  switch (action.do) {
    case "note":
      return note(reconciler, action);
    case "look":
      return lookAgain(reconciler);
    case "settle":
      await settle(reconciler, action.snapshotIds);
      return reconciler.look();
    case "stop":
      return stopHosts(reconciler, action.hosts);
    case "save":
      return savePresent(reconciler, action.disks);
    case "keepSaved": {
      const safety = safetyOf(action.by, run().pending.disks);
      if (safety) tell((now) => record.savedPresent(now, safety, undefined));
      return;
    }
    case "send":
      return submit(reconciler, action.disks);
    case "await":
      return awaitBack(reconciler, action.disks);
    case "yield":
      return yieldTo(reconciler, action);
    case "assume":
      return tell((now) => record.backAgain(now, action.disks, undefined));
    case "start":
      return giveBack(reconciler, action.reason);
    case "giveUp": {
      const { why } = action;
      const kind = why.because === "conflict" ? "conflict" : "failed";
      const rival = why.because === "conflict" ? why.rival : undefined;
      const words = refusalWords(desired, why);
      return tell((now) => record.failed(now, { kind, words, rival }));
    }
  }
}

/** What is looked at before it is given back tells whether another rollback is in the way. */
async function failureOf(reconciler: Reconciler, action: Acting, error: unknown): Promise<record.Failure> {
  const { desired, run, observed } = reconciler;
  const words = failureWords(error, "");
  if (!run().begun && (action.do === "look" || action.do === "yield" || action.do === "settle"))
    throw new LifecycleError(
      failureReport(`Nothing was changed: ${desired.what} was not rolled back`, error),
    );
  if (run().failure || run().sent) return { kind: "failed", words };
  await reconciler.look().catch(() => undefined);
  const { points } = observed();
  const rival = rivalOf(desired, observed(), run(), points) ?? holderOf(observed(), run());
  const contended = error instanceof CloudError && error.acted === "no" && (rival || points.some(isChanging));
  return contended
    ? { kind: "conflict", words: sentences(words, "Another rollback of the disk is under way"), rival }
    : { kind: "failed", words };
}
