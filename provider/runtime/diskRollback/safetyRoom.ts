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
export async function withoutRoom(
  context: Context,
  { service, regionId, policy, words }: Wish,
  { hostIds, disks, kept }: WantedSafety,
): Promise<Obstacle[]> {
  const quota = service.snapshotQuota;
  if (!quota || policy.safetySnapshot === false) return [];
  // A disk of each host, as far as is known here.
  const wanted = hostIds.length === 1 ? disks : 1;
  const found = await Promise.all(
    hostIds.map(async (hostId): Promise<Obstacle[]> => {
      const taken = await context.reads.snapshotsOn(service, regionId, hostId);
      // With more than the service documents, this account's limit is another.
      const full = taken.length + wanted > quota.perHost && taken.length <= quota.perHost;
      if (!full) return [];
      const state = `${words.hostWord} ${hostId} has ${taken.length} of ${quota.perHost} snapshots: no room for the safety snapshot`;
      const now = context.clock.now();
      const free = room(
        taken.filter((one) => !kept.includes(one.snapshotId) && !mayHaveSaved(one)),
        (one) =>
          isSafety(one) &&
          Date.parse(one.creationTime) > now - durationMs("1h") &&
          mayBeAtWork(one, [hostId]),
      );
      return [{ property: "safetySnapshot", reason: `${state}. ${free}` }];
    }),
  );
  return found.flat();
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

const named = (what: string, snapshots: readonly SnapshotFacts[]): string =>
  snapshots.length
    ? `${what}: ${snapshots.map(({ snapshotId, creationTime }) => `${snapshotId} of ${momentWords(creationTime)}`).join(", ")}`
    : "";
