import type { Point } from "../../lifecycle/inputs/diskRollback";
import { diskKey, type DiskReference, type HostFacts, type SnapshotFacts } from "../../lifecycle/facts";
import { decisiveEntry, isOneOf, newestEntry, type JournalEntry } from "../../lifecycle/journal";
import { obstacles, type Obstacle } from "../../lifecycle/obstacles";
import { lastApplied, sentNothing, withAbandoned, type RollbackState } from "../../lifecycle/rollbackState";
import { unfinished, type DiskSight, type Moment, type PointSight, type Sight } from "../../lifecycle/sight";
import type { Service } from "../../services";
import type { Context } from "../context";
import { lockKeys } from "../lockKeys";
import { withVerdict } from "./dryRun";
import { givenBackIn, isOwn, readJournal, readRuns, unendedOf } from "./marks";
import { resolve } from "./resolve";
import { markedAs, safetyGroupMarks } from "./safetyGroups";
import type { Wish } from "./wish";

export interface Preflight {
  readonly sight: Sight;
  readonly obstacles: readonly Obstacle[];
}

/** Looks at everything a rollback needs and changes nothing. */
export async function preflight(context: Context, wish: Wish, state: RollbackState): Promise<Preflight> {
  const { points, obstacles, unaimed } = await resolve(context, wish, state);
  return look(context, wish, points, obstacles, remembered(wish, state), unaimed);
}

/** What the state tells that the cloud does not. */
export const remembered = ({ key }: Wish, state: RollbackState) => ({
  lastApplied: lastApplied(state.pending && state.pending.key !== key ? withAbandoned(state) : state),
  // The members of a safety group bear no mark until the journal is written.
  safety:
    (state.pending?.key === key && state.pending.safety?.snapshots.map(({ snapshotId }) => snapshotId)) || [],
  unsent: unsentOf(key, state),
  endedAt: endedAt(key, state),
  leftOff: (state.pending?.hosts ?? []).flatMap(({ hostId, wasRunning, stoppedAt, startedAt }) =>
    wasRunning && stoppedAt !== undefined
      ? [{ hostId, stoppedAt, startedAt, began: state.pending?.startedAt }]
      : [],
  ),
});

/** The state knows of these attempts that their request was refused, or never left. */
function unsentOf(wished: string, { pending, unsent = [] }: RollbackState) {
  const last =
    pending && sentNothing(pending)
      ? [{ key: pending.key, at: pending.startedAt, attempt: pending.attempt }]
      : [];
  return [...unsent, ...last].filter(({ key }) => key === wished);
}

/** Run again on purpose: what was noted before the last rollback on record is of the earlier time. */
const endedAt = (wished: string, { usedKeys }: RollbackState): string =>
  usedKeys.some(({ key }) => key === wished)
    ? (usedKeys
        .map(({ at }) => at)
        .sort()
        .at(-1) ?? "")
    : "";

/** The same look at points that are known already. */
export async function look(
  context: Context,
  wish: Wish,
  points: readonly Point[],
  unresolved: readonly Obstacle[],
  known: ReturnType<typeof remembered>,
  unaimed: readonly DiskReference[] = [],
): Promise<Preflight> {
  const { lastApplied, leftOff } = known;
  const sight: Sight = { ...(await seen(context, wish, points, unaimed, known)), lastApplied, leftOff };
  const found = [...unresolved, ...obstacles(wish.policy, sight, wish.words)];
  return withVerdict(context, wish, { sight, obstacles: found });
}

