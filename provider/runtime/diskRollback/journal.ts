import { CloudError, type ErrorKind } from "../../client";
import { digest } from "../../lifecycle/canonical";
import { ownTagPrefix } from "../../lifecycle/inputs/fields";
import { decideInterrupted, type NextStep } from "../../lifecycle/decideInterrupted";
import { diskKey, type HostFacts, type SnapshotFacts } from "../../lifecycle/facts";
import { entryText, readEntry, type JournalEntry } from "../../lifecycle/journal";
import { referenceOf, type RollbackState } from "../../lifecycle/rollbackState";
import { isChanging, ranSince, tokenIsRemembered, type PointSight, type Sight } from "../../lifecycle/sight";
import { callOptions } from "../callOptions";
import type { Run } from "./run";
import type { Wish } from "./wish";

/**
 * The journal is kept on the safety snapshots, else on the snapshots that are gone back to; never on the user's
 * disk, whose tags another program may own. These are its entries on one rollback.
 */
export function readJournal(
  key: string,
  snapshots: readonly SnapshotFacts[],
  hosts: readonly HostFacts[],
): JournalEntry[] {
  const names = hosts.map(({ hostId }) => hostId);
  const entryIn = (text: string | undefined): JournalEntry[] => {
    const entry = text === undefined ? undefined : readEntry(text, names);
    return entry ? [entry] : [];
  };
  return snapshots.flatMap(({ tags, description, status }) => [
    ...entryIn(tags[tagName(key)]),
    ...entryIn(noted(key, description)).map((entry) => takenWith(entry, status)),
  ]);
}

/** A safety snapshot is taken with its note (ecd); before it is complete nothing is sent. */
const takenWith = (entry: JournalEntry, status: SnapshotFacts["status"]): JournalEntry =>
  status === "accomplished" ? entry : { ...entry, phase: "stopping" };

/** The group that a safety snapshot is a member of. */
export const groupOf = ({ tags }: SnapshotFacts): string | undefined => tags[groupTag];

/** The runs of every key, as far as the journal tells. */
export function readRuns(
  snapshots: readonly SnapshotFacts[],
  hosts: readonly HostFacts[],
): (JournalEntry & { readonly key: string })[] {
  const names = hosts.map(({ hostId }) => hostId);
  return snapshots
    .flatMap(({ tags, description }) => [
      ...Object.entries(tags).flatMap(([name, text]) =>
        name.startsWith(`${ownTagPrefix}rk-`) ? [{ key: name.slice(ownTagPrefix.length), text }] : [],
      ),
      ...(/^rk-[0-9a-f]+=/.test(description) ? [inDescription(description)] : []),
    ])
    .flatMap(({ key, text }) => {
      const entry = readEntry(text.split(" ")[0] ?? "", names);
      return entry ? [{ key, ...entry }] : [];
    });
}

/**
 * Those of them that were not seen to end: they may have left a host stopped. Where a later one was, it has seen to
 * that.
 */
export function unendedOf(runs: readonly JournalEntry[]): JournalEntry[] {
  const done =
    runs
      .flatMap(({ phase, at }) => (phase === "done" ? [at] : []))
      .sort()
      .at(-1) ?? "";
  return runs.filter(({ phase, at }) => phase !== "done" && at > done);
}

const inDescription = (description: string) => {
  const end = description.indexOf("=");
  return { key: description.slice(0, end), text: description.slice(end + 1) };
};

/** Whether a snapshot of the disk, other than the one that is gone back to, is a safety snapshot of this rollback. */
export const isOwn = (key: string, { tags, description }: SnapshotFacts): boolean =>
  tags[keyTag] === key || tags[tagName(key)] !== undefined || noted(key, description) !== undefined;

/** Whether it was taken as a safety snapshot of this rollback; one that is gone back to bears notes too. */
export const isSafetyOf = (key: string, { tags, description }: SnapshotFacts): boolean =>
  tags[keyTag] === key || noted(key, description) !== undefined;

/** Whether it is the safety snapshot of any rollback. */
export const isSafety = ({ tags, description }: SnapshotFacts): boolean =>
  keyTag in tags || /^rk-[0-9a-f]+=/.test(description);

