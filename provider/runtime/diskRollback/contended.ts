import { CloudError } from "../../client";
import type { SnapshotFacts } from "../../lifecycle/facts";
import { isOneOf, newestEntry, type JournalEntry } from "../../lifecycle/journal";
import { referenceOf, type DiskResult } from "../../lifecycle/rollbackState";
import { isChanging, unfinished, type Sight } from "../../lifecycle/sight";
import { failureWords, LifecycleError, sentences } from "../lifecycleError";
import { needVerdict } from "./dryRun";
import { bears, isSafety, mayBeAtWork, readJournal } from "./marks";
import { look, noteBearers, remembered, type Preflight } from "./preflight";
import type { Run } from "./run";
import { markedAs, safetyGroupMarks } from "./safetyGroups";
import { newestOwn } from "./savedBefore";

/** Somebody else is rolling back the same disk: its host is theirs now. */
export class Contended extends LifecycleError {}

/** The disks as they are now, looked at once more. */
export async function lookAgain(run: Run): Promise<Preflight> {
  const { context, wish, pending, state } = run;
  const points = pending.disks.map((disk) => ({ disk: referenceOf(disk), snapshotId: disk.snapshotId }));
  const seen = await look(context, wish, points, [], remembered(wish, { ...state, pending }));
  needVerdict(seen);
  return seen;
}

/**
 * Another run of this very rollback has come between: one on another machine, or one whose engine was killed and
 * that went on. What it did is for the next run to find out.
 */
export function refuseOvertaken(run: Run, sight: Sight): void {
  const { pending } = run;
  const others = othersNotes(run, sight);
  const ahead = run.wish.service.journal
    ? // One that only stops its hosts has sent nothing, and sees our intent before it does.
      others.filter(({ entry }) => entry.phase !== "stopping")
    : others.filter(({ snapshot }) => isAhead(run, sight, snapshot));
  const first = newestEntry(ahead.map(({ entry }) => entry));
  if (!first) return takeOver(run, others);
  const disks = pending.disks.map((disk): DiskResult => ({ ...disk, status: "unknown" }));
  // What this run has saved may be what the other one has brought back: the way back is the other one's.
  const safety = newestOwn(sight, (one) => bears(pending.key, one, first, sight.hosts));
  run.pending = { ...pending, mayHaveRun: true, mayHaveRunAt: first.at, disks, safety };
  const saved = pending.safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [];
  throw new Contended(
    sentences(
      "Another run of the same rollback is at work, or has ended since this one began: the next `pulumi up` looks into what became of it",
      saved.length
        ? `The safety snapshot of this one, ${saved.join(", ")}, may hold what the other one has brought back`
        : "",
    ),
  );
}

/** A note takes the place of another run's on the same snapshot: that one must be seen before it is hidden. */
export async function refuseHiding(run: Run): Promise<void> {
  if (!run.known) return;
  const wish = { ...run.wish, service: { ...run.wish.service, tryRollBack: undefined } };
  refuseOvertaken(run, (await lookAgain({ ...run, wish })).sight);
}

/** The others stand back: a host that one of them has stopped is this run's to start. */
function takeOver(run: Run, others: readonly Pick<Note, "entry">[]): void {
  const hosts = run.pending.hosts.map((host) => {
    const by = others.find(({ entry }) => entry.ranBefore.includes(host.hostId))?.entry;
    return by && !host.wasRunning ? { ...host, wasRunning: true, stoppedAt: by.at } : host;
  });
  run.pending = { ...run.pending, hosts };
}

/**
 * A run of another rollback that has turned up since this one began has found the host running, which this one has
 * found stopped: it was that one's stop. Whichever ends last starts it.
 */
export function joinOthers(run: Run, { unended }: Sight): void {
  const { unendedBefore, pending, known } = run;
  // One that goes on with what its state knows has not asked the journal when it began.
  if (!known) return;
  const arrived = unended.filter(({ at }) => !unendedBefore.includes(at) && at !== pending.startedAt);
  takeOver(
    run,
    arrived.map((entry) => ({ entry })),
  );
}

interface Note {
  readonly entry: JournalEntry;
  readonly snapshot: SnapshotFacts;
}