async function seen(
  context: Context,
  wish: Wish,
  points: readonly Point[],
  unaimed: readonly DiskReference[],
  recall: ReturnType<typeof remembered>,
): Promise<Omit<Sight, "lastApplied" | "leftOff">> {
  const { service, regionId, key } = wish;
  const { unsent, endedAt } = recall;
  let marks: ReturnType<typeof safetyGroupMarks> | undefined;
  const known: Recall = {
    ...recall,
    several: points.length > 1,
    groupMarks: () => (marks ??= safetyGroupMarks(context, wish, key)),
  };
  const [pointSights, others] = await Promise.all([
    Promise.all(points.map((point) => pointSight(context, wish, point, known))),
    Promise.all(unaimed.map((disk) => diskSight(context, wish, disk, undefined, known))),
  ]);
  const disks = [...pointSights, ...others];
  const hostIds = [...new Set(disks.flatMap(hostsOf))];
  const found = await Promise.all(hostIds.map((id) => context.reads.host(service, regionId, id)));
  const hosts = found.filter((host) => host !== undefined);
  const entries = pointSights.flatMap(({ own, snapshot }) => [
    // Also of a group, whose members bear no mark but the note.
    ...own.flatMap((one) =>
      readJournal(key, [one], hosts).map((entry) => ({ ...entry, savedAt: one.creationTime })),
    ),
    ...readJournal(key, snapshot ? [snapshot] : [], hosts),
  ]);
  const open = entries.filter(({ at }) => at > endedAt);
  // The same entry stands on several snapshots.
  const saved = (entry: JournalEntry | undefined) =>
    entry && { ...entry, savedAt: savedAt(entries, entry.at) };
  const snapshots = pointSights.flatMap(({ siblings, own }) => [...siblings, ...own]);
  const runs = readRuns(
    snapshots,
    hosts.map(({ hostId }) => hostId),
  );
  return {
    now: context.clock.now(),
    points: pointSights,
    unaimed: others,
    hosts,
    unseenHosts: hostIds.filter((id) => !hosts.some(({ hostId }) => hostId === id)),
    unfinishedOnHosts: await hazards(context, wish, hosts, disks),
    killSwitch: context.killSwitch,
    dryRun: undefined,
    // One that is done is: another run that began in the same moment may have been refused.
    entry: saved(decisiveEntry(open.filter((one) => one.phase === "done" || !isOneOf(unsent, one)))),
    latest: saved(newestEntry(open.filter((one) => !isOneOf(unsent, one)))),
    doubts: unendedOf(open)
      .filter((one) => one.phase === "intent" && !isOneOf(unsent, one))
      .flatMap((entry): Moment[] => (entry.hiddenAt ? [{ at: entry.hiddenAt }, entry] : [entry]))
      .map((moment) => ({ ...moment, savedAt: savedAt(entries, moment.at) })),
    entries,
    unended: unendedOf(runs),
    givenBackAt: givenBackIn(runs),
    others: runs.filter((run) => run.key !== key),
  };
}

const hostsOf = ({ disk, desktop }: DiskSight): readonly string[] =>
  disk?.hostIds ?? (desktop ? [desktop.hostId] : []);

/** When the attempt that began then has saved the present, by the cloud's clock. */
export const savedAt = (entries: readonly JournalEntry[], began: string): string | undefined =>
  entries.find((one) => one.at === began && one.savedAt !== undefined)?.savedAt;

/** It was taken by a run of this rollback of which the state knows the end: a snapshot like any other. */
function isEnded(key: string, snapshot: SnapshotFacts, endedAt: string): boolean {
  const entries = readJournal(key, [snapshot], []);
  return entries.length > 0 && entries.every(({ at }) => at <= endedAt);
}

/** The snapshots on which this rollback may be noted. */
export const noteBearers = ({ snapshot, own }: PointSight) => [...own, ...(snapshot ? [snapshot] : [])];

/** Snapshots being taken of other disks of hosts that would be stopped. */
async function hazards(
  context: Context,
  wish: Wish,
  hosts: readonly HostFacts[],
  disks: readonly DiskSight[],
): Promise<SnapshotFacts[]> {
  if (wish.policy.whenRunning !== "stop") return [];
  const running = hosts.filter(({ state }) => state === "running");
  const unfinishedOnes = await Promise.all(
    running.map(({ hostId }) => context.reads.unfinishedOn(wish.service, wish.regionId, hostId)),
  );
  const ofDisks = new Set(
    disks.flatMap(({ siblings, own }) => [...siblings, ...own].map(({ snapshotId }) => snapshotId)),
  );
  return unfinishedOnes
    .flat()
    .filter((one) => !ofDisks.has(one.snapshotId) && !isBeingTakenHere(context, wish, one));
}

