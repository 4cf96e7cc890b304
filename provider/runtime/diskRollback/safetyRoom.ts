import { durationMs, momentWords } from "../../lifecycle/duration";
import type { SnapshotFacts } from "../../lifecycle/facts";
import type { Obstacle } from "../../lifecycle/obstacles";
import type { Sight } from "../../lifecycle/sight";
import type { Context } from "../context";
import { isSafety, mayBeAtWork, readRuns, unendedOf } from "./marks";
import type { Wish } from "./wish";

/** The safety snapshots that a rollback is about to take. */
export interface WantedSafety {
  readonly hostIds: readonly string[];
  readonly disks: number;
  /** Snapshots that must not be given up: what is gone back to, and what an attempt that may have run has saved. */
  readonly kept: readonly string[];
}

/**
 * The service would refuse a safety snapshot that it has no room for, and it is asked for when the host is stopped
 * already: so the snapshots are counted before.
 */
export async function withoutRoom(context: Context, wish: Wish, wanted: WantedSafety): Promise<Obstacle[]> {
  const { service, policy } = wish;
  if (!service.snapshotQuota || policy.safetySnapshot === false) return [];
  const { perHost, perAccount } = service.snapshotQuota;
  const [ofHosts, ofAccount] = await Promise.all([
    Promise.all(wanted.hostIds.map((hostId) => onHost(context, wish, wanted, hostId, perHost))),
    inAccount(context, wish, wanted, perAccount),
  ]);
  const found = ofHosts.flat();
  // What makes room on a host makes room in the account.
  return found.length ? found : ofAccount;
}

async function onHost(
  context: Context,
  wish: Wish,
  wanted: WantedSafety,
  hostId: string,
  most: number,
): Promise<Obstacle[]> {
  const taken = await context.reads.snapshotsOn(wish.service, wish.regionId, hostId);
  // A disk of each host, as far as is known here.
  const disks = wanted.hostIds.length === 1 ? wanted.disks : 1;
  const who = `${wish.words.hostWord} ${hostId} has ${taken.length} of ${most} snapshots`;
  return isFull(taken, disks, most) ? [noRoom(context, wanted, taken, who)] : [];
}

/** In this region, since every other one would have to be asked by itself: with these alone there may be no room. */
async function inAccount(
  context: Context,
  { service, regionId, words }: Wish,
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
  { clock }: Context,
  { hostIds, kept }: WantedSafety,
  taken: readonly SnapshotFacts[],
  who: string,
): Obstacle {
  const anHourAgo = clock.now() - durationMs("1h");
  const free = room(
    taken.filter((one) => !kept.includes(one.snapshotId) && !mayHaveSaved(one)),
    (one) => isSafety(one) && Date.parse(one.creationTime) > anHourAgo && mayBeAtWork(one, hostIds),
  );
  return {
    rule: "snapshot-quota",
    property: "safetySnapshot",
    reason: `${who}: no room for the safety snapshot. ${free}`,
  };
}

/** The journal tells of a rollback that may have run: the snapshot may hold what it has saved. */
const mayHaveSaved = (snapshot: SnapshotFacts): boolean =>
  unendedOf(readRuns([snapshot], [])).some(({ phase }) => phase === "intent");

/** What the first request of a rollback is about to take. */
export const wantedAtFirst = ({ hosts, points }: Sight, mayHaveRun: boolean): WantedSafety => ({
  hostIds: hosts.map(({ hostId }) => hostId),
  disks: points.length,
  kept: points.flatMap(({ snapshotId, own }) => [
    snapshotId,
    ...(mayHaveRun ? own.map((one) => one.snapshotId) : []),
  ]),
});

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
