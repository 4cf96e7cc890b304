import { appliedBy } from "../lifecycle/goal";
import { lines, sentences } from "../runtime/lifecycleError";
import type { Reconciler } from "./begin";
import { isAimedElsewhere } from "./model/aim";
import type { Attempt } from "./model/attempt";
import { afterAdoption, afterDone } from "./model/ending";
import { rollbackOutputs } from "./model/outputs";
import type { RollbackState } from "./model/state";
import { momentOf } from "./steps/step";
import { Unfinished } from "./unfinished";
import { wayBack } from "./wayBack";
import { adoptWords, downWords, perhapsLeftOff } from "./words";

/** All disks are back: that is recorded, and said. */
export async function finish(reconciler: Reconciler, by: Attempt | undefined): Promise<object> {
  const { request, context, desired, run, power, observed } = reconciler;
  if (power.failed)
    throw new Unfinished(request, run(), [], {
      truth: `The rollback is done: ${desired.what}`,
      details: [power.words, "If it is still off, the next `pulumi up` tries to start it again"],
    });
  const gone = await dropGone(reconciler);
  const ending = { by, attempts: observed().attempts, at: momentOf(context) };
  if (run().sent || run().watched || request.state.pending?.key === desired.key) {
    const state = afterDone(request.state, run(), ending);
    sayDone(reconciler, state, gone);
    return rollbackOutputs(request.inputs, state);
  }
  context.log.info(adoptWords(desired, by));
  if (power.words) context.log[power.keptOff.length ? "warn" : "info"](power.words);
  tellLeftOff(reconciler);
  const elsewhere = by !== undefined && isAimedElsewhere(observed(), by);
  const { disks } = run().pending;
  const only = disks.length === 1 && !elsewhere ? disks[0]?.snapshotId : undefined;
  return rollbackOutputs(request.inputs, {
    ...afterAdoption(request.state, run(), { ...ending, applied: appliedBy(desired.target) ?? only }),
    // Of another snapshot than is found now only the letters are known.
    disks: elsewhere ? [] : disks.map((disk) => ({ ...disk, status: "restored" })),
  });
}

/** A safety snapshot that somebody has deleted meanwhile is no way back. What cannot be looked up is believed to be there. */
async function dropGone({ context, desired, run, tell }: Reconciler): Promise<readonly string[]> {
  const { safety } = run().pending;
  if (!safety) return [];
  const found = await wayBack(context, desired, safety).catch(() => undefined);
  if (!found) return [];
  tell((now) => ({ ...now, pending: { ...now.pending, safety: found.left } }));
  return found.gone;
}

/** The last words of a run: the plan above them speaks of what will be. */
function sayDone(
  reconciler: Reconciler,
  { undoSnapshots, undoSnapshotGroupId }: RollbackState,
  gone: readonly string[],
): void {
  const { context, desired, run, power } = reconciler;
  const saved = undoSnapshotGroupId ?? undoSnapshots.map(({ snapshotId }) => snapshotId).join(", ");
  const down = power.runs ? downWords(run().pending, momentOf(context)) : "";
  const kept = power.keptOff.length > 0;
  context.log.info(
    lines({
      truth: `Rolled back: ${desired.what}`,
      details: [
        kept ? "" : sentences(power.words, down),
        saved ? `To undo it, roll back to the safety snapshot ${saved}` : "",
        gone.length ? `There is no way back to what ${gone.join(", ")} held: deleted since` : "",
      ],
    }),
  );
  if (kept) context.log.warn(power.words);
  tellLeftOff(reconciler);
  context.log.progress(`rolled back${saved ? `, undo ${saved}` : ""}`);
}

function tellLeftOff({ context, desired, observed, run }: Reconciler): void {
  const left = perhapsLeftOff(desired, observed(), run());
  if (left) context.log.warn(left);
}
