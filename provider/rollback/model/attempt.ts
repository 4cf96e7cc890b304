import { isBack, sentNothing, type AttemptEvent } from "./events";
import type { LineHost } from "./line";
import type { AttemptName } from "./marks";

/** One attempt of a rollback, as the journal and the state tell of it. */
export interface Attempt extends AttemptName {
  /** When it began; ISO 8601, UTC. */
  readonly at: string;
  /** When it has last written a line; as `at`. */
  readonly writtenAt: string;
  /** Of its last line: it grows as long as the attempt lives. */
  readonly sequence: number;
  readonly disks: readonly AttemptDisk[];
  readonly hosts: readonly LineHost[];
  /** The safety snapshots that it has taken. */
  readonly safety: readonly SafetySnapshot[];
  readonly resends?: string | undefined;
  readonly receiptBefore?: string | undefined;
  readonly aim?: string | undefined;
  /** Nothing but its safety snapshot tells of it: it may have come to any point after that. */
  readonly silent: boolean;
  /** The state of this resource tells of it. */
  readonly inState: boolean;
}

export interface AttemptDisk {
  /** As `diskKey` names it. */
  readonly disk: string;
  /** What the disk goes back to; undefined where that snapshot does not tell of it. */
  readonly snapshotId?: string | undefined;
  readonly event: AttemptEvent;
  readonly sequence: number;
}

export interface SafetySnapshot {
  readonly disk: string;
  readonly snapshotId: string;
  readonly snapshotGroupId?: string | undefined;
  readonly status: "progressing" | "accomplished" | "failed";
  readonly creationTime: string;
  /** The hosts ran when it was taken: what was written until the stop is not in it. */
  readonly beforeStop?: boolean | undefined;
}

/** How far it has come with a disk. Of a disk that nothing tells of, as far as it may have come. */
export function eventOn({ disks, silent, safety }: Attempt, disk: string): AttemptEvent {
  const found = disks.find((one) => one.disk === disk);
  if (found) return found.event;
  // Before the safety snapshot is complete nothing is sent.
  if (silent) return safety.every(({ status }) => status === "accomplished") ? "sending" : "announced";
  return disks.every(({ event }) => sentNothing(event)) ? "announced" : "sending";
}

/** It may have sent something, or has. */
export const maySend = (attempt: Attempt): boolean =>
  attempt.silent
    ? eventOn(attempt, "") === "sending"
    : attempt.disks.some(({ event }) => !sentNothing(event));

/** All its disks are back, as far as anything tells. */
export const isDone = ({ disks, silent }: Attempt): boolean =>
  !silent && disks.length > 0 && disks.every(({ event }) => isBack(event));

/** Nothing more will come of it, whoever wrote it. */
export const hasEnded = ({ disks, silent }: Attempt): boolean =>
  !silent && disks.length > 0 && disks.every(({ event }) => event === "released" || event === "withdrawn");

/**
 * How far it is: a living attempt writes lines, and its safety snapshots become complete. One that the state tells of has come
 * to its end, whatever becomes of its safety snapshot.
 */
export const progressOf = ({ sequence, safety, inState }: Attempt): string =>
  [sequence, ...(inState ? [] : safety.map(({ snapshotId, status }) => `${snapshotId} ${status}`))].join(
    ", ",
  );

/** When the present was saved by it, by the cloud's clock. */
export const savedAt = ({ safety }: Pick<Attempt, "safety">): string | undefined =>
  safety.map(({ creationTime }) => creationTime).sort()[0];

/** When each host was last started before it, as far as it tells. */
export const startsOf = (hosts: readonly LineHost[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    hosts.flatMap(({ hostId, startedAt }) => (startedAt === undefined ? [] : [[hostId, startedAt]])),
  );

/** The letters of a new attempt. */
export const newAttempt = (random: () => number): string =>
  Math.floor(random() * 36 ** attemptLength)
    .toString(36)
    .padStart(attemptLength, "0");

const attemptLength = 6;
