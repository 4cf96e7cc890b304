import { durationMs } from "../../lifecycle/duration";
import { LifecycleError } from "../../runtime/lifecycleError";
import type { Reconciler } from "../begin";
import { momentOf } from "../steps/step";

/** The lists may be behind, and show this run's own line a little later. */
export async function lookAgain(reconciler: Reconciler): Promise<void> {
  const { context, run } = reconciler;
  if (run().looked) {
    const since = context.cloud.now() - Date.parse(run().notedAt ?? momentOf(context));
    if (since > lineShownMs)
      throw new LifecycleError(
        "The cloud has taken this run's note, and does not show it: it is not known who else is at work",
      );
    await context.clock.sleep(pauseMs, context.signal);
  }
  await reconciler.look();
}

/** So long a list may be behind. */
const lineShownMs = durationMs("5m");

/** Between two looks of a run that waits for others. */
export const pauseMs = durationMs("2s");
