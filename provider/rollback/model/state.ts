import { z } from "zod";
import type { RecordedRollback } from "../../lifecycle/decideRollback";
import { diskKey } from "../../lifecycle/facts";
import type { Goal, Point } from "../../lifecycle/inputs/diskRollback";
import type { Attempt } from "./attempt";
import { diskNameOf, referenceOf } from "../../lifecycle/diskName";
import { attemptEvents, type AttemptEvent } from "./events";

/** The version of what the state keeps. A state of another version is refused. */
const stateVersion = 1;

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

const pendingHost = z.object({
  hostId: z.string(),
  /** It ran when the attempt began, or an earlier attempt has stopped it. */
  wasRunning: z.boolean(),
  stoppedAt: z.string().optional(),
  /** When it was last started before, by the cloud's clock: another start since is somebody else's (ecs). */
  startedAt: z.string().optional(),
  /** An earlier attempt has stopped it, and none of the disks is attached to it any more. */
  elsewhere: z.boolean().optional(),
});

/** What the state keeps of an attempt that has not come to its end. */
const pendingRollback = z.object({
  key: z.string(),
  /** The name of the attempt: six letters. */
  attempt: z.string(),
  /** How many lines of the journal it has written. */
  sequence: z.number(),
  phase: z.enum(runPhases),
  startedAt: z.string(),
  /** Set before the request leaves: from then on it may have reached the cloud. */
  submittedAt: z.string().optional(),
  /** The attempt whose ClientToken its request carries. */
  resends: z.string().optional(),
  /** Letters of the snapshot that is gone back to. */
  aim: z.string().optional(),
  /** The moment of the snapshot, from which on writes are lost. */
  lossBegins: z.string().optional(),
  disks: z.array(diskResult),
  snapshotGroupId: z.string().optional(),
  safety: safety.optional(),
  /** When this attempt has taken its safety snapshot, by the cloud's clock. */
  safetyTakenAt: z.string().optional(),
  /** The hosts of the disks, and how they were found. */
  hosts: z.array(pendingHost),
  /** Hosts that could not be given back. */
  keptOff: z.array(z.string()).optional(),
  requestIds: z.array(z.string()),
  phases: z.array(phaseTimes),
});

/** An earlier attempt that may have run, as the journal has told of it, or the state before. */
const openAttempt = z.object({
  key: z.string(),
  attempt: z.string(),
  at: z.string(),
  writtenAt: z.string(),
  sequence: z.number(),
  disks: z
    .array(
      z.object({
        disk: z.string(),
        snapshotId: z.string().optional(),
        event: z.enum(attemptEvents),
        sequence: z.number(),
      }),
    )
    .readonly(),
  hosts: z
    .array(
      z.object({
        hostId: z.string(),
        found: z.enum(["off", "owed", "returned"]),
        startedAt: z.string().optional(),
      }),
    )
    .readonly(),
  safety: z
    .array(
      z.object({
        disk: z.string(),
        snapshotId: z.string(),
        snapshotGroupId: z.string().optional(),
        status: z.enum(["progressing", "accomplished", "failed"]),
        creationTime: z.string(),
        beforeStop: z.boolean().optional(),
      }),
    )
    .readonly(),
  resends: z.string().optional(),
  receiptBefore: z.string().optional(),
  aim: z.string().optional(),
  silent: z.boolean(),
});

/** This one stood back for another rollback of its disks, which has run: it asks before it goes on. */
const conflict = z.object({
  key: z.string(),
  rivalKey: z.string(),
  at: z.string(),
  snapshotIds: z.array(z.string()),
});

