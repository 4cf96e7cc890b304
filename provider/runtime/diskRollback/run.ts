import { diskKey } from "../../lifecycle/facts";
import { foundHost, isPerhapsLeftOff } from "../../lifecycle/foundHost";
import {
  answered,
  diskNameOf,
  entering,
  isOpen,
  sentAt,
  withAbandoned,
  type PendingRollback,
  type RollbackState,
  type RunPhase,
} from "../../lifecycle/rollbackState";
import type { NextStep } from "../../lifecycle/decideInterrupted";
import type { Point } from "../../lifecycle/inputs/diskRollback";
import type { Obstacle } from "../../lifecycle/obstacles";
import { attemptOf, type JournalEntry } from "../../lifecycle/journal";
import { lossBegins, ranSince, unfinished, type Moment, type Sight } from "../../lifecycle/sight";
import type { Context } from "../context";
import { failureReport, LifecycleError } from "../lifecycleError";
import type { Properties } from "../lifecycle";
import { takeTurn } from "../takeTurn";
import { beforeSubmit } from "./beforeSubmit";
import { conclude } from "./conclude";
import { needVerdict } from "./dryRun";
import { settleLeft } from "./hostSnapshots";
import { noMemory } from "./memory";
import { doubtful, nextStep } from "./nextStep";
import { look, remembered, type Preflight } from "./preflight";
import { resolve } from "./resolve";
import { awaitRestored } from "./restore";
import { staysToo } from "./safety";
import { wantedAtFirst, withoutRoom } from "./safetyRoom";
import { savedBy, savedThen } from "./savedBefore";
import { submit } from "./submit";
import { takeUp } from "./takeUp";
import type { Wish } from "./wish";
import { obstacleWords } from "./words";

/** One rollback of one resource: what is declared, what is recorded, and where it runs. */
export interface RunRequest {
  /** What was recorded, where that holds a run of another rollback that was cut short. */
  readonly before?: RollbackState | undefined;
  readonly context: Context;
  readonly resourceId: string;
  /** As the program gave them, for the state. */
  readonly inputs: Properties;
  readonly wish: Wish;
  readonly state: RollbackState;
}

/** A run under way. `pending` is what the state would have to keep if it ended here. */
export interface Run extends RunRequest {
  /** An earlier attempt has touched some of the disks: hosts stay stopped until all are known to be right. */
  readonly resumed: boolean;
  pending: PendingRollback;
  /** The journal has a note on the snapshots that are gone back to. */
  notedOnSources: boolean;
  /** That it could not be noted was said. */
  unnoted?: boolean;
  /** The phase that this run has noted last. */
  noted: JournalEntry["phase"] | undefined;
  /** What was noted before the next note: it tells equal notes apart. */
  notedBefore: unknown;
  /** The safety snapshot of an earlier attempt still holds the present. */
  readonly saved: boolean;
  /** When each host was last started, as the present began: a start in between has changed the disk. */
  startedAt: Readonly<Record<string, string | undefined>>;
  /** When each disk was last attached or detached then: at another host in between it was written to. */
  movedAt: Readonly<Record<string, string | undefined>>;
  /** What the journal told when this run began; undefined where it goes on with one that it knows from the state. */
  readonly known: readonly JournalEntry[] | undefined;
  /** The snapshots of the disks that there were then. */
  readonly seenBefore: readonly string[] | undefined;
  /** Another rollback of the same disks that was cut short: what they hold is not known, or is mixed. */
  readonly open: boolean;
  /** Safety snapshots of earlier attempts that are still being taken: they must end before anything else. */
  readonly unsettled: readonly string[];
  /** It may have run, and is sent again because nothing was written since: what would be ends it. */
  readonly unwritten: boolean;
  /** The note of the one that may have run stands on its own safety snapshot, where another note does not hide it. */
  readonly intentElsewhere: boolean;
  /** The hosts that were running when this attempt began. */
  readonly foundRunning: readonly string[];
  /** When everything was last looked at before the request; milliseconds. */
  lookedAt: number;
  /** The safety snapshots that this attempt has taken. */
  taken: readonly string[];
  /** The snapshots of the disks whose request the cloud has refused for certain, whatever an earlier one did. */
  readonly refused: Set<string>;
  /** When the runs of other rollbacks began that had not come to their end when this one began. */
  readonly unendedBefore: readonly string[];
  /** Hosts found stopped that a killed run may have stopped: whether somebody has started them since nobody can tell. */
  readonly perhapsLeftOff: readonly string[];
}

