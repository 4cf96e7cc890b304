import { CloudError, type ErrorKind } from "../../client";
import { digest } from "../../lifecycle/canonical";
import { diskKey } from "../../lifecycle/facts";
import { callOptions } from "../../runtime/callOptions";
import type { AttemptEvent } from "../model/events";
import { lineText } from "../model/line";
import { lineTag } from "../model/marks";
import { lineOf, type Run } from "../model/run";
import { referenceOf } from "../model/state";
import { momentOf, type Step } from "../steps/step";

/**
 * Writes this attempt's line on the snapshot that each of its disks goes back to. Where not all of them take it, one is
 * enough. Returns why the journal cannot be written at all: the permission is missing, or there is no room for a tag.
 */
export async function writeLines(
  step: Step,
  { event, resends }: { readonly event: AttemptEvent; readonly resends?: string | undefined },
): Promise<CloudError | undefined> {
  const { desired } = step;
  const known = step.run();
  const run = event === "sending" ? { ...known, pending: { ...known.pending, resends } } : known;
  const texts = new Map<string, string[]>();
  for (const disk of bearersOf(run, event)) {
    const name = diskKey(referenceOf(disk));
    const text = lineText(lineOf(run, name, event, momentOf(step.context)));
    // What is done is kept where the snapshot that was gone back to may be deleted, too.
    const own = event === "done" || event === "released" ? safetyOf(run, disk.snapshotId) : undefined;
    texts.set(text, [...(texts.get(text) ?? []), disk.snapshotId, ...(own === undefined ? [] : [own])]);
  }
  if (!desired.service.tags) return undefined;
  try {
    for (const [text, ids] of texts) await write(step, ids, text);
    return undefined;
  } catch (error) {
    if (!(error instanceof CloudError) || !canDoWithout.has(error.kind)) throw error;
    return error;
  }
}

/** Before its request an attempt tells only of what it is to send; then of all disks. */
const bearersOf = ({ pending }: Run, event: AttemptEvent) =>
  event === "accepted" || event === "done" || event === "released"
    ? pending.disks
    : pending.disks.filter(({ status }) => status !== "submitted" && status !== "restored");

/** One request for all; where it fails for what may be wrong with one snapshot, each has its own. */
async function write(step: Step, ids: readonly string[], text: string): Promise<void> {
  try {
    await writeOn(step, ids, text);
  } catch (error) {
    if (!isOfOneSnapshot(error)) throw error;
    const refused: CloudError[] = [];
    for (const id of ids)
      await writeElsewhere(step, id, text, ids.length > 1 ? undefined : error).catch((cause: unknown) => {
        if (!isOfOneSnapshot(cause)) throw cause;
        refused.push(cause);
      });
    if (refused.length === ids.length) throw error;
  }
}

/** A snapshot may have no room for another tag, or be gone: this attempt's safety snapshot of the disk has its tag already. */
async function writeElsewhere(
  step: Step,
  id: string,
  text: string,
  known: CloudError | undefined,
): Promise<void> {
  try {
    if (known) throw known;
    await writeOn(step, [id], text);
  } catch (error) {
    const saved = safetyOf(step.run(), id);
    if (!isOfOneSnapshot(error) || error.kind === "denied" || saved === undefined) throw error;
    await writeOn(step, [saved], text);
  }
}

function safetyOf({ pending }: Run, snapshotId: string): string | undefined {
  const disk = pending.disks.find((one) => one.snapshotId === snapshotId);
  const own = pending.safetyTakenAt === undefined ? [] : (pending.safety?.snapshots ?? []);
  const saved = disk && own.find((one) => diskKey(referenceOf(one)) === diskKey(referenceOf(disk)));
  return saved?.snapshotId;
}

const isOfOneSnapshot = (error: unknown): error is CloudError =>
  error instanceof CloudError && ofOneSnapshot.has(error.kind);

async function writeOn({ context, desired, run }: Step, ids: readonly string[], text: string): Promise<void> {
  const { pending } = run();
  // An equal line that is written again is another request.
  const token = `restore-line-${digest({ attempt: pending.attempt, ids, sequence: pending.sequence }, 40)}`;
  const request = desired.service.tags?.write(desired.regionId, ids, { [lineTag(pending)]: text }, token);
  // What has happened is written also by a run that is being interrupted.
  const options = { ...callOptions(context, desired.policy.timeouts.stop), signal: undefined };
  if (request) await context.cloud.call(request, options);
}

const ofOneSnapshot: ReadonlySet<ErrorKind> = new Set<ErrorKind>(["denied", "withheld", "quota", "notFound"]);
const canDoWithout: ReadonlySet<ErrorKind> = new Set<ErrorKind>(["denied", "withheld", "quota"]);
