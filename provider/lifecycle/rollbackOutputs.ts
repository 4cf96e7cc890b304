import { z } from "zod";
import type { RecordedRollback } from "./decideRollback";

export type RollbackPhase = "disarmed" | "adopted" | "safetySnapshot" | "submit" | "restoring" | "done";

const usedKey = z.object({ key: z.string(), at: z.string() });

const lastRollback = z.object({
  key: z.string(),
  snapshotId: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  /** From the snapshot's moment to the rollback's: what was written in between is gone from the disk. */
  dataLossSeconds: z.number(),
  requestIds: z.array(z.string()),
  undoSnapshotId: z.string().optional(),
});

const pending = z.object({
  key: z.string(),
  snapshotId: z.string(),
  /** Where the run was cut short. */
  phase: z.enum(["safetySnapshot", "submit", "restoring"]),
  startedAt: z.string(),
  /** Set before the request leaves: from then on it may have reached the cloud. */
  submittedAt: z.string().optional(),
  safetySnapshotId: z.string().optional(),
  requestIds: z.array(z.string()),
});

const disk = z.object({
  diskId: z.string(),
  snapshotId: z.string(),
  status: z.enum(["restored", "untouched", "restoring", "unknown"]),
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
});

/** What the state keeps of a DiskRollback beside its inputs. It must be readable whatever version wrote it. */
const recordedOutputs = z.object({
  rollbackKey: z.string().optional(),
  usedKeys: z.array(usedKey).catch([]).default([]),
  pending: pending.optional().catch(undefined),
  lastRollback: lastRollback.optional().catch(undefined),
  history: z.array(lastRollback).catch([]).default([]),
  undoSnapshotId: z.string().optional().catch(undefined),
  phase: z.string().optional(),
  disks: z.array(disk).catch([]).default([]),
  instanceId: z.string().optional().catch(undefined),
  hostWasRunning: z.boolean().optional().catch(undefined),
});

export type RollbackState = Readonly<z.output<typeof recordedOutputs>>;
export type PendingRollback = z.output<typeof pending>;
export type FinishedRollback = z.output<typeof lastRollback>;
export type DiskResult = z.output<typeof disk>;

export const rollbackState = (outputs: Readonly<Record<string, unknown>>): RollbackState =>
  recordedOutputs.parse(outputs);

/** The recorded side of the decision. */
export function recordedRollback(state: RollbackState): RecordedRollback {
  return {
    declaredKey: state.rollbackKey,
    usedKeys: state.usedKeys,
    pending: state.pending && {
      key: state.pending.key,
      submitted: state.pending.submittedAt !== undefined,
    },
  };
}

/** The inputs that the state keeps: the target, to see a replacement, and what was declared last. */
const keptInputs = ["service", "regionId", "diskId", "snapshotId", "triggers"] as const;

export function rollbackOutputs(
  inputs: Readonly<Record<string, unknown>>,
  state: RollbackState & { readonly phase: RollbackPhase },
): object {
  const kept = keptInputs.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]);
  return { ...Object.fromEntries(kept), ...state };
}

/** The state after a finished rollback: the newest twenty stay in the history, the keys of all are kept. */
export function finished(
  state: RollbackState,
  rollback: FinishedRollback,
  disks: DiskResult[],
): RollbackState & { phase: "done" } {
  return {
    ...state,
    phase: "done",
    rollbackKey: rollback.key,
    usedKeys: [
      ...state.usedKeys.filter(({ key }) => key !== rollback.key),
      { key: rollback.key, at: rollback.finishedAt },
    ],
    pending: undefined,
    lastRollback: rollback,
    undoSnapshotId: rollback.undoSnapshotId,
    history: [...state.history, rollback].slice(-historyLength),
    disks,
  };
}

const historyLength = 20;

/** A run that may have reached the cloud counts as used, whatever is declared after it. */
export function withAbandoned(state: RollbackState): RollbackState {
  const { pending: cut } = state;
  if (cut?.submittedAt === undefined) return { ...state, pending: undefined };
  return {
    ...state,
    pending: undefined,
    usedKeys: [...state.usedKeys, { key: cut.key, at: cut.submittedAt }],
  };
}