/** The run waits its turn behind a snapshot that this very process is taking: that is no obstacle. */
const isBeingTakenHere = (
  context: Context,
  { regionId }: Wish,
  { status, sourceDisk }: SnapshotFacts,
): boolean =>
  status === "progressing" && context.turns.takesSnapshot(lockKeys(context, regionId, [sourceDisk]));

interface Recall extends Pick<ReturnType<typeof remembered>, "safety" | "endedAt"> {
  /** The rollback is of several disks, which are saved in a group. */
  readonly several: boolean;
  /** Asked for only where there may be such a group. */
  groupMarks(): ReturnType<typeof safetyGroupMarks>;
}

async function pointSight(
  context: Context,
  wish: Wish,
  { disk, snapshotId }: Point,
  recall: Recall,
): Promise<PointSight> {
  const { service, regionId } = wish;
  const [seen, snapshot] = await Promise.all([
    diskSight(context, wish, disk, snapshotId, recall),
    context.reads.snapshot(service, regionId, snapshotId),
  ]);
  const restoring = seen.restoring || showsRollback(service, snapshot);
  const awaited = snapshot !== undefined && isBeingTakenHere(context, wish, snapshot);
  const sourceGone = await isSourceGone(context, wish, disk, snapshot);
  return { ...seen, restoring, snapshotId, snapshot, awaited, sourceGone };
}

/** Asked only where a system disk is to go back to the snapshot of another one: that one may have been replaced by it. */
async function isSourceGone(
  context: Context,
  { service, regionId }: Wish,
  disk: DiskReference,
  snapshot: SnapshotFacts | undefined,
): Promise<boolean> {
  if (snapshot?.sourceDiskType !== "system" || diskKey(snapshot.sourceDisk) === diskKey(disk)) return false;
  return (await context.reads.disk(service, regionId, snapshot.sourceDisk)) === undefined;
}

async function diskSight(
  context: Context,
  wish: Wish,
  reference: DiskReference,
  snapshotId: string | undefined,
  recall: Recall,
): Promise<DiskSight> {
  const { service, regionId, key } = wish;
  const { safety, endedAt, several } = recall;
  const [disk, listed] = await Promise.all([
    context.reads.disk(service, regionId, reference),
    context.reads.snapshotsOf(service, regionId, reference),
  ]);
  const desktop =
    disk || reference.desktopId === undefined
      ? undefined
      : await context.reads.host(service, regionId, reference.desktopId);
  // Of an attempt that has noted nothing on the members of its group nothing else tells.
  const mayBeMember = several ? listed.length > 0 : unfinished(listed).some((one) => !isOwn(key, one));
  const marks = mayBeMember ? await recall.groupMarks() : new Map<string, never>();
  const all = listed.map((one) => markedAs(one, marks.get(one.snapshotId)));
  const own = all.filter(
    (one) =>
      one.snapshotId !== snapshotId &&
      (isOwn(key, one) || safety.includes(one.snapshotId)) &&
      !isEnded(key, one, endedAt),
  );
  const restoring = all.some((one) => showsRollback(service, one));
  const others = all.filter((one) => !own.includes(one));
  const takenHere = others.filter((one) => isBeingTakenHere(context, wish, one));
  const siblings = others.filter((one) => !takenHere.includes(one));
  return { reference, disk, desktop, restoring, own, siblings, takenHere };
}

const showsRollback = (service: Service, snapshot: SnapshotFacts | undefined): boolean =>
  service.snapshotShowsRollback && snapshot?.diskState === "restoring";
