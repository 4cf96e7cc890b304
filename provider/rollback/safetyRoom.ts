import { durationMs, momentWords } from "../lifecycle/duration";
import type { SnapshotFacts } from "../lifecycle/facts";
import type { Obstacle } from "../lifecycle/obstacle";
import type { Observed } from "./model/observed";
import type { Context } from "../runtime/context";
import { hasEnded, isDone, maySend, type Attempt } from "./model/attempt";
import type { DesiredRollback } from "./model/desired";
import { isSafety, safetyMark } from "./model/marks";

/** The safety snapshots that a rollback is about to take. */
interface WantedSafety {
  readonly hostIds: readonly string[];
  readonly disks: number;
  /** Snapshots that must not be given up: what is gone back to, and what an attempt that may have run has saved. */
  readonly kept: readonly string[];
  readonly attempts: readonly Attempt[];
}

/**
 * The service would refuse a safety snapshot that it has no room for, and it is asked for when the host is stopped
 * already: so the snapshots are counted before.
 */
export async function withoutRoom(
  context: Context,
  desired: DesiredRollback,
  observed: Observed,
): Promise<Obstacle[]> {
  const { service, policy } = desired;
  if (!service.snapshotQuota || policy.safetySnapshot === false) return [];
  const wanted = wantedSafety(observed);
  const { perHost, perAccount } = service.snapshotQuota;
  const [ofHosts, ofAccount] = await Promise.all([
    Promise.all(wanted.hostIds.map((hostId) => onHost(context, desired, wanted, hostId, perHost))),
    inAccount(context, desired, wanted, perAccount),
  ]);
  const found = ofHosts.flat();
  // What makes room on a host makes room in the account.
  return found.length ? found : ofAccount;
}

const wantedSafety = ({ hosts, points, attempts }: Observed): WantedSafety => ({
  hostIds: hosts.map(({ hostId }) => hostId),
  disks: points.length,
  kept: [
    ...points.map(({ snapshotId }) => snapshotId),
    ...attempts.filter(mayHaveRun).flatMap(({ safety }) => safety.map(({ snapshotId }) => snapshotId)),
  ],
  attempts,
});

/** Where only an old safety snapshot tells of it, its rollback has long ended. */
const mayHaveRun = (attempt: Attempt): boolean => maySend(attempt) && !isDone(attempt) && !attempt.silent;

async function onHost(
  context: Context,
  desired: DesiredRollback,
  wanted: WantedSafety,
  hostId: string,
  most: number,
): Promise<Obstacle[]> {
  const taken = await context.reads.snapshotsOn(desired.service, desired.regionId, hostId);
  // A disk of each host, as far as is known here.
  const disks = wanted.hostIds.length === 1 ? wanted.disks : 1;
  const who = `${desired.words.hostWord} ${hostId} has ${taken.length} of ${most} snapshots`;
  return isFull(taken, disks, most) ? [noRoom(context, wanted, taken, who)] : [];
}

/** In this region, since every other one would have to be asked by itself: with these alone there may be no room. */
async function inAccount(
  context: Context,
  { service, regionId, words }: DesiredRollback,
  wanted: WantedSafety,
  most: number,
): Promise<Obstacle[]> {
  const taken = await context.reads.snapshotsIn(service, regionId);
  const who = `the account has ${taken.length} of ${most} snapshots of ${words.hostWord}s in ${regionId} alone`;
  return isFull(taken, wanted.disks, most) ? [noRoom(context, wanted, taken, who)] : [];
}

/** With more than the service documents, this account's limit is another. */
const isFull = ({ length }: readonly SnapshotFacts[], wanted: number, most: number): boolean =>
  length + wanted > most && length <= most;

function noRoom(
  { cloud }: Context,
  { kept, attempts }: WantedSafety,
  taken: readonly SnapshotFacts[],
  who: string,
): Obstacle {
  const anHourAgo = cloud.now() - durationMs("1h");
  const free = room(
    taken.filter((one) => !kept.includes(one.snapshotId)),
    (one) => isSafety(one) && Date.parse(one.creationTime) > anHourAgo && mayBeAtWork(one, attempts),
  );
  return {
    rule: "snapshot-quota",
    property: "safetySnapshot",
    reason: `${who}: no room for the safety snapshot. ${free}`,
  };
}

/** Its attempt is not known to have ended. */
function mayBeAtWork(safety: SnapshotFacts, attempts: readonly Attempt[]): boolean {
  const name = safetyMark(safety, [])?.attempt;
  const attempt = attempts.find((one) => one.attempt === name);
  return !attempt || !hasEnded(attempt);
}

/** How to make room: what may go, the least wanted first; and, with a proviso, what a run that is at work may need. */
function room(snapshots: readonly SnapshotFacts[], atWork: (snapshot: SnapshotFacts) => boolean): string {
  const oldestFirst = [...snapshots].sort((one, other) => one.creationTime.localeCompare(other.creationTime));
  const failed = oldestFirst.filter(({ status }) => status === "failed");
  const complete = oldestFirst.filter(({ status }) => status === "accomplished");
  const free = complete.filter((one) => !atWork(one));
  const may = listed([
    named("failed", failed),
    named("safety snapshots of earlier rollbacks", free.filter(isSafety)),
    named(
      "others",
      free.filter((one) => !isSafety(one)),
    ),
  ]);
  const recent = listed([named("safety snapshots of the last hour", complete.filter(atWork))]);
  const without = "set safetySnapshot: false to go without a way back";
  if (may) return `Delete one that is not needed any more (${may}), or ${without}`;
  if (recent)
    return `If no other run is at work, delete one that is not needed any more (${recent}); or ${without}`;
  return `Wait for the one being taken, or ${without}`;
}

const listed = (names: readonly string[]): string => names.filter(Boolean).join("; ");

/** The first of them: the least wanted. */
function named(what: string, snapshots: readonly SnapshotFacts[]): string {
  const first = snapshots.slice(0, mostNamed);
  const ids = first.map(({ snapshotId, creationTime }) => `${snapshotId} of ${momentWords(creationTime)}`);
  const more = snapshots.length - first.length;
  return ids.length ? `${what}: ${ids.join(", ")}${more ? ` and ${more} more` : ""}` : "";
}

const mostNamed = 3;
