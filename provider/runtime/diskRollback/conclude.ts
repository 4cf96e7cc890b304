import { finished, rollbackOutputs } from "../../lifecycle/rollbackOutputs";
import { durationWords } from "../../lifecycle/duration";
import type { RollbackState } from "../../lifecycle/rollbackState";
import { failureWords, lines, sentences } from "../lifecycleError";
import { note, noteSettled } from "./journal";

import { releaseHosts, type Released } from "./power";
import { enter, now, type Run } from "./run";
import { foundStopped } from "./stopped";
import { Unfinished } from "./unfinished";
import { wayBack } from "./wayBack";

/** 5. Starts what was stopped, and records the rollback as done. */
export async function conclude(run: Run): Promise<object> {
  await note(run, "done");
  enter(run, "start");
  let released;
  try {
    released = await releaseHosts(run, "finished");
    if (!released.keptOff) await noteSettled(run);
  } catch (error) {
    throw new Unfinished(run, {
      truth: `The rollback is done: ${run.wish.what}`,
      details: [failureWords(error, ""), "The next `pulumi up` tries to start it again"],
    });
  }
  const gone = await dropGone(run);
  const at = now(run.context);
  const phases = run.pending.phases.map((one) => ({ ...one, finishedAt: one.finishedAt ?? at }));
  const state = finished(run.state, { ...run.pending, phases }, at);
  sayDone(run, state, released, gone);
  return rollbackOutputs(run.inputs, state);
}

/** A safety snapshot that somebody has deleted meanwhile is no way back. What cannot be looked up is believed to be there. */
async function dropGone(run: Run): Promise<readonly string[]> {
  const { context, wish, pending } = run;
  if (!pending.safety) return [];
  const found = await wayBack(context, wish, pending.safety).catch(() => undefined);
  if (!found) return [];
  run.pending = { ...pending, safety: found.left };
  return found.gone;
}

/** The last words of a run: the plan above them speaks of what will be. */
function sayDone(
  run: Run,
  { lastRollback }: RollbackState,
  { words, keptOff, runs }: Released,
  gone: readonly string[],
): void {
  const { context, wish, pending } = run;
  const undo = pending.safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [];
  const saved = pending.safety?.snapshotGroupId ?? undo.join(", ");
  const { downtimeSeconds = 0 } = lastRollback ?? {};
  const down = runs && downtimeSeconds > 0 ? `It was down for ${durationWords(downtimeSeconds * 1_000)}` : "";
  const done = lines({
    truth: `Rolled back: ${wish.what}`,
    details: [
      keptOff ? "" : sentences(words, down),
      saved ? `To undo it, roll back to the safety snapshot ${saved}` : "",
      gone.length ? `There is no way back to what ${gone.join(", ")} held: deleted since` : "",
      foundStopped(run),
    ],
  });
  context.log.info(done);
  if (keptOff) context.log.warn(words);
  context.log.progress(`rolled back${saved ? `, undo ${saved}` : ""}`);
}
