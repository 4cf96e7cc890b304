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
  if (!leavesSomething(run)) return new LifecycleError(message);
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

/**
 * A run that has changed nothing needs no memory: the next one begins anew. One that has asked for a safety
 * snapshot, or left a host stopped, does: where the cloud takes no notes (ecd), only the state can tell that
 * nothing was sent, and whose stop it was.
 */
const leavesSomething = ({ pending }: Run): boolean =>
  pending.submittedAt !== undefined ||
  pending.safety !== undefined ||
  pending.phases.some(({ phase }) => phase === "safetySnapshot") ||
  pending.hosts.some(({ wasRunning, stoppedAt }) => wasRunning && stoppedAt !== undefined);
