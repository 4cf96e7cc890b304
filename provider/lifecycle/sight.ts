import { aimOf, type JournalEntry } from "./journal";
import type { DiskFacts, DiskReference, HostFacts, SnapshotFacts } from "./facts";

/** Everything a rollback looks at before it changes anything. */
export interface Sight {
  readonly now: number;
  readonly points: readonly PointSight[];
  /** Disks of which it is not known what they go back to. */
  readonly unaimed: readonly DiskSight[];
  readonly hosts: readonly HostFacts[];
  /** All disks of the hosts, where they were asked for. */
  readonly hostDisks?: readonly DiskFacts[];
  /** Hosts that the disks say they are attached to, and that the cloud does not show. */
  readonly unseenHosts: readonly string[];
  /** Snapshots being taken of any disk of the hosts: stopping a host would make them fail. */
  readonly unfinishedOnHosts: readonly SnapshotFacts[];
  /** What the state says was applied last; undefined where nothing was. */
  readonly lastApplied: string | undefined;
  /** Hosts that an attempt has stopped and not given back, as the state knows them. */
  readonly leftOff: readonly StoppedHost[];
  /** Set by an operator who wants no rollback to run at all; where it is set. */
  readonly killSwitch: string | undefined;
  /** What the cloud itself says of it; undefined where it cannot be asked, or would only repeat what was found. */
  readonly dryRun: DryRun | undefined;
  /** What the cloud's journal says of this rollback, of the attempt that counts. */
  readonly entry: JournalEntry | undefined;
  /** And of the last attempt, whether it counts or not. Neither is one of which the state knows the end. */
  readonly latest: JournalEntry | undefined;
  /** When the attempts began that may have run, and of which nobody has seen the end. */
  readonly doubts: readonly Moment[];
  /** Everything that it says of it, of all attempts. */
  readonly entries: readonly JournalEntry[];
  /** Runs of whatever rollback of these disks that were not seen to end. */
  readonly unended: readonly JournalEntry[];
  /** When the last run began that has given a host back, by host. */
  readonly givenBackAt: Readonly<Record<string, string>>;
  /** What the journal says of every other rollback of these disks. */
  readonly others: readonly JournalEntry[];
}

/** The answer of a dry run. */
export type DryRun =
  | { readonly kind: "passed" | "refused" }
  /** No more than that the host must be stopped first. */
  | { readonly kind: "hostRuns" }
  /** It was not asked: a snapshot of the disk is being taken. */
  | { readonly kind: "waits" }
  | { readonly kind: "unanswered"; readonly because: string; readonly error: Error };

export interface StoppedHost {
  readonly hostId: string;
  readonly stoppedAt: string;
  /** When the run began that has stopped it. */
  readonly began?: string | undefined;
  /** When it had last been started then, where the service tells. */
  readonly startedAt?: string | undefined;
}

/** A moment of a run, when the present was saved then and when each host had last been started then; all by the cloud's clock. */
export type Moment = Pick<JournalEntry, "at" | "savedAt" | "startedAt">;

export interface DiskSight {
  readonly reference: DiskReference;
  readonly disk: DiskFacts | undefined;
  /** The desktop by which the disk is named: it is there, and has no such disk. */
  readonly desktop?: HostFacts | undefined;
  /** The cloud refuses a dry run because the disk is being restored, or its snapshots show that it is (ecd). */
  readonly restoring: boolean;
  /** Every snapshot of the disk but the safety snapshots of this rollback, newest first. */
  readonly siblings: readonly SnapshotFacts[];
  /** The safety snapshots that attempts of this rollback have taken, newest first. */
  readonly own: readonly SnapshotFacts[];
  /** Snapshots of it that this very process is taking: the run waits for them. */
  readonly takenHere?: readonly SnapshotFacts[];
}

export interface PointSight extends DiskSight {
  readonly snapshotId: string;
  readonly snapshot: SnapshotFacts | undefined;
  /** It is being taken in this very run, which waits for it. */
  readonly awaited?: boolean;
  /** The disk that the snapshot was taken of is another one than is meant, and is not there any more. */
  readonly sourceGone?: boolean;
}

/** By its own status, or by what the cloud says of it. */
export const isChanging = ({ disk, restoring }: PointSight): boolean =>
  restoring || disk?.state === "restoring";

