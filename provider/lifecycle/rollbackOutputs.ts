import { z } from "zod";
import type { RecordedRollback } from "./decideRollback";
import type { DiskReference } from "./facts";

/** Where a rollback is, or was cut short. The point of no return is `submit`. */
export const runPhases = ["preflight", "stop", "safetySnapshot", "submit", "restoring", "start"] as const;
export type RunPhase = (typeof runPhases)[number];
export type RollbackPhase = RunPhase | "disarmed" | "adopted" | "done";

const diskName = {
  diskId: z.string().optional(),
  desktopId: z.string().optional(),
  sourceDiskType: z.enum(["system", "data"]).optional(),
};

/** What became of one disk. "submitted": the cloud has accepted the request; "unknown": its answer was lost. */
const diskResult = z.object({
  ...diskName,
  snapshotId: z.string(),
  status: z.enum(["untouched", "submitted", "restored", "failed", "unknown"]),
  errorCode: z.string().optional(),
  errorMessage: z.string().optional(),
});

const snapshotOfDisk = z.object({ ...diskName, snapshotId: z.string() });

const safety = z.object({
  snapshotGroupId: z.string().optional(),
  snapshots: z.array(snapshotOfDisk),
});

const phaseTimes = z.object({
  phase: z.enum(runPhases),
  startedAt: z.string(),
  finishedAt: z.string().optional(),
});

const finishedRollback = z.object({
  key: z.string(),
  snapshotId: z.string().optional(),
  snapshotGroupId: z.string().optional(),
  startedAt: z.string(),
  finishedAt: z.string(),
  /** From the snapshot's moment to the rollback's: what was written in between is gone from the disk. */
  dataLossSeconds: z.number(),
  /** How long the host was down for it; 0 where it was not running before. */
  downtimeSeconds: z.number(),
  requestIds: z.array(z.string()),
  phases: z.array(phaseTimes),
  undoSnapshotId: z.string().optional(),
  undoSnapshotGroupId: z.string().optional(),
});

const pendingRollback = z.object({
  key: z.string(),
  phase: z.enum(runPhases),
  startedAt: z.string(),
  /** Set before the request leaves: from then on it may have reached the cloud. */
  submittedAt: z.string().optional(),
  /** An earlier attempt of the same rollback may have run, whatever became of this one. */
  mayHaveRun: z.boolean().optional(),
  /** The moment of the snapshot, from which on writes are lost. */
  lossBegins: z.string().optional(),
  disks: z.array(diskResult),
  snapshotGroupId: z.string().optional(),
  safety: safety.optional(),
  /** The hosts that this run has stopped or found stopped. */
  hosts: z.array(z.object({ hostId: z.string(), wasRunning: z.boolean(), stoppedAt: z.string().optional() })),
  requestIds: z.array(z.string()),
  phases: z.array(phaseTimes),
});

/** What the state keeps of a DiskRollback beside its inputs. It must be readable whatever version wrote it. */
const recordedOutputs = z.object({
  phase: z.string().optional().catch(undefined),
  rollbackKey: z.string().optional().catch(undefined),
  /** `applied`: the snapshot or group of one that was taken over without a report of its own. */
  usedKeys: z
    .array(z.object({ key: z.string(), at: z.string(), applied: z.string().optional() }))
    .default([]),
  pending: pendingRollback.optional(),
  lastRollback: finishedRollback.optional().catch(undefined),
  history: z.array(finishedRollback).catch([]),
  undoSnapshotId: z.string().optional().catch(undefined),
  undoSnapshotGroupId: z.string().optional().catch(undefined),
  undoSnapshots: z.array(snapshotOfDisk).catch([]),
  disks: z.array(diskResult).catch([]),
  instanceId: z.string().optional().catch(undefined),
  hostWasRunning: z.boolean().optional().catch(undefined),
});

export type RollbackState = Readonly<z.output<typeof recordedOutputs>>;
export type PendingRollback = z.output<typeof pendingRollback>;
export type FinishedRollback = z.output<typeof finishedRollback>;
export type DiskResult = z.output<typeof diskResult>;
export type SafetySnapshots = z.output<typeof safety>;

/**
 * Throws where the part that keeps a rollback from running twice cannot be read; what only informs is left out
 * instead.
 */
export function rollbackState(outputs: Readonly<Record<string, unknown>>): RollbackState {
  const present = Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== null));
  const parsed = recordedOutputs.safeParse(present);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `The state of this rollback cannot be read (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}): it may be from a newer ` +
      `version of pulumi-alicloud-restore. Nothing was changed, since what has run already cannot be told. Use that version.`,
  );
}

/** The recorded side of the decision. */
export function recordedRollback({ phase, rollbackKey, usedKeys, pending }: RollbackState): RecordedRollback {
  return {
    disarmed: phase === "disarmed",
    declaredKey: rollbackKey,
    usedKeys,
    pending: pending && { key: pending.key, submitted: pending.submittedAt !== undefined },
  };
}

/** A disk in the form in which the state and the outputs name it. */
export const diskNameOf = (disk: DiskReference) =>
  disk.diskId !== undefined
    ? { diskId: disk.diskId }
    : { desktopId: disk.desktopId, sourceDiskType: disk.sourceDiskType };