/**
 * Rolls back: preflight → stop → safety snapshot → submit → restoring → start → done. The point of no return is
 * the submit: whatever fails before it leaves the disk as it was and the host as it was found, and whatever
 * fails after it is kept in the state. What the journal tells of earlier attempts comes first.
 */
export async function runRollback(asked: RunRequest): Promise<object> {
  const { context, wish, state } = asked;
  // What another rollback has left behind is looked at, and then given up with this one.
  const other = state.pending !== undefined && state.pending.key !== wish.key;
  const request = other ? { ...asked, state: withAbandoned(state), before: state } : asked;
  const { points, obstacles, unaimed } = await untouched(request, resolve(context, wish, state));
  if (points.length === 0) {
    const looking = look(context, wish, [], obstacles, remembered(wish, state), unaimed);
    throw new LifecycleError(obstacleWords(wish, (await untouched(request, looking)).obstacles));
  }
  const disks = points.map(({ disk }) => disk);
  return takeTurn(context, "rollback", { regionId: wish.regionId, disks }, async () => {
    await untouched(request, settleLeft(context, wish, disks));
    context.log.progress("checking disk, snapshot and host");
    const { step, ...seen } = await untouched(request, lookedAt(asked, points, obstacles));
    if (step === "adopt" || step === "await" || step === "ask") return takeUp(request, seen.sight, step);
    const run = begin(request, seen.sight, step === "again");
    const unnoted = noMemory(wish, seen.sight);
    if (unnoted) context.log.warn(unnoted);
    if (step === "first") tellSavedThen(run, seen.sight);
    const wanted = wantedAtFirst(seen.sight, step === "again");
    const full = run.saved ? [] : await untouched(request, withoutRoom(context, wish, wanted));
    const found = [...seen.obstacles, ...full];
    if (found.length) throw new LifecycleError(obstacleWords(wish, found));
    await beforeSubmit(run);
    await submit(run);
    await awaitRestored(run);
    return conclude(run);
  });
}

/** What there is, and what may be done. What has run is recorded, whatever the cloud has against another one. */
async function lookedAt(
  { context, wish, state }: RunRequest,
  points: readonly Point[],
  unresolved: readonly Obstacle[],
): Promise<Preflight & { readonly step: NextStep }> {
  const seen = await look(context, wish, points, unresolved, remembered(wish, state));
  const step = nextStep(wish, seen.sight, state);
  if (step !== "adopt") needVerdict(seen);
  return { ...seen, step };
}

/** What the disk held before an earlier attempt that may have run is in its safety snapshot, and in no later one. */
function tellSavedThen({ context, wish, state }: Run, sight: Sight): void {
  const saved = savedThen(wish, sight, doubtful(wish, sight, state))?.snapshots ?? [];
  if (saved.length) context.log.info(staysToo(saved.map(({ snapshotId }) => snapshotId)));
}

