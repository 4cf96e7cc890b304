import { decideResumption, isRefused, isUnknown, type Resumption } from "../../lifecycle/decideResumption";
import { diskKey, type HostFacts } from "../../lifecycle/facts";
import { foundHost, stopOf } from "../../lifecycle/foundHost";
import { newestEntry, type JournalEntry } from "../../lifecycle/journal";
import {
  firstDoubt,
  followsAnother,
  pointsOf,
  referenceOf,
  sentAt,
  type DiskResult,
  type PendingRollback,
} from "../../lifecycle/rollbackState";
import {
  isChanging,
  otherSentSince,
  ranSince,
  ranSinceAny,
  startedSince,
  tokenIsRemembered,
  type Moment,
  type Sight,
} from "../../lifecycle/sight";
import { look, remembered, savedAt, type Preflight } from "./preflight";
import { readRuns } from "./marks";
import { otherSigns } from "./restore";
import type { Run } from "./run";
import { withoutRoom } from "./safetyRoom";

/** A run that was cut short after its request, as the state has it. */
export type CutRun = Pick<Run, "context" | "wish" | "state" | "pending">;

export interface Outlook {
  readonly resumption: Resumption;
  /** As the cut run has left them; what was seen to have arrived counts as submitted. */
  readonly disks: readonly DiskResult[];
  /** As they are now, where something is sent again. */
  readonly hosts: PendingRollback["hosts"];
  /** What was saved before of the disks that are sent again is still their present. */
  readonly saved: boolean;
  /** What was seen of all its disks; nothing where none is sent again, nor may have run. */
  readonly sight: Sight | undefined;
  /** What was seen of the disks that are sent again, and all that stands against it; nothing where none is. */
  readonly sending: Preflight | undefined;
}

/**
 * What becomes of a run that was cut short after its request. It only reads: preview tells what it finds, and the run
 * goes by it before it stops a host or saves the present.
 */
export async function outlookOf(cut: CutRun): Promise<Outlook> {
  const traces = await lookInto(cut);
  const resumption = decideResumption(traces, cut.wish.policy.onInterrupted);
  const { disks, seen } = traces;
  const sent = resumption.kind === "goOn" ? resumption.sent : [];
  const found = sent.length ? await lookBefore(cut, sent, traces) : undefined;
  const hosts = found ? await hostsNow(cut, seen?.sight, found) : await hostsLeft(cut);
  const saved = found !== undefined && isSaved(cut, found.sight);
  const sending = found && !saved ? await withRoom(cut, sent, disks, found) : found;
  return { resumption, disks, hosts, saved, sight: seen?.sight, sending };
}

interface Traces {
  readonly disks: readonly DiskResult[];
  readonly hostsStopped: boolean;
  readonly ranSince: boolean | undefined;
  readonly recognised: boolean;
  readonly seen: Preflight | undefined;
}

/** What the disks and the hosts tell of requests whose answer was lost. */
async function lookInto(cut: CutRun): Promise<Traces> {
  const { wish, pending } = cut;
  if (!pending.disks.some((disk) => isUnknown(disk) || isRefused(disk)))
    return { ...untold, disks: pending.disks };
  const seen = await lookAt(cut, pending.disks);
  const { sight } = seen;
  const later = laterAttempt(cut, sight);
  const disks = pending.disks.map((disk) => sentLater(disk, later));
  return {
    disks: await Promise.all(disks.map((disk) => traced(cut, disk, sight))),
    hostsStopped: !sight.unseenHosts.length && sight.hosts.every(isStopped),
    ranSince: ranSinceAny(sight, momentsOf(cut, sight)),
    // With the token of the last attempt the cloud recognises no other one that may have run.
    recognised:
      wish.service.rollbackToken &&
      later === undefined &&
      !followsAnother(pending) &&
      tokenIsRemembered(sight.now, pending.startedAt),
    seen,
  };
}

/**
 * What the state does not know of: a retry that was killed, so that what was refused before it may have been sent by
 * it; or the end of this very run, where the state is one of before.
 */
const laterAttempt = ({ wish, state, pending }: CutRun, { entries }: Sight): JournalEntry | undefined => {
  const { unsent } = remembered(wish, { ...state, pending });
  return newestEntry(
    entries.filter(
      ({ phase, at }) =>
        (phase === "done" && at === pending.startedAt) ||
        (phase !== "stopping" && at > pending.startedAt && !unsent.includes(at)),
    ),
  );
};

function sentLater(disk: DiskResult, later: JournalEntry | undefined): DiskResult {
  if (later?.phase === "done") return { ...disk, status: "restored" };
  return later && isRefused(disk) ? { ...disk, status: "unknown" } : disk;
}

const untold = { hostsStopped: false, ranSince: undefined, recognised: false, seen: undefined };

const isStopped = ({ state }: HostFacts): boolean => state === "stopped";

const lookAt = ({ context, wish, state, pending }: CutRun, disks: readonly DiskResult[]) =>
  look(context, wish, pointsOf(disks), [], remembered(wish, { ...state, pending }));

/**
 * Nothing was written since to the disks that are looked at, and each has a safety snapshot on record that is there.
 * Taking others would break up the group that is the way back of all.
 */
