import { rollbackOutputs, type DiskResult, type PendingRollback } from "../../lifecycle/rollbackOutputs";
import { LifecycleError, sentences } from "../lifecycleError";
import type { Run } from "./run";

/** The error of a run that was cut short: the state keeps where, and the way back is in its words. */
export function unfinished(run: Run, pending: PendingRollback, words: string): LifecycleError {
  const { inputs, resourceId, state, wish } = run;
  const wayBack = pending.safetySnapshotId ?? state.undoSnapshotId;
  const disk: DiskResult = {
    diskId: wish.diskId,
    snapshotId: wish.snapshotId,
    status:
      pending.submittedAt === undefined
        ? "untouched"
        : pending.phase === "restoring"
          ? "restoring"
          : "unknown",
  };
  return new LifecycleError(
    pending.safetySnapshotId === undefined
      ? words
      : sentences(words, `The disk as it was before is in the safety snapshot ${pending.safetySnapshotId}`),
    {
      resourceId,
      outputs: rollbackOutputs(inputs, {
        ...state,
        phase: pending.phase,
        pending,
        undoSnapshotId: wayBack,
        disks: [disk],
      }),
    },
  );
}
