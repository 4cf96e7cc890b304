import { z } from "zod";
import type { RecordedRollback } from "./decideRollback";
import type { DiskReference } from "./facts";
import type { Goal, Point } from "./inputs/diskRollback";
import type { Moment } from "./sight";

/** Where a rollback is, or was cut short. The point of no return is `submit`. */
const runPhases = ["preflight", "stop", "safetySnapshot", "submit", "restoring", "start"] as const;
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
  /** The receipt that the snapshot bore before the request, or "none": only another one proves that it has run (swas). */
  receiptBefore: z.string().optional(),
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
  /** Of the requests that changed something, in their order. */
  requestIds: z.array(z.string()).optional(),
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
  /** Tells it from another one that began in the same moment, or that was sent again as it. */
  attempt: z.string().optional(),
  /** Set before the request leaves: from then on it may have reached the cloud. */
  submittedAt: z.string().optional(),
  /** An earlier attempt of the same rollback, or one that came between, may have run, whatever became of this one. */
  mayHaveRun: z.boolean().optional(),
  /** When that one began, where it is not this one's own beginning: by it the journal tells what became of it. */
  mayHaveRunAt: z.string().optional(),
  /** The moment of the snapshot, from which on writes are lost. */
  lossBegins: z.string().optional(),
  disks: z.array(diskResult),
  snapshotGroupId: z.string().optional(),
  safety: safety.optional(),
  /** The hosts that this run has stopped or found stopped. */
  hosts: z.array(
    z.object({
      hostId: z.string(),
      wasRunning: z.boolean(),
      stoppedAt: z.string().optional(),
      /** When it was last started before, by the cloud's clock: another start since is somebody else's (ecs). */
      startedAt: z.string().optional(),
    }),
  ),
  requestIds: z.array(z.string()),
  phases: z.array(phaseTimes),
});

/** What the state keeps of a DiskRollback beside its inputs. It must be readable whatever version wrote it. */
const recordedOutputs = z.object({
  phase: z.string().optional().catch(undefined),
  rollbackKey: z.string().optional().catch(undefined),
  /**
   * `applied`: the snapshot or group of one that was taken over without a report of its own. `mayHaveRun`: it was cut
   * short, and given up before anybody knew.
   */
  usedKeys: z
    .array(
      z.object({
        key: z.string(),
        at: z.string(),
        applied: z.string().optional(),
        mayHaveRun: z.boolean().optional(),
      }),
    )
    .default([]),
  pending: pendingRollback.optional(),
  /** Attempts that have noted their intent and sent nothing, where the note cannot be taken back (ecd). */
  unsent: z.array(z.object({ key: z.string(), at: z.string(), attempt: z.string().optional() })).optional(),
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
  const parsed = parse(outputs);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(
    `The state of this rollback cannot be read (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}): it may be from a newer ` +
      `version of pulumi-alicloud-restore. Nothing was changed, since what has run already cannot be told. Use that version.`,
  );
}

/** For what does not depend on it: undefined where it cannot be read. */
export const readableState = (outputs: Readonly<Record<string, unknown>>): RollbackState | undefined =>
  parse(outputs).data;

const parse = (outputs: Readonly<Record<string, unknown>>) =>
  recordedOutputs.safeParse(
    Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== null)),
  );

/** The recorded side of the decision. */
export function recordedRollback({ phase, rollbackKey, usedKeys, pending }: RollbackState): RecordedRollback {
  return {
    disarmed: phase === "disarmed",
    declaredKey: rollbackKey,
    usedKeys,
    pending: pending && {
      key: pending.key,
      submitted: pending.submittedAt !== undefined,
      mayHaveRun: pending.mayHaveRun ?? false,
    },
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
  if (!cut || (cut.submittedAt === undefined && !cut.mayHaveRun)) return { ...state, pending: undefined };
  const { key, submittedAt: at = cut.startedAt } = cut;
  const used = { key, at, mayHaveRun: isOpen(cut) || undefined };
  return { ...state, pending: undefined, usedKeys: [...state.usedKeys, used] };
}

/** What its disks go back to, as found when it began. */
export const goalOf = ({ disks }: Pick<PendingRollback, "disks">): Goal => ({
  kind: "points",
  points: pointsOf(disks),
});

export const pointsOf = (disks: readonly DiskResult[]): Point[] =>
  disks.map((disk) => ({ disk: referenceOf(disk), snapshotId: disk.snapshotId }));

/** Its request may have reached the cloud, and what the disks hold is not known, or is mixed. */
export const isOpen = ({ submittedAt, mayHaveRun, disks }: PendingRollback): boolean =>
  (submittedAt !== undefined || mayHaveRun === true) && disks.some(({ status }) => status !== "restored");

/** When the first attempt began of which it is not known whether it has run; this one, where there is no other. */
export const firstDoubt = ({
  mayHaveRun,
  mayHaveRunAt,
  startedAt,
}: Pick<PendingRollback, "mayHaveRun" | "mayHaveRunAt" | "startedAt">): string =>
  (mayHaveRun && mayHaveRunAt) || startedAt;

/** An attempt before this one, of which it is another request, may have run. */
export const followsAnother = (pending: PendingRollback): boolean =>
  firstDoubt(pending) !== pending.startedAt;

/** Its own request never left, or was refused, whatever became of one before it. */
export function sentNothing(pending: PendingRollback): boolean {
  const { submittedAt, mayHaveRun, startedAt } = pending;
  if (!mayHaveRun) return submittedAt === undefined;
  return followsAnother(pending) && (submittedAt === undefined || submittedAt < startedAt);
}

/** When each host was last started, as far as that is known. */
export const startsOf = (hosts: PendingRollback["hosts"]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    hosts.flatMap(({ hostId, startedAt }) => (startedAt === undefined ? [] : [[hostId, startedAt]])),
  );

/** When its request left or may have, and when its hosts had last been started then. */
export const sentAt = ({ submittedAt, startedAt, hosts }: PendingRollback): Moment => ({
  at: submittedAt ?? startedAt,
  startedAt: startsOf(hosts),
});

/** A phase begins: the one before it has ended. */
export function entering(pending: PendingRollback, phase: RunPhase, now: string): PendingRollback {
  const phases = pending.phases.map((one) =>
    one.finishedAt === undefined ? { ...one, finishedAt: now } : one,
  );
  return { ...pending, phase, phases: [...phases, { phase, startedAt: now }] };
}

/** A request of the phase under way was answered. */
export function answered(pending: PendingRollback, requestId: string): PendingRollback {
  const last = pending.phases.length - 1;
  const phases = pending.phases.map((one, index) =>
    index === last ? { ...one, requestIds: [...(one.requestIds ?? []), requestId] } : one,
  );
  return { ...pending, phases };
}
