import { hostOutputs, rollbackOutputs, undoOf } from "../../lifecycle/rollbackOutputs";
import { isOpen } from "../../lifecycle/rollbackState";
import { lines, LifecycleError, type Report } from "../lifecycleError";
import type { Run } from "./run";

/** The error of a run that was cut short: the state keeps where, and the way back is in its first lines. */
export class Unfinished extends LifecycleError {
  constructor(
    run: Run,
    readonly report: Report,
  ) {
    super(wordsOf(run, report), recordOf(run));
  }
}

function wordsOf({ pending: { safety } }: Run, { truth, details }: Report): string {
  const wayBack = safety?.snapshotGroupId ?? safety?.snapshots.map(({ snapshotId }) => snapshotId).join(", ");
  const undo = wayBack ? [`The present was saved before in the safety snapshot ${wayBack}`] : [];
  return lines({ truth, details: [...undo, ...details] });
}

function recordOf(run: Run): LifecycleError["recorded"] {
  if (!leavesSomething(run)) return undefined;
  const { inputs, resourceId, state, pending, before } = run;
  // One that has sent nothing leaves the question of another one open, and what that one has saved and stopped.
  if (before?.pending && isOpen(before.pending) && !isOpen(pending))
    return { resourceId, outputs: rollbackOutputs(inputs, { ...before, phase: before.pending.phase }) };
  const undo = pending.safety ? undoOf(pending) : {};
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