/** What has been noted of this rollback since this run began, and not by it. */
function othersNotes({ known, wish, pending, state }: Run, { points, hosts }: Sight): Note[] {
  if (!known) return [];
  // An earlier attempt of this resource that sent nothing: its safety snapshot may become complete only now (ecd).
  const { unsent } = remembered(wish, state);
  const bearers = [...pending.disks, ...(pending.safety?.snapshots ?? [])];
  // One that is sent again shares its moment with whoever had begun it, and who may have come to the end of it.
  const ours = ({ entry, snapshot }: Note) =>
    entry.phase !== "done" &&
    entry.at === pending.startedAt &&
    bearers.some(({ snapshotId }) => snapshotId === snapshot.snapshotId);
  const seenBefore = ({ entry }: Note) =>
    known.some(({ at, phase }) => at === entry.at && phase === entry.phase);
  return points
    .flatMap(noteBearers)
    .flatMap((snapshot) => readJournal(wish.key, [snapshot], hosts).map((entry) => ({ entry, snapshot })))
    .filter((note) => !ours(note) && !seenBefore(note))
    .filter(({ entry }) => entry.phase === "done" || !isOneOf(unsent, entry));
}

/**
 * Where a safety snapshot is born with its note (ecd), each of two runs finds the other's: the one whose snapshot is
 * the earlier one goes on. The other one's was there before it looked, so that it finds it for certain.
 */
function isAhead({ pending }: Run, { points }: Sight, other: SnapshotFacts): boolean {
  const ids = pending.safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [];
  const ours = points.flatMap(({ own }) => own.filter(({ snapshotId }) => ids.includes(snapshotId)));
  const order = ({ creationTime, snapshotId }: SnapshotFacts) => `${creationTime} ${snapshotId}`;
  return other.status !== "failed" && !ours.some((one) => order(one) < order(other));
}

/** Safety snapshots that other runs of this rollback are still taking: the cloud resets no disk meanwhile. */
export const beingTaken = ({ pending }: Run, { points }: Sight): string[] => {
  const ours = pending.safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [];
  return points
    .flatMap(({ own }) => unfinished(own).map(({ snapshotId }) => snapshotId))
    .filter((id) => !ours.includes(id));
};

/**
 * What a safety snapshot that was refused means: where somebody else is rolling back the disk, or the cloud takes
 * the safety snapshot of another rollback, that one would fail if we gave the host back now.
 */
export async function refusedSafety(run: Run, error: unknown): Promise<unknown> {
  if (!(error instanceof CloudError) || error.acted !== "no") return error;
  const [seen, ids] = await Promise.all([lookAgain(run), safetyAtWork(run)]).catch(() => []);
  if (!seen) return error;
  try {
    refuseOvertaken(run, seen.sight);
  } catch (overtaken) {
    return overtaken;
  }
  if (ids)
    return new Contended(
      failureWords(
        error,
        `Another rollback is under way there, and its safety snapshot ${ids} is being taken.`,
      ),
    );
  if (!seen.sight.points.some(isChanging)) return error;
  return new Contended(failureWords(error, "Another rollback of the disk is under way."));
}

/** The safety snapshots of other rollbacks of the disks that are being taken: they fail if the host is started. */
export const othersSafety = (run: Run): Promise<string> => safetySnapshotsOf(run, isBeingTaken);

/**
 * Those too that have turned up since this run began, of a rollback that has not come to its end: it is about to be
 * sent. This run has no safety snapshot of its own, so that the other one does not wait for it in turn.
 */
const safetyAtWork = (run: Run): Promise<string> => {
  const { pending, seenBefore } = run;
  const hosts = pending.hosts.map(({ hostId }) => hostId);
  return safetySnapshotsOf(
    run,
    (one) =>
      isBeingTaken(one) ||
      (one.status === "accomplished" &&
        seenBefore?.includes(one.snapshotId) === false &&
        mayBeAtWork(one, hosts)),
  );
};

const isBeingTaken = ({ status }: SnapshotFacts): boolean => status === "progressing";

async function safetySnapshotsOf(
  { context, wish, pending }: Run,
  chosen: (snapshot: SnapshotFacts) => boolean,
): Promise<string> {
  const { service, regionId } = wish;
  const disks = pending.disks.map(referenceOf);
  const [found, marks] = await Promise.all([
    Promise.all(disks.map((disk) => context.reads.snapshotsOf(service, regionId, disk))),
    safetyGroupMarks(context, wish),
  ]);
  const ours = pending.safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [];
  const others = found
    .flat()
    .map((one) => markedAs(one, marks.get(one.snapshotId)))
    .filter((one) => isSafety(one) && !ours.includes(one.snapshotId) && chosen(one));
  return others.map(({ snapshotId }) => snapshotId).join(", ");
}
