import type { Attempt } from "./attempt";
import { diskKey } from "../../lifecycle/facts";
import {
  diskNameOf,
  referenceOf,
  withEnded,
  type PendingRollback,
  type RollbackPhase,
  type RollbackState,
  type SafetySnapshots,
} from "./state";

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
  ended: readonly string[],
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
    open: undefined,
    conflict: undefined,
    ended: withEnded(state, [...ended, pending.attempt]),
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
  {
    key,
    at,
    applied,
    ended = [],
  }: {
    readonly key: string;
    readonly at: string;
    readonly applied: string | undefined;
    readonly ended?: readonly string[];
  },
): RollbackState & { readonly phase: "adopted" } => ({
  ...state,
  phase: "adopted",
  rollbackKey: key,
  usedKeys: [...state.usedKeys.filter((used) => used.key !== key), { key, at, applied }],
  pending: undefined,
  open: undefined,
  conflict: undefined,
  ended: withEnded(state, ended),
});

/** What an attempt has saved, as the outputs name it. */
export function safetyOf(
  attempt: Attempt | undefined,
  disks: PendingRollback["disks"],
): SafetySnapshots | undefined {
  const complete = (attempt?.safety ?? []).filter(({ status }) => status === "accomplished");
  const snapshots = disks.flatMap((one) => {
    const name = diskKey(referenceOf(one));
    const found = complete.findLast(({ disk }) => disk === name);
    return found ? [{ ...diskNameOf(referenceOf(one)), snapshotId: found.snapshotId }] : [];
  });
  const groups = new Set(complete.map(({ snapshotGroupId }) => snapshotGroupId));
  const [snapshotGroupId] = groups.size === 1 ? groups : [];
  return snapshots.length
    ? { ...(snapshotGroupId === undefined ? {} : { snapshotGroupId }), snapshots }
    : undefined;
}
