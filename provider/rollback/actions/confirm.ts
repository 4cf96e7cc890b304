import { LifecycleError } from "../../runtime/lifecycleError";
import type { Reconciler } from "../begin";
import type { Action } from "../model/action";
import { decide } from "../model/decide";
import { adoptWords, refusalWords } from "../words";
import { noteEvent } from "./begun";

/** The request leaves late: it is announced anew, everything is looked at, and it leaves only if that still is what is to be done. */
export async function confirm(reconciler: Reconciler): Promise<void> {
  const { desired, run, observed } = reconciler;
  let words =
    "The cloud has taken this run's note, and does not show it: it is not known who else is at work";
  for (let round = 0; round < mostRounds; round += 1) {
    if (desired.service.tags && !run().unnoted) await noteEvent(reconciler, "sending");
    await reconciler.look();
    const decision = decide(desired, observed(), { ...run(), sent: false });
    if (decision.do === "send") return;
    // The cloud may go on not taking anything, the dry run neither.
    if (decision.do === "giveUp" && decision.why.because === "noVerdict") {
      words = refusalWords(desired, decision.why);
      continue;
    }
    if (decision.do === "look" || (decision.do === "note" && decision.event === "sending")) continue;
    throw new LifecycleError(decisionWords(reconciler, decision));
  }
  throw new LifecycleError(words);
}

const mostRounds = 5;

function decisionWords({ desired }: Reconciler, decision: Action): string {
  if (decision.do === "giveUp" || decision.do === "refuse") return refusalWords(desired, decision.why);
  if (decision.do === "finish") return adoptWords(desired, decision.adopted);
  return "Something has changed while the cloud did not take the request";
}