export function referenceOf(name: {
  diskId?: string;
  desktopId?: string;
  sourceDiskType?: "system" | "data";
}): DiskReference {
  const { diskId = "", desktopId, sourceDiskType } = name;
  return desktopId !== undefined && sourceDiskType !== undefined ? { desktopId, sourceDiskType } : { diskId };
}

/** What a rollback is of: another target is another resource. The program names the property, the state the value. */
export function targetOf(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { service, regionId, diskId, desktopId, sourceDiskType, instanceId } = inputs;
  const disks = Array.isArray(inputs["disks"])
    ? inputs["disks"].map((disk: { diskId?: unknown }) => String(disk.diskId)).sort()
    : undefined;
  return { service, regionId, diskId, desktopId, sourceDiskType, instanceId, disks };
}

const keptInputs = [
  "service",
  "regionId",
  "diskId",
  "desktopId",
  "sourceDiskType",
  "snapshotId",
  "snapshotGroupId",
  "restoreTo",
  "triggers",
];

/** The outputs: what was declared, what it is of, and what became of it. */
export function rollbackOutputs(
  inputs: Readonly<Record<string, unknown>>,
  state: RollbackState & { readonly phase: RollbackPhase },
): object {
  const kept = keptInputs.filter((name) => inputs[name] !== undefined).map((name) => [name, inputs[name]]);
  return { ...Object.fromEntries(kept), target: targetOf(inputs), ...state };
}

/** The state after a finished rollback: the newest twenty stay in the history, the keys of all are kept. */
export function finished(
  state: RollbackState,
  pending: PendingRollback,
  finishedAt: string,
): RollbackState & { readonly phase: "done" } {
  const undo = undoOf(pending);
  const rollback = { ...reportOf(pending, finishedAt), ...undo, undoSnapshots: undefined };
  return {
    ...state,
    phase: "done",
    rollbackKey: pending.key,
    usedKeys: [
      ...state.usedKeys.filter(({ key }) => key !== pending.key),
      { key: pending.key, at: finishedAt },
    ],
    pending: undefined,
    lastRollback: rollback,
    ...undo,
    history: [...state.history, rollback].slice(-historyLength),
    disks: pending.disks,
    ...hostOutputs(pending),
  };
}

const historyLength = 20;

/** The way back: the safety snapshots of the disk, of each of several disks, or of the whole group. */
export function undoOf({ safety: taken, disks }: PendingRollback) {
  return {
    undoSnapshotId: disks.length === 1 ? taken?.snapshots[0]?.snapshotId : undefined,
    undoSnapshotGroupId: taken?.snapshotGroupId,
    undoSnapshots: taken?.snapshots ?? [],
  };
}

export const hostOutputs = ({ hosts }: PendingRollback) => ({
  instanceId: hosts[0]?.hostId,
  hostWasRunning: hosts.length ? hosts.some(({ wasRunning }) => wasRunning) : undefined,
});

function reportOf(pending: PendingRollback, finishedAt: string) {
  const submittedAt = pending.submittedAt ?? pending.startedAt;
  const [only] = pending.disks.length === 1 ? pending.disks : [];
  const down = pending.hosts
    .filter(({ wasRunning }) => wasRunning)
    .map(({ stoppedAt }) => seconds(stoppedAt, finishedAt));
  return {
    key: pending.key,
    snapshotId: only?.snapshotId,
    snapshotGroupId: pending.snapshotGroupId,
    startedAt: pending.startedAt,
    finishedAt,
    dataLossSeconds: seconds(pending.lossBegins, submittedAt),
    downtimeSeconds: Math.max(0, ...down),
    requestIds: pending.requestIds,
    phases: pending.phases,
  };
}

const seconds = (from: string | undefined, until: string): number =>
  from === undefined ? 0 : Math.max(0, Math.round((Date.parse(until) - Date.parse(from)) / 1_000));

/** A declared rollback that is taken as having run, without touching the disk. */
export const adopted = (
  state: RollbackState,
  { key, at, applied }: { readonly key: string; readonly at: string; readonly applied: string | undefined },
): RollbackState & { readonly phase: "adopted" } => ({
  ...state,
  phase: "adopted",
  rollbackKey: key,
  usedKeys: [...state.usedKeys.filter((used) => used.key !== key), { key, at, applied }],
  pending: undefined,
});

/**
 * The snapshot or group that the disk holds, as far as this resource knows: undefined where it was never rolled
 * back, "unknown" where a run was abandoned that may have reached the cloud.
 */
export function lastApplied({ usedKeys, lastRollback }: RollbackState): string | undefined {
  const last = usedKeys.at(-1);
  if (!last) return undefined;
  if (last.key !== lastRollback?.key) return last.applied ?? "unknown";
  return lastRollback.snapshotGroupId ?? lastRollback.snapshotId;
}

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

/** A phase begins: the one before it has ended. */
export function entering(pending: PendingRollback, phase: RunPhase, now: string): PendingRollback {
  const phases = pending.phases.map((one) =>
    one.finishedAt === undefined ? { ...one, finishedAt: now } : one,
  );
  return { ...pending, phase, phases: [...phases, { phase, startedAt: now }] };
}
