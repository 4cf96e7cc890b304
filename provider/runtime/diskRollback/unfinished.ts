import { hostOutputs, rollbackOutputs, undoOf } from "../../lifecycle/rollbackOutputs";
import { LifecycleError, sentences } from "../lifecycleError";
import type { Run } from "./run";

/** The error of a run that was cut short: the state keeps where, and the way back is in its words. */
export function unfinished(run: Run, words: string): LifecycleError {
  const { inputs, resourceId, state, pending } = run;
  const undo = pending.safety ? undoOf(pending) : {};
  const wayBack =
    pending.safety?.snapshotGroupId ??
    pending.safety?.snapshots.map(({ snapshotId }) => snapshotId).join(", ");
  const message = wayBack
    ? sentences(words, `The present was saved before in the safety snapshot ${wayBack}`)
    : words;
  // A run that has changed nothing and leaves nothing behind needs no memory: the next one begins anew.
  if (pending.submittedAt === undefined && !pending.safety) return new LifecycleError(message);
  return new LifecycleError(message, {
    resourceId,
    outputs: rollbackOutputs(inputs, {
      ...state,
      phase: pending.phase,
      pending,
      ...undo,
      disks: pending.disks,
      ...hostOutputs(pending),
    }),
  });
}
