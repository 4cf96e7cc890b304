import {
  diskKey,
  type DiskFacts,
  type DiskReference,
  type HostFacts,
  type SnapshotFacts,
  type SnapshotGroupFacts,
} from "../../lifecycle/facts";
import type { Service } from "../../services";
import { isDone, maySend, type Attempt } from "./attempt";
import type { DesiredRollback } from "./desired";
import { counting, fold } from "./fold";
import { lastRollbackOf } from "./lastRollback";
import { readLine } from "./line";
import { lineTag, safetyMark } from "./marks";
import { nameOfPoint, type Observed, type ObservedDisk, type ObservedPoint } from "./observed";
import { attemptsIn, lastApplied, withAbandoned, type RollbackState } from "./state";

/** What was read of the cloud, as it is. */
export interface Facts {
  /** When the reading began and ended, by the cloud's clock; milliseconds. */
  readonly since: number;
  readonly now: number;
  readonly disks: readonly ReadDisk[];
  readonly hosts: readonly HostFacts[];
  readonly hostIds: readonly string[];
  readonly otherHosts: readonly HostFacts[];
  readonly safetyGroups: readonly SnapshotGroupFacts[];
  readonly unfinishedOnHosts: readonly SnapshotFacts[];
  readonly killSwitch: string | undefined;
}

export interface ReadDisk {
  readonly reference: DiskReference;
  readonly disk: DiskFacts | undefined;
  readonly desktop?: HostFacts | undefined;
  /** All its snapshots, newest first. */
  readonly all: readonly SnapshotFacts[];
  /** What it goes back to; undefined where that is not known. */
  readonly snapshotId: string | undefined;
  /** That snapshot, also where it is of another disk. */
  readonly source: SnapshotFacts | undefined;
  /** Snapshots that this very process is taking, and waits for. */
  readonly beingTaken: readonly string[];
  /** The snapshot is of another disk, which is not there any more. */
  readonly sourceGone?: boolean;
}

/** What is remembered beside them. */
export interface Remembered {
  readonly state: RollbackState;
  /** This run's own attempt, which is no evidence. */
  readonly own?: string | undefined;
}

/** Everything that a decision is made from: the journal and the state are folded into one list of attempts. */
export function assemble(desired: DesiredRollback, facts: Facts, { state, own }: Remembered): Observed {
  const { hosts, hostIds, safetyGroups } = facts;
  const seenHosts = hosts.map(({ hostId }) => hostId);
  const snapshots = facts.disks.flatMap(({ all }) => all);
  const everyAttempt = fold({ snapshots, safetyGroups, hostIds: seenHosts }, attemptsIn(state));
  const attempts = counting(everyAttempt, state.ended ?? []).filter(({ attempt }) => attempt !== own);
  const isOwn = (one: SnapshotFacts) => {
    const mark = safetyMark(one, safetyGroups);
    const known = mark?.attempt === own || attempts.some(({ attempt }) => attempt === mark?.attempt);
    return mark?.key === desired.key && known;
  };
  const others = everyAttempt.filter(({ attempt }) => attempt !== own);
  const disks = facts.disks.map((read) => ({
    ...observedDisk(desired.service, read, isOwn),
    last: lastRollbackOf(desired.key, diskKey(read.reference), {
      attempts: others,
      history: state.history,
      snapshotIds: read.all.map(({ snapshotId }) => snapshotId),
    }),
  }));
  const points = disks.filter((disk) => "snapshotId" in disk);
  return {
    ...{ since: facts.since, now: facts.now, hosts, killSwitch: facts.killSwitch },
    otherHosts: facts.otherHosts,
    points,
    unaimed: disks.filter((disk) => !("snapshotId" in disk)),
    unseenHosts: hostIds.filter((id) => !seenHosts.includes(id)),
    unfinishedOnHosts: facts.unfinishedOnHosts,
    dryRun: undefined,
    found: [],
    noRoom: [],
    denied: [],
    onlyLooks: false,
    attempts,
    ownLines: own === undefined ? {} : ownLines({ key: desired.key, attempt: own }, points, seenHosts),
    usedKeys: state.usedKeys,
    conflict: state.conflict,
    lastApplied: appliedLast(desired, state, lastOf(everyAttempt, facts.disks)),
  };
}

function observedDisk(
  { capabilities }: Service,
  { reference, disk, desktop, all, snapshotId, source, beingTaken, sourceGone }: ReadDisk,
  isOwn: (one: SnapshotFacts) => boolean,
): ObservedDisk | ObservedPoint {
  const seen: ObservedDisk = {
    ...{ reference, disk, desktop },
    restoring:
      capabilities.snapshotShowsRollback && [...all, source].some((one) => one?.diskState === "restoring"),
    own: all.filter(isOwn),
    siblings: all.filter((one) => !isOwn(one) && !beingTaken.includes(one.snapshotId)),
    takenHere: all.filter((one) => !isOwn(one) && beingTaken.includes(one.snapshotId)),
  };
  if (snapshotId === undefined) return seen;
  return {
    ...seen,
    snapshotId,
    snapshot: source,
    awaited: beingTaken.includes(snapshotId),
    sourceGone: sourceGone ?? false,
  };
}

/** The lines of this run that the journal shows; a list that is behind shows none, or an older one. */
function ownLines(
  name: { readonly key: string; readonly attempt: string },
  points: readonly ObservedPoint[],
  hostIds: readonly string[],
): Record<string, number> {
  const shown = points.map((point): [string, number] => {
    const texts = [point.snapshot, ...point.own].map((one) => one?.tags[lineTag(name)] ?? "");
    return [nameOfPoint(point), Math.max(...texts.map((text) => readLine(text, hostIds)?.sequence ?? -1))];
  });
  return Object.fromEntries(shown);
}

/** The last attempt on these disks that may have sent something. */
function lastOf(attempts: readonly Attempt[], read: readonly ReadDisk[]): Attempt | undefined {
  const names = read.map(({ reference }) => diskKey(reference));
  return attempts.findLast(
    (one) => maySend(one) && (one.silent || one.disks.some(({ disk }) => names.includes(disk))),
  );
}

/** Of another stack's rollback only the journal tells; of one that may have run nobody knows. */
function appliedLast(
  { key }: DesiredRollback,
  state: RollbackState,
  last: Attempt | undefined,
): string | undefined {
  const given = state.pending && state.pending.key !== key ? withAbandoned(state) : state;
  const own = lastApplied(given);
  const ownAt = given.usedKeys.at(-1)?.at ?? "";
  if (!last || last.key === key || last.at <= ownAt) return own;
  const [only, ...more] = last.disks.flatMap(({ snapshotId }) => snapshotId ?? []);
  return isDone(last) && more.length === 0 && only !== undefined ? only : "unknown";
}
