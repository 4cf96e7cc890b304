import { CloudError, type ErrorKind } from "../../client";
import { digest } from "../../lifecycle/canonical";
import { diskKey } from "../../lifecycle/facts";
import { aimOf, entryText, newestEntry, type JournalEntry } from "../../lifecycle/journal";
import { followsAnother, referenceOf, startsOf } from "../../lifecycle/rollbackState";
import { callOptions } from "../callOptions";
import { failureWords } from "../lifecycleError";
import { refuseHiding } from "./contended";
import { groupTag, keyTag, tagName } from "./marks";
import { runsAgain } from "./memory";
import type { Run } from "./run";

/**
 * What a safety snapshot is taken with: whose attempt it is, and how far that may come. A run that has noted that it
 * has sent nothing notes more before it sends. Of any other one this may be the only note that there ever is: its
 * request may have been sent as soon as the snapshot is complete. A create takes tags also from a user who has no
 * permission for TagResources.
 */
export function safetyMarks(run: Run): { tags: Record<string, string>; description: string } {
  const { wish, pending } = run;
  const entry = isAnnounced(run) ? { ...entryOf(run, "stopping"), saving: true } : entryOf(run, "intent");
  const text = entryText(entry, hostIds(run));
  return wish.service.journal
    ? {
        tags: { [keyTag]: pending.key, [tagName(pending.key)]: text },
        description: `The disk before ${wish.what}`,
      }
    : { tags: {}, description: `${pending.key}=${text}` };
}

const isAnnounced = ({ wish, noted }: Run): boolean =>
  wish.service.journal !== undefined && noted === "stopping";

/** The safety snapshot was taken with the note that the request may have been sent: if it is not, that is taken back. */
export function noteTaken(run: Run): void {
  if (run.wish.service.journal && !isAnnounced(run)) run.noted = "intent";
}

const hostIds = ({ pending }: Run) => pending.hosts.map(({ hostId }) => hostId);

