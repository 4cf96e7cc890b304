import type { RollbackState } from "../../lifecycle/rollbackState";
import type { Context } from "../context";
import { LifecycleError } from "../lifecycleError";
import { outlookOf } from "./outlook";
import { orUnchecked } from "./plan";
import { doubtReport, refusalReport, resumeWords, unseenWords } from "./resumeWords";
import { unfinishedWords } from "./unfinished";
import type { Wish } from "./wish";

/**
 * The preview of a run that goes on with one that was cut short after its request: what becomes of it, and the plan
 * of all that may be sent again. What the run would refuse fails here, and what it would ask is said, in its words.
 */
export async function previewResumed(context: Context, wish: Wish, state: RollbackState): Promise<void> {
  const { pending } = state;
  if (!pending) return;
  const cut = { context, wish, state, pending };
  const outlook = await orUnchecked(context, wish, () => outlookOf(cut));
  if (!outlook) return context.log.info(unseenWords(wish));
  const { resumption, sight, sending, disks } = outlook;
  const found = { wish, pending: { ...pending, disks: [...disks] } };
  if (resumption.kind === "ask")
    return context.log.warn(unfinishedWords(found, doubtReport(found, resumption, sight)));
  if (sending?.obstacles.length)
    throw new LifecycleError(unfinishedWords(found, refusalReport(found, resumption, sending)));
  const told = { wish, pending: { ...pending, safety: outlook.safety } };
  context.log.info(resumeWords(told, resumption, outlook));
}