/** The run as it begins, or goes on where an earlier attempt has left it. */
function begin(request: RunRequest, sight: Sight, again: boolean): Run {
  const { context, wish, state } = request;
  const startedAt = now(context);
  const earlier = state.pending?.key === wish.key ? state.pending : undefined;
  const saved = again ? savedBy(wish, sight) : undefined;
  const doubt = doubtful(wish, sight, state);
  const mayHaveRun = again || doubt?.phase === "intent";
  return {
    ...request,
    resumed: false,
    unwritten: again,
    intentElsewhere: doubt?.savedAt !== undefined,
    foundRunning: sight.hosts.flatMap(({ hostId, state: power }) => (power === "running" ? [hostId] : [])),
    lookedAt: sight.now,
    taken: [],
    refused: new Set(),
    unendedBefore: sight.unended.map(({ at }) => at),
    perhapsLeftOff: sight.hosts.filter((host) => isPerhapsLeftOff(host, sight)).map(({ hostId }) => hostId),
    notedOnSources: false,
    noted: undefined,
    notedBefore: sight.entries,
    known: sight.entries,
    seenBefore: sight.points.flatMap(({ own, siblings }) =>
      [...own, ...siblings].map(({ snapshotId }) => snapshotId),
    ),
    saved: saved !== undefined,
    startedAt: Object.fromEntries(sight.hosts.map((host) => [host.hostId, host.startedAt])),
    movedAt: movesOf(sight),
    open: isOpenElsewhere(request, sight),
    unsettled: sight.points.flatMap(({ own }) => unfinished(own).map(({ snapshotId }) => snapshotId)),
    pending: {
      key: wish.key,
      phase: "preflight",
      // The same request as before has the same token, by which the cloud recognises it.
      startedAt: (again ? doubt?.at : undefined) ?? startedAt,
      attempt: attemptOf(context.random),
      mayHaveRun: mayHaveRun || undefined,
      mayHaveRunAt: mayHaveRun ? firstOf(sight.doubts, doubt) : undefined,
      lossBegins: lossBegins(sight),
      disks: sight.points.map((point) => ({
        ...diskNameOf(point.reference),
        snapshotId: point.snapshotId,
        status: "untouched",
      })),
      snapshotGroupId: wish.goal.kind === "group" ? wish.goal.snapshotGroupId : undefined,
      // What an attempt has saved that sent nothing is older than what would be lost now.
      safety: saved ?? (again ? earlier?.safety : undefined),
      hosts: sight.hosts.map((host) => foundHost(host, sight)),
      requestIds: earlier?.requestIds ?? [],
      phases: [{ phase: "preflight", startedAt }],
    },
  };
}

const firstOf = (doubts: readonly Moment[], doubt: Moment | undefined): string | undefined =>
  [...doubts, ...(doubt ? [doubt] : [])].map(({ at }) => at).sort()[0];

export const movesOf = ({ points }: Sight): Run["movedAt"] =>
  Object.fromEntries(
    points.flatMap(({ reference, disk }) => (disk ? [[diskKey(reference), disk.movedAt]] : [])),
  );

/**
 * As the state knows it, or the journal: a request that was sent, of which nobody has seen the end. Whoever has
 * started the host since has taken the disks as they are.
 */
function isOpenElsewhere({ before }: RunRequest, sight: Sight): boolean {
  const { unended, entries, hosts } = sight;
  const cut = before?.pending;
  const sent = [
    ...unended.filter(({ phase, at }) => phase === "intent" && !entries.some((own) => own.at === at)),
    ...(cut && isOpen(cut) ? [sentAt(cut)] : []),
  ];
  const stopped = hosts.every(({ state }) => state === "stopped");
  return stopped && sent.some((moment) => ranSince(sight, moment) !== true);
}

export function enter(run: Run, phase: RunPhase): void {
  run.pending = entering(run.pending, phase, now(run.context));
}

/** For a post-mortem: what the cloud's support asks for. */
export function noteAnswer(run: Run, requestId: string): void {
  run.pending = answered(run.pending, requestId);
}

/** By the cloud's clock, which also tells when a machine was started. */
export const now = ({ cloud }: Context): string => new Date(cloud.now()).toISOString();

async function untouched<Value>({ wish }: RunRequest, looking: Promise<Value>): Promise<Value> {
  try {
    return await looking;
  } catch (error) {
    throw new LifecycleError(failureReport(`Nothing was changed: ${wish.what} was not rolled back`, error));
  }
}