/** What the state keeps of a DiskRollback beside its inputs. It must be readable whatever version wrote it. */
const recordedOutputs = z.object({
  /** The version of this format. */
  stateVersion: z.literal(stateVersion).default(stateVersion),
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
  /** Earlier attempts that may have run, of whatever rollback. */
  open: z.array(openAttempt).readonly().optional(),
  /** The names of attempts whose end is known: what the journal says of them is history. The last hundred. */
  ended: z.array(z.string()).readonly().optional(),
  conflict: conflict.optional(),
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
export type PendingHost = z.output<typeof pendingHost>;
export type Conflict = z.output<typeof conflict>;

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
export function recordedRollback({
  phase,
  rollbackKey,
  usedKeys,
  pending,
  open = [],
}: RollbackState): RecordedRollback {
  return {
    disarmed: phase === "disarmed",
    declaredKey: rollbackKey,
    usedKeys,
    pending: pending && {
      key: pending.key,
      mayHaveRun: isOpen(pending) || open.some(({ key }) => key === pending.key),
    },
  };
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

/** What is declared now is another rollback: one that may have reached the cloud counts as used. */
export function withAbandoned(state: RollbackState): RollbackState {
  const { pending: cut, open = [] } = state;
  if (!cut) return state;
  const doubtful = open.some(({ key }) => key === cut.key);
  if (cut.submittedAt === undefined && !doubtful)
    return { ...state, pending: undefined, ended: withEnded(state, [cut.attempt]) };
  const used = {
    key: cut.key,
    at: cut.submittedAt ?? cut.startedAt,
    mayHaveRun: isOpen(cut) || doubtful || undefined,
  };
  return {
    ...state,
    pending: undefined,
    open: [...open, attemptOf(cut)],
    usedKeys: [...state.usedKeys, used],
  };
}

export const withEnded = (
  { ended = [] }: Pick<RollbackState, "ended">,
  attempts: readonly string[],
): string[] => [...new Set([...ended, ...attempts])].slice(-mostEnded);

const mostEnded = 100;

/** The attempts that the state tells of. */
export const attemptsIn = ({ pending, open = [] }: RollbackState): Attempt[] => [
  ...open.map((one): Attempt => ({ ...one, inState: true })),
  ...(pending ? [attemptOf(pending)] : []),
];

export const attemptOf = (pending: PendingRollback): Attempt => ({
  key: pending.key,
  attempt: pending.attempt,
  at: pending.startedAt,
  writtenAt: pending.submittedAt ?? pending.startedAt,
  sequence: pending.sequence,
  disks: pending.disks.map((disk) => ({
    disk: diskKey(referenceOf(disk)),
    snapshotId: disk.snapshotId,
    event: eventOf[disk.status],
    sequence: pending.sequence,
  })),
  hosts: pending.hosts.map(({ hostId, wasRunning, stoppedAt, startedAt }) => ({
    hostId,
    found: wasRunning && stoppedAt !== undefined ? "owed" : "off",
    startedAt,
  })),
  safety: [],
  resends: pending.resends,
  receiptBefore: pending.disks.find(({ receiptBefore }) => receiptBefore !== undefined)?.receiptBefore,
  aim: pending.aim,
  silent: false,
  inState: true,
});

const eventOf: Readonly<Record<DiskResult["status"], AttemptEvent>> = {
  untouched: "stopping",
  failed: "withdrawn",
  unknown: "sending",
  submitted: "accepted",
  restored: "done",
};

export const diskStatus = ({ disks }: PendingRollback, name: string): DiskResult["status"] | undefined =>
  disks.find((disk) => diskKey(referenceOf(disk)) === name)?.status;

/** What its disks go back to, as found when it began. */
export const targetOf = ({ disks }: Pick<PendingRollback, "disks">): Goal => ({
  kind: "points",
  points: pointsOf(disks),
});

export const pointsOf = (disks: readonly DiskResult[]): Point[] =>
  disks.map((disk) => ({ disk: referenceOf(disk), snapshotId: disk.snapshotId }));

/** Its request may have reached the cloud, and what the disks hold is not known, or is mixed. */
export const isOpen = ({ submittedAt, disks }: PendingRollback): boolean =>
  submittedAt !== undefined && disks.some(({ status }) => status !== "restored");

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

export { diskNameOf, referenceOf };
