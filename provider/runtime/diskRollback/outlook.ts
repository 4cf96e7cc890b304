import { decideResumption, isRefused, isUnknown, type Resumption } from "../../lifecycle/decideResumption";
import { diskKey } from "../../lifecycle/facts";
import { isOneOf, newestEntry, type JournalEntry } from "../../lifecycle/journal";
import {
  firstDoubt,
  followsAnother,
  pointsOf,
  referenceOf,
  sentAt,
  type DiskResult,
  type PendingRollback,
  type SafetySnapshots,
} from "../../lifecycle/rollbackState";
import {
  isChanging,
  otherSentSince,
  ranSince,
  ranSinceAny,
  tokenIsRemembered,
  type Moment,
  type Sight,
} from "../../lifecycle/sight";
import { hostsLeft, hostsNow, isStopped, knownEnd } from "./leftHosts";
import { bears } from "./marks";
import { look, remembered, savedAt, type Preflight } from "./preflight";
import { otherSigns } from "./restore";
import type { Run } from "./run";
import { joined } from "./safety";
import { withoutRoom } from "./safetyRoom";
import { newestOwn } from "./savedBefore";

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
  /** What was saved before; where a later attempt has ended, by that one. */
  readonly safety: PendingRollback["safety"];
  /** The journal says that it has come to its end: the state is one of before. */
  readonly isDone: boolean;
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
  const end = await knownEnd(cut);
  // Of a later attempt's end, what the journal tells of that one.
  const looked = found ?? (traces.ended ? seen : undefined);
  const hosts = looked ? await hostsNow(cut, seen?.sight, looked) : await hostsLeft(cut, end);
  const present = found && safetyOf(cut, found.sight);
  const saved = found !== undefined && isSaved(cut, present, found.sight);
  const sending = found && !saved ? await withRoom(cut, sent, disks, found) : found;
  const safety = traces.safety ?? (saved ? present : cut.pending.safety);
  const isDone = end.isDone || traces.ended === true;
  return { resumption, disks, hosts, saved, safety, isDone, sight: seen?.sight, sending };
}

interface Traces {
  readonly disks: readonly DiskResult[];
  readonly hostsStopped: boolean;
  readonly ranSince: boolean | undefined;
  readonly recognised: boolean;
  readonly seen: Preflight | undefined;
  readonly safety?: SafetySnapshots | undefined;
  /** The journal says that all is done. */
  readonly ended?: boolean;
}

/** What the disks and the hosts tell of requests whose answer was lost. */
async function lookInto(cut: CutRun): Promise<Traces> {
  const { wish, pending } = cut;
  if (!pending.disks.some((disk) => isUnknown(disk) || isRefused(disk)))
    return { ...untold, disks: pending.disks };
  const seen = await lookAt(cut, pending.disks);
  const { sight } = seen;
  const later = laterAttempt(cut, sight);
  const ended = doneEntry(cut, sight);
  if (ended) return done(cut, seen, ended);
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

/** A retry of which the state does not know, since it was killed: what was refused before it may have been sent by it. */
const laterAttempt = ({ wish, state, pending }: CutRun, { entries }: Sight): JournalEntry | undefined => {
  const { unsent } = remembered(wish, { ...state, pending });
  return newestEntry(
    entries.filter((one) => one.phase !== "stopping" && one.at > pending.startedAt && !isOneOf(unsent, one)),
  );
};

function sentLater(disk: DiskResult, later: JournalEntry | undefined): DiskResult {
  return later && isRefused(disk) ? { ...disk, status: "unknown" } : disk;
}

/** The journal says that it is done: of this attempt, of the one that may have run before it, or of a later one. */
const doneEntry = ({ wish, state, pending }: CutRun, { entries }: Sight): JournalEntry | undefined => {
  const { unsent } = remembered(wish, { ...state, pending });
  const since = firstDoubt(pending);
  return newestEntry(
    entries.filter((one) => one.phase === "done" && one.at >= since && !isOneOf(unsent, one)),
  );
};

/** All is back; the way back is of the attempt that has done it. */
const done = ({ wish, pending }: CutRun, seen: Preflight, entry: JournalEntry): Traces => ({
  ...untold,
  disks: pending.disks.map((disk) => ({ ...disk, status: "restored" })),
  safety: newestOwn(seen.sight, (one) => bears(wish.key, one, entry, seen.sight.hosts)),
  seen,
  ended: true,
});

const untold = { hostsStopped: false, ranSince: undefined, recognised: false, seen: undefined };

const lookAt = ({ context, wish, state, pending }: CutRun, disks: readonly DiskResult[]) =>
  look(context, wish, pointsOf(disks), [], remembered(wish, { ...state, pending }));

/**
 * Nothing was written since to the disks that are looked at, and each has a safety snapshot on record that is there.
 * Taking others would break up the group that is the way back of all.
 */
function isSaved(cut: CutRun, safety: PendingRollback["safety"], sight: Sight): boolean {
  const { pending } = cut;
  const ids = safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [];
  const there = sight.points.map(({ own }) =>
    own.find(({ status, snapshotId }) => status === "accomplished" && ids.includes(snapshotId)),
  );
  // A retry that has saved nothing was sent later than they were taken.
  const { safetySnapshot } = cut.wish.policy;
  const needsStop = safetySnapshot && safetySnapshot.when === "afterStop";
  if (needsStop && wasSavedBeforeStop(pending)) return false;
  const [at] = there.flatMap((one) => (one ? [one.creationTime] : [])).sort();
  if (at === undefined || there.includes(undefined)) return false;
  return ranSince(sight, { ...momentOf(cut, sight), at }) === false;
}

/** A retry of which the state does not know has saved the present once more before it was sent. */
function safetyOf(cut: CutRun, sight: Sight): PendingRollback["safety"] {
  const later = laterAttempt(cut, sight);
  const taken = later && newestOwn(sight, (one) => bears(cut.wish.key, one, later, sight.hosts));
  return taken ? joined(cut.pending.safety, taken) : cut.pending.safety;
}

/** What was written between the two is not in it. */
function wasSavedBeforeStop({ phases }: PendingRollback): boolean {
  const order = phases.map(({ phase }) => phase);
  const saved = order.lastIndexOf("safetySnapshot");
  // A later attempt of the same run stops once more.
  return order[saved - 1] !== "stop" && order[saved + 1] === "stop" && saved >= 0;
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
  if (!pending.disks.some(isUnknown)) return [last];
  const own = followsAnother(pending) ? [firstDoubt(pending)] : [];
  // Of the one that the state knows, where a retry was killed of which it does not.
  const known = laterAttempt(cut, sight) ? [sentAt(pending).at] : [];
  const before = [...own, ...known].map((at) => ({
    ...sentAt(pending),
    at,
    savedAt: savedAt(sight.entries, at),
  }));
  return [...before, last];
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