export const unfinished = (snapshots: readonly SnapshotFacts[]) =>
  snapshots.filter(({ status }) => status === "progressing");

/** The complete snapshots of the disk that a rollback would skip, newest first. */
export function newerThan({ snapshot, siblings }: PointSight): SnapshotFacts[] {
  if (!snapshot) return [];
  return siblings.filter(
    ({ status, creationTime }) => status === "accomplished" && creationTime > snapshot.creationTime,
  );
}

/** The oldest of the snapshots to go back to: from there on writes are lost. */
export function lossBegins({ points }: Sight): string | undefined {
  return points
    .map(({ snapshot }) => snapshot?.creationTime)
    .filter((time) => time !== undefined)
    .sort()[0];
}

/**
 * Whether the disks may have been written to since a moment: their hosts have run, or they were at another one, or
 * another rollback was sent. undefined where a service does not tell.
 */
export function ranSince(sight: Sight, moment: Moment): boolean | undefined {
  const { hosts, unseenHosts, points } = sight;
  const answers = [
    otherSentSince(sight, moment),
    ...hosts.map((host) => hostRanSince(host, moment)),
    ...points.map((point) => movedSince(point, moment.at)),
    ...unseenHosts.map(() => undefined),
  ];
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

/** The same since each of several moments. */
export function ranSinceAny(sight: Sight, moments: readonly Moment[]): boolean | undefined {
  const answers = moments.map((moment) => ranSince(sight, moment));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

/** The attempt that counts went back to another snapshot than `restoreTo` finds now. */
export const isAimedElsewhere = ({ entry, points }: Pick<Sight, "entry" | "points">): boolean =>
  entry?.aim !== undefined && points.every(({ snapshotId }) => aimOf(snapshotId) !== entry.aim);

/** Another rollback has been sent since, or was about to be: the disk may hold what that one has left. */
export const otherSentSince = ({ others }: Pick<Sight, "others">, moment: Moment): boolean =>
  others.some(
    ({ phase, at, savedAt }) =>
      phase !== "stopping" && (isLater(at, moment.at) || isLater(savedAt, moment.savedAt)),
  );

const isLater = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && Date.parse(one) > Date.parse(other);

/** Whoever moves a disk to another host and back leaves no trace on its present one but this. */
function movedSince({ disk }: PointSight, moment: string): boolean | undefined {
  if (!disk) return undefined;
  if (disk.movedAt === undefined) return disk.hostIds.length === 0 ? undefined : false;
  return happenedSince(disk.movedAt, moment);
}

/** Whether the cloud surely still knows a ClientToken of that moment: it is believed to forget it after 24 hours. */
export const tokenIsRemembered = (now: number, moment: string): boolean =>
  now - Date.parse(moment) < 12 * 60 * minuteMs;

/**
 * Another start than the one of then tells it for certain. Undefined where a start that is told to the minute leaves it open.
 */
export function hostRanSince({ hostId, state, startedAt }: HostFacts, moment: Moment): boolean | undefined {
  return state === "stopped" ? startedSince({ hostId, startedAt }, moment) : true;
}

/** Of one that is stopped, or stopping. */
export function startedSince(
  { hostId, startedAt }: Pick<HostFacts, "hostId" | "startedAt">,
  moment: Moment,
): boolean | undefined {
  if (startedAt === undefined) return undefined;
  const then = moment.startedAt?.[hostId];
  return then !== undefined && minuteOf(then) !== minuteOf(startedAt)
    ? true
    : happenedSince(startedAt, moment.at);
}

const minuteOf = (time: string): number => Math.floor(Date.parse(time) / minuteMs);

/** The cloud tells the one to the minute; the other is what a run has learnt of the cloud's clock. */
function happenedSince(cloudTime: string, moment: string): boolean | undefined {
  const happened = Date.parse(cloudTime);
  const began = Date.parse(moment);
  if (happened + minuteMs + clockErrorMs <= began) return false;
  return happened >= began + clockErrorMs ? true : undefined;
}

const minuteMs = 60_000;
/** How far a run may be wrong about the cloud's clock: an answer tells it to the second, and may be long on its way. */
const clockErrorMs = 30_000;