const entryOf = ({ wish, pending, known = [] }: Run, phase: JournalEntry["phase"]): JournalEntry => ({
  phase,
  ranBefore: pending.hosts.filter(({ wasRunning }) => wasRunning).map(({ hostId }) => hostId),
  at: pending.startedAt,
  startedAt: startsOf(pending.hosts),
  attempt: pending.attempt,
  aim: wish.goal.kind === "before" ? pending.disks.map(({ snapshotId }) => aimOf(snapshotId))[0] : undefined,
  // A service that gives receipts rolls back one disk at a time.
  receiptBefore: pending.disks.find(({ receiptBefore }) => receiptBefore !== undefined)?.receiptBefore,
  hiddenAt: {
    stopping: newestEntry(known.filter((one) => one.phase === "done"))?.at,
    intent: followsAnother(pending) ? pending.mayHaveRunAt : undefined,
    done: undefined,
  }[phase],
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
  const refused = await refusalOf(run, entry, phase !== "done");
  if (!refused || run.unnoted) return;
  run.unnoted = true;
  run.context.log.warn(`${unnotedWords(run, phase)}: ${refused.message} ${refused.next}`);
}

function unnotedWords({ wish }: Run, phase: JournalEntry["phase"]): string {
  if (phase === "done")
    return "That the rollback is done is not noted on its snapshots: a run that does not know it from the state will ask what became of it";
  return wish.policy.safetySnapshot === false
    ? `The rollback is not noted on its snapshots, and there is no safety snapshot: ${runsAgain}`
    : "The rollback is not noted on its snapshots, so a run that does not know from the state what became of it may ask";
}

/**
 * It was about to be sent, and was not: nobody need ask what became of it. Who stood back for another run of the same
 * rollback takes back only what stands on its own safety snapshots: what stands on the others may be that one's.
 */
export async function noteUnsent(run: Run, stoodBack: boolean): Promise<string> {
  const refused = await refusalOf(run, entryOf(run, "stopping"), false, stoodBack ? run.taken : undefined);
  if (!refused || run.unnoted) return "";
  return failureWords(
    refused,
    "That nothing was sent could not be noted: a run that does not know it from the state will ask what became of this one.",
  );
}

/**
 * Why an entry could not be noted. What is about to happen must be known of a run that is killed, and its failure is
 * thrown; what has happened cannot be undone.
 */
async function refusalOf(
  run: Run,
  entry: JournalEntry,
  isAhead: boolean,
  only?: readonly string[],
): Promise<CloudError | undefined> {
  const { wish, pending } = run;
  const { phase } = entry;
  const safety = safetyBearers(run, phase);
  const sources = pending.disks.map(({ snapshotId }) => snapshotId);
  // The sources outlive the safety snapshots: they keep what is done. A note made before there is a safety snapshot
  // is kept up to date.
  const onSources = phase !== "intent" || safety.length === 0 || run.notedOnSources;
  const ids = only ?? [...new Set([...safety, ...(onSources ? sources : [])])];
  const notes = {
    [tagName(pending.key)]: entryText(entry, hostIds(run)),
    ...(pending.safety?.snapshotGroupId === undefined ? {} : { [groupTag]: pending.safety.snapshotGroupId }),
  };
  if (!wish.service.journal || ids.length === 0) return undefined;
  const before = run.noted;
  // The note that nothing was sent would stand, and be wrong.
  const isNeeded = phase === "intent" && before === "stopping";
  // Also where the answer is lost.
  run.noted = phase;
  try {
    const refused = await write(run, phase, ids, notes, isAhead);
    const lost = refused.find(({ id, error }) => safety.includes(id) && error.kind === "notFound");
    if (lost && phase === "intent" && isOfThisRun(run, lost.id)) throw lost.error;
    run.notedOnSources = onSources;
    return undefined;
  } catch (error) {
    if (!(error instanceof CloudError) || error.acted === "no") run.noted = before;
    if (!(error instanceof CloudError) || (isAhead && (isNeeded || !canDoWithout.has(error.kind))))
      throw error;
    return error;
  }
}

/**
 * What an attempt before this one has saved bears its intent, and holds another present, unless nothing was written
 * since: no note of this one may take the place of it until all is done.
 */
function safetyBearers({ pending, saved, taken }: Run, phase: JournalEntry["phase"]): readonly string[] {
  const isOfThis = saved && !(phase === "stopping" && followsAnother(pending));
  if (phase !== "done" && !isOfThis) return taken;
  return pending.safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [];
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
  isAhead: boolean,
): Promise<Refused[]> {
  try {
    await writeOn(run, phase, ids, notes, isAhead);
    return [];
  } catch (error) {
    if (!(error instanceof CloudError) || !ofOneSnapshot.has(error.kind) || ids.length < 2) throw error;
    const refused: Refused[] = [];
    for (const id of ids)
      await writeOn(run, phase, [id], notes, isAhead).catch((cause: unknown) => {
        if (!(cause instanceof CloudError)) throw cause;
        refused.push({ id, error: cause });
      });
    if (refused.length === ids.length) throw error;
    return refused;
  }
}

/** What may be wrong with one snapshot and right with another. */
const ofOneSnapshot: ReadonlySet<ErrorKind> = new Set<ErrorKind>(["denied", "withheld", "quota", "notFound"]);

async function writeOn(
  run: Run,
  phase: JournalEntry["phase"],
  ids: readonly string[],
  notes: Readonly<Record<string, string>>,
  isAhead: boolean,
): Promise<void> {
  const { context, wish } = run;
  // What is noted again after something else is another request, and must be carried out again.
  const token = `restore-note-${digest({ urn: context.urn, ids, notes, after: run.notedBefore }, 40)}`;
  const request = wish.service.journal?.(wish.regionId, ids, notes, token);
  if (!request) return;
  // What has happened is noted also by a run that is being interrupted.
  const { signal, ...others } = callOptions(context, wish.policy.timeouts.stop);
  // Where the cloud does not take it, another run may have come between, and come to its end.
  const lookAgain = async () => {
    await refuseHiding(run);
    // What was seen before the wait counts no more when the request leaves.
    run.lookedAt = 0;
  };
  const patience = isAhead ? { ...others, stillWanted: lookAgain } : others;
  await context.cloud.call(request, phase === "intent" ? { ...patience, signal } : patience);
  run.notedBefore = token;
}

/** The disks are back and their hosts too: one that somebody stops later is not one that this run has left stopped. */
export const noteEnded = (run: Run): Promise<void> => note(run, "done", settledEntry(run, "done"));

/** The same where it is noted already that the disks are back. */
export async function noteSettled(run: Run): Promise<void> {
  if (settledEntry(run, "done").givenBack.length) await noteEnded(run);
}

function settledEntry(run: Run, phase: JournalEntry["phase"]) {
  const entry = entryOf(run, phase);
  return { ...entry, ranBefore: [], givenBack: entry.ranBefore };
}

/**
 * Nothing was sent and the hosts are as they were found: whoever stops one now means it to be stopped. Where that
 * cannot be noted, what the journal goes on saying must be known.
 */
export async function noteGivenBack(run: Run, stoodBack = false): Promise<string> {
  const entry = settledEntry(run, "stopping");
  if (entry.givenBack.length === 0) return "";
  const refused = await refusalOf(run, entry, false, stoodBack ? run.taken : undefined);
  if (!refused || run.unnoted || entry.givenBack.length === 0) return "";
  const { hostWord } = run.wish.service;
  return failureWords(
    refused,
    `That the ${hostWord} was given back could not be noted: if somebody stops it now, the next rollback of its disks takes that for the stop of this one, and starts it again.`,
  );
}

/** The permission to tag is missing, or the snapshot has no room for another tag. */
const canDoWithout: ReadonlySet<ErrorKind> = new Set<ErrorKind>(["denied", "withheld", "quota"]);