/** What a safety snapshot is taken with, so that it is known again. */
export function safetyMarks(run: Run): { tags: Record<string, string>; description: string } {
  const { wish, pending } = run;
  const text = entryText(entryOf(run, "intent"), hostIds(run));
  return wish.service.journal
    ? { tags: { [keyTag]: pending.key }, description: `The disk before ${wish.what}` }
    : { tags: {}, description: `${pending.key}=${text}` };
}

const keyTag = `${ownTagPrefix}rollback-key`;
const groupTag = `${ownTagPrefix}rollback-group`;
const tagName = (key: string) => `${ownTagPrefix}${key}`;
const noted = (key: string, description: string): string | undefined =>
  description.startsWith(`${key}=`) ? description.slice(key.length + 1).split(" ")[0] : undefined;

const hostIds = ({ pending }: Run) => pending.hosts.map(({ hostId }) => hostId);

const entryOf = ({ pending }: Run, phase: JournalEntry["phase"]): JournalEntry => ({
  phase,
  ranBefore: pending.hosts.filter(({ wasRunning }) => wasRunning).map(({ hostId }) => hostId),
  at: pending.startedAt,
});

/**
 * Writes the journal. Where not all of the snapshots take the note, one of them is enough; without the permission to
 * tag the run goes on without it, and says so.
 */
export async function note(
  run: Run,
  phase: JournalEntry["phase"],
  entry: JournalEntry = entryOf(run, phase),
): Promise<void> {
  const { context, wish, pending } = run;
  const safety = pending.safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [];
  const sources = pending.disks.map(({ snapshotId }) => snapshotId);
  // The sources outlive the safety snapshots: they keep what is done. A note made before there is a safety snapshot
  // is kept up to date.
  const onSources = phase !== "intent" || safety.length === 0 || run.notedOnSources;
  const ids = [...new Set([...safety, ...(onSources ? sources : [])])];
  const notes = {
    [tagName(pending.key)]: entryText(entry, hostIds(run)),
    ...(pending.safety?.snapshotGroupId === undefined ? {} : { [groupTag]: pending.safety.snapshotGroupId }),
  };
  if (!wish.service.journal) return;
  // Also where the answer is lost.
  run.noted = phase;
  try {
    const refused = await write(run, phase, ids, notes);
    const lost = refused.find(({ id, error }) => safety.includes(id) && error.kind === "notFound");
    if (lost && phase === "intent" && isOfThisRun(run, lost.id)) throw lost.error;
    run.notedOnSources = onSources;
  } catch (error) {
    if (!(error instanceof CloudError) || (!canDoWithout.has(error.kind) && phase === "intent")) throw error;
    if (run.unnoted) return;
    run.unnoted = true;
    context.log.warn(
      `The rollback is not noted on its snapshots, so a killed run could not be told from one that never was: ${error.message} ${error.next}`,
    );
  }
}

/** A safety snapshot of another disk, which an earlier attempt has rolled back, may be gone. */
const isOfThisRun = ({ pending }: Run, snapshotId: string): boolean => {
  const disks = new Set(pending.disks.map((disk) => diskKey(referenceOf(disk))));
  const one = pending.safety?.snapshots.find((saved) => saved.snapshotId === snapshotId);
  return one !== undefined && disks.has(diskKey(referenceOf(one)));
};

type Refused = { readonly id: string; readonly error: CloudError };

/** One request for all snapshots; it fails as a whole, and then each has its own. */
async function write(
  run: Run,
  phase: JournalEntry["phase"],
  ids: readonly string[],
  notes: Readonly<Record<string, string>>,
): Promise<Refused[]> {
  try {
    await writeOn(run, phase, ids, notes);
    return [];
  } catch (error) {
    if (!(error instanceof CloudError) || !ofOneSnapshot.has(error.kind) || ids.length < 2) throw error;
    const refused: Refused[] = [];
    for (const id of ids)
      await writeOn(run, phase, [id], notes).catch((cause: unknown) => {
        if (!(cause instanceof CloudError)) throw cause;
        refused.push({ id, error: cause });
      });
    if (refused.length === ids.length) throw error;
    return refused;
  }
}

/** What may be wrong with one snapshot and right with another. */
const ofOneSnapshot: ReadonlySet<ErrorKind> = new Set<ErrorKind>(["denied", "quota", "notFound"]);