function isSaved(cut: CutRun, sight: Sight): boolean {
  const { pending } = cut;
  const ids = pending.safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [];
  const areThere = sight.points.every(({ own }) =>
    own.some(({ status, snapshotId }) => status === "accomplished" && ids.includes(snapshotId)),
  );
  return areThere && ranSince(sight, momentOf(cut, sight)) === false;
}

/** When it was sent, or may have been. */
const momentOf = (cut: CutRun, sight: Sight): Moment =>
  laterAttempt(cut, sight) ?? {
    ...sentAt(cut.pending),
    savedAt: savedAt(sight.entries, cut.pending.startedAt),
  };

/** The same of every attempt that may have run. */
function momentsOf(cut: CutRun, sight: Sight): Moment[] {
  const { pending } = cut;
  const last = momentOf(cut, sight);
  if (!followsAnother(pending) || !pending.disks.some(isUnknown)) return [last];
  const at = firstDoubt(pending);
  return [{ ...sentAt(pending), at, savedAt: savedAt(sight.entries, at) }, last];
}

/** A disk that is seen changing, or a receipt, tells that the request has arrived; not where another's was sent since. */
async function traced(cut: CutRun, disk: DiskResult, sight: Sight): Promise<DiskResult> {
  const point = sight.points.find(({ reference }) => diskKey(reference) === diskKey(referenceOf(disk)));
  if (!isUnknown(disk) || !point?.disk) return disk;
  const signs = await otherSigns(cut, disk, point.disk);
  const ours = !otherSentSince(sight, momentOf(cut, sight));
  const arrived = ours && (isChanging(point) || signs.restoring || signs.receipt);
  return arrived ? { ...disk, status: "submitted" } : disk;
}

/** The same look as before a first request, at the disks that are sent again. */
const lookBefore = async (cut: CutRun, sent: readonly DiskResult[], { disks, seen }: Traces) =>
  seen && sent.length === disks.length ? seen : lookAt(cut, sent);

/** They are saved again, and there may be no room for that. */
async function withRoom(
  { context, wish, pending }: CutRun,
  sent: readonly DiskResult[],
  disks: readonly DiskResult[],
  found: Preflight,
): Promise<Preflight> {
  const full = await withoutRoom(context, wish, {
    hostIds: found.sight.hosts.map(({ hostId }) => hostId),
    disks: sent.length,
    kept: [...disks, ...(pending.safety?.snapshots ?? [])].map(({ snapshotId }) => snapshotId),
  });
  return { ...found, obstacles: [...found.obstacles, ...full] };
}

/**
 * Somebody may have started a host since, for good or for a while, or have moved a disk to another one. What the run
 * has stopped and left there is still its to start.
 */
async function hostsNow(
  { context, wish, pending }: CutRun,
  all: Sight | undefined,
  { sight }: Preflight,
): Promise<PendingRollback["hosts"]> {
  const needed = sight.hosts.map(({ hostId }) => hostId);
  const found = (all ?? sight).hosts
    .filter((host) => needed.includes(host.hostId) || isStopped(host))
    .map((host) => foundHost(host, all ?? sight));
  const others = pending.hosts.filter(({ hostId }) => !found.some((host) => host.hostId === hostId));
  const left = await Promise.all(
    others.map(async (host) => {
      const facts = await context.reads.host(wish.service, wish.regionId, host.hostId);
      return facts && isStopped(facts) && !isTakenBack(host, facts) ? [host] : [];
    }),
  );
  return [...found, ...left.flat()];
}

/** Who has started a host since, and stopped it again, wants it so; what cannot be read now stays as it is known. */
async function hostsLeft(cut: CutRun): Promise<PendingRollback["hosts"]> {
  const { context, wish, pending } = cut;
  const givenBack = await givenBackSince(cut);
  return Promise.all(
    pending.hosts.map(async (host) => {
      const facts = await context.reads.host(wish.service, wish.regionId, host.hostId).catch(() => undefined);
      return facts && isStopped(facts) && (givenBack.includes(host.hostId) || isTakenBack(host, facts))
        ? { hostId: host.hostId, wasRunning: false, startedAt: facts.startedAt }
        : host;
    }),
  );
}

/** This very run has gone on and given them back, as the journal tells: the state is one of before. */
async function givenBackSince({ context, wish, pending }: CutRun): Promise<readonly string[]> {
  const { service, regionId } = wish;
  const bearers = [...pending.disks, ...(pending.safety?.snapshots ?? [])];
  const found = await Promise.all(
    bearers.map(({ snapshotId }) =>
      context.reads.snapshot(service, regionId, snapshotId).catch(() => undefined),
    ),
  );
  const runs = readRuns(
    found.filter((snapshot) => snapshot !== undefined),
    pending.hosts.map(({ hostId }) => hostId),
  );
  return runs.flatMap(({ at, givenBack = [] }) => (at === pending.startedAt ? givenBack : []));
}

const isTakenBack = (host: PendingRollback["hosts"][number], facts: HostFacts): boolean =>
  host.stoppedAt !== undefined &&
  startedSince(facts, stopOf({ ...host, stoppedAt: host.stoppedAt })) === true;
