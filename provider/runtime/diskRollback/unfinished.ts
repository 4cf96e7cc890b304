import { hostOutputs, rollbackOutputs, undoOf } from "../../lifecycle/rollbackOutputs";
import { isOpen, sentNothing, type RollbackState } from "../../lifecycle/rollbackState";
import { lines, LifecycleError, type Report } from "../lifecycleError";
import type { Run } from "./run";

/** The error of a run that was cut short: the state keeps where, and the way back is in its first lines. */
export class Unfinished extends LifecycleError {
  constructor(
    run: Run,
    readonly report: Report,
  ) {
    super(unfinishedWords(run, report), recordOf(run));
  }
}

/** What the error says, and preview where the run will end with it. */
export function unfinishedWords(
  { pending: { safety } }: Pick<Run, "pending">,
  { truth, details }: Report,
): string {
  const wayBack = safety?.snapshotGroupId ?? safety?.snapshots.map(({ snapshotId }) => snapshotId).join(", ");
  const undo = wayBack ? [`The present was saved before in the safety snapshot ${wayBack}`] : [];
  return lines({ truth, details: [...undo, ...details] });
}

function recordOf(run: Run): LifecycleError["recorded"] {
  if (!leavesSomething(run)) return undefined;
  const { inputs, resourceId, pending, before } = run;
  const state = withUnsent(run, run.state);
  // One that has sent nothing leaves the question of another one open, and what that one has saved and stopped.
  if (before?.pending && isOpen(before.pending) && !pending.submittedAt && !pending.mayHaveRun)
    return {
      resourceId,
      outputs: rollbackOutputs(inputs, { ...withUnsent(run, before), phase: before.pending.phase }),
    };
  // What one has saved that has sent nothing is no way back from the one that is done.
  const isDone = sentNothing(pending) && !pending.mayHaveRun && state.lastRollback !== undefined;
  const undo = pending.safety && !isDone ? undoOf(pending) : {};
  return {
    resourceId,
    outputs: rollbackOutputs(inputs, {
      ...state,
      phase: pending.phase,
      pending,
      ...undo,
      disks: pending.disks,
      ...hostOutputs(pending),
    }),
  };
}

/** The last twenty: older ones have no safety snapshot any more that would tell of them. */
function withUnsent({ pending, unwritten }: Run, state: RollbackState): RollbackState {
  // What may have run, and was not written to since, goes on counting from the later note on.
  if (unwritten || !sentNothing(pending)) return state;
  const unsent = [
    ...(state.unsent ?? []),
    { key: pending.key, at: pending.startedAt, attempt: pending.attempt },
  ].slice(-20);
  return { ...state, unsent };
}

/**
 * A run that has changed nothing needs no memory: the next one begins anew. One that has asked for a safety
 * snapshot, or left a host stopped, does: where the cloud takes no notes (ecd), only the state can tell that
 * nothing was sent, and whose stop it was.
 */
const leavesSomething = ({ pending, state }: Run): boolean =>
  state.pending?.key === pending.key ||
  pending.submittedAt !== undefined ||
  pending.mayHaveRun === true ||
  pending.safety !== undefined ||
  pending.phases.some(({ phase }) => phase === "safetySnapshot") ||
  pending.hosts.some(({ wasRunning, stoppedAt }) => wasRunning && stoppedAt !== undefined);