async function writeOn(
  run: Run,
  phase: JournalEntry["phase"],
  ids: readonly string[],
  notes: Readonly<Record<string, string>>,
): Promise<void> {
  const { context, wish } = run;
  // What is noted again after something else is another request, and must be carried out again.
  const token = `restore-note-${digest({ urn: context.urn, ids, notes, after: run.notedBefore }, 40)}`;
  const request = wish.service.journal?.(wish.regionId, ids, notes, token);
  if (!request) return;
  // What has happened is noted also by a run that is being interrupted.
  const { signal, ...patience } = callOptions(context, wish.policy.timeouts.stop);
  await context.cloud.call(request, phase === "intent" ? { ...patience, signal } : patience);
  run.notedBefore = token;
}

/** Nothing is left to restore: a host that somebody stops later is not one that this run has left stopped. */
export async function noteSettled(run: Run): Promise<void> {
  const ran = run.pending.hosts.some(({ wasRunning }) => wasRunning);
  if (ran) await note(run, "done", { phase: "done", ranBefore: [], at: run.pending.startedAt });
}

/** Nothing was sent and the hosts are as they were found: whoever stops one now means it to be stopped. */
export const noteGivenBack = (run: Run): Promise<void> =>
  note(run, "stopping", { phase: "stopping", ranBefore: [], at: run.pending.startedAt });

/** The permission to tag is missing, or the snapshot has no room for another tag. */
const canDoWithout: ReadonlySet<ErrorKind> = new Set<ErrorKind>(["denied", "quota"]);

/** What may be done, from what the journal and the disks tell of earlier attempts. */
export function nextStep(wish: Wish, sight: Sight, state: RollbackState): NextStep {
  const used = state.usedKeys.findLast(({ key }) => key === wish.key);
  // Run again on purpose: what is noted of the earlier time does not count.
  const repeated = used && sight.entry && Date.parse(sight.entry.at) <= Date.parse(used.at);
  const noted = repeated || refusedBefore(wish, sight, state) ? undefined : sight.entry;
  const entry = rememberedIntent(wish, state, noted) ?? noted;
  return decideInterrupted(
    {
      entry,
      changing: sight.points.some(isChanging),
      receipt: entry !== undefined && sight.points.every((point) => hasReceipt(wish, sight, point, entry)),
      hostsStopped: !sight.unseenHosts.length && sight.hosts.every(({ state }) => state === "stopped"),
      ranSince: entry && ranSince(sight, entry.at),
      recognised: wish.service.rollbackToken && entry !== undefined && tokenIsRemembered(sight.now, entry.at),
    },
    wish.policy.onInterrupted,
  );
}

/** What the state knows that may have run has run for all we know, also where its note is gone. */
function rememberedIntent(
  { key }: Wish,
  { pending }: RollbackState,
  entry: JournalEntry | undefined,
): JournalEntry | undefined {
  if (pending?.key !== key || !pending.mayHaveRun || (entry && entry.phase !== "stopping")) return undefined;
  const ran = pending.hosts.filter(({ wasRunning }) => wasRunning);
  return { phase: "intent", ranBefore: ran.map(({ hostId }) => hostId), at: pending.startedAt };
}

/** The state knows of the same attempt that its request was refused, or never left. */
function refusedBefore({ key }: Wish, { entry }: Sight, { pending, unsent = [] }: RollbackState): boolean {
  const last =
    pending && !pending.submittedAt && !pending.mayHaveRun
      ? [{ key: pending.key, at: pending.startedAt }]
      : [];
  return [...unsent, ...last].some(
    (one) => one.key === key && one.at.slice(0, 19) === entry?.at.slice(0, 19),
  );
}

/** Since the safety snapshot, by the cloud's own clock; without one, by two clocks that should not lie far apart. */
function hasReceipt(
  { key }: Wish,
  { hosts }: Sight,
  { own, snapshot }: PointSight,
  entry: JournalEntry,
): boolean {
  const saved = own.find((one) => bears(key, one, entry, hosts));
  const since = saved ? Date.parse(saved.creationTime) : Date.parse(entry.at) - 60_000;
  return Date.parse(snapshot?.rollbackTime ?? "") >= since;
}

/** Whether a safety snapshot is of just the attempt that an entry tells of. */
export const bears = (
  key: string,
  snapshot: SnapshotFacts,
  entry: JournalEntry,
  hosts: readonly HostFacts[],
): boolean => readJournal(key, [snapshot], hosts).some(({ at }) => at === entry.at);
