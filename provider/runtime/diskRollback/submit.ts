import { CloudError, explainCode, mayHaveActed } from "../../client";

import { digest } from "../../lifecycle/canonical";
import { diskKey } from "../../lifecycle/facts";
import { referenceOf, type DiskResult } from "../../lifecycle/rollbackState";
import { callOptions } from "../callOptions";
import { failureWords, LifecycleError, sentences } from "../lifecycleError";

import { givenUp } from "./beforeSubmit";
import { confirmLeft } from "./confirm";
import { Contended } from "./contended";
import { enter, noteAnswer, now, type Run } from "./run";

/**
 * 3. The point of no return: one request for each disk, or one for all of them. What is on record from here on
 * says that it may have arrived. A request that the cloud refused before doing anything is no rollback.
 */
export async function submit(run: Run): Promise<void> {
  const { context, wish } = run;
  enter(run, "submit");
  context.log.progress(`rolling back ${wish.what}`);
  run.pending = { ...run.pending, submittedAt: now(context) };
  const together = run.pending.disks.length > 1 && wish.service.rollBackTogether !== undefined;
  const refusal = together ? await allAtOnce(run) : await oneByOne(run, () => true);
  if (run.pending.disks.some((disk) => disk.status !== "failed" && !run.refused.has(disk.snapshotId))) return;

  // The cloud did nothing on any disk: the run ends as if it had not been sent.
  const words = refusal ?? new Error(run.pending.disks.map(({ errorMessage }) => errorMessage).join("; "));
  const contended = run.pending.disks.some((disk) => isAtWork(run, disk));
  throw await unsent(
    run,
    contended ? new Contended(failureWords(words, "Another rollback of the disk is under way")) : words,
  );
}

/** No request was carried out. */
function unsent(run: Run, cause: unknown): Promise<LifecycleError> {
  setEach(run, (disk) => (disk.status === "failed" ? { ...disk, status: "untouched" } : disk));
  run.pending = { ...run.pending, submittedAt: undefined };
  return givenUp(run, cause);
}

/**
 * A moment ago the disk was at rest and nothing stood against the rollback: what refuses it now for the disk's own
 * state is somebody else's work on it.
 */
function isAtWork({ wish }: Run, { errorCode = "" }: DiskResult): boolean {
  return (
    explainCode(errorCode).kind === "busy" ||
    wish.service.restoringCodes.includes(errorCode) ||
    errorCode.startsWith("IncorrectDiskStatus")
  );
}

async function allAtOnce(run: Run): Promise<Error | undefined> {
  const { context, wish } = run;
  const { service, regionId } = wish;
  const points = run.pending.disks.map((disk) => ({
    regionId,
    disk: referenceOf(disk),
    snapshotId: disk.snapshotId,
  }));
  const request = service.rollBackTogether?.(regionId, points);
  if (!request) return oneByOne(run, () => true);
  try {
    const { requestId, results } = await context.cloud.call(request, {
      ...callOptions(context, wish.policy.timeouts.rollback),
      stillWanted: () => confirmLeft(run, run.pending.disks, { again: true, interruptible: true }),
    });
    noteRequest(run, requestId);
    setEach(run, (disk) => {
      const result = results.find((one) => one.diskId === disk.diskId || one.snapshotId === disk.snapshotId);
      if (!result)
        return { ...disk, status: "unknown", errorMessage: "the answer does not mention this disk" };
      if (!result.failure) return { ...disk, status: "submitted" };
      // As where it is the answer to one disk's own request.
      const open = mayHaveActed(result.failure.code);
      if (!open) run.refused.add(disk.snapshotId);
      return {
        ...disk,
        status: open ? "unknown" : refusedStatus(disk),
        errorCode: result.failure.code,
        errorMessage: sentences(
          `${result.failure.code}: ${result.failure.message}`,
          explainCode(result.failure.code, request.action).next,
        ),
      };
    });
    return run.pending.disks.some(refusedAsUngrouped) ? oneByOne(run, refusedAsUngrouped) : undefined;
  } catch (error) {
    if (error instanceof LifecycleError) throw await unsent(run, error);
    if (!(error instanceof CloudError)) throw error;
    if (error.acted === "no" && actionGone.has(error.code)) {
      context.log.info(
        `ResetDisks is not to be had here (${error.code}): each disk is rolled back by its own ResetDisk`,
      );
      return oneByOne(run, () => true);
    }
    setEach(run, (disk) => failedDisk(run, disk, error));
    return ungrouped(error.code) ? oneByOne(run, refusedAsUngrouped) : error;
  }
}

/** The action is being retired: these say that a region or an account has it no more. */
const actionGone = new Set(["InvalidApi.NotFound", "InvalidRegion.NotSupport", "InvalidAction.NotFound"]);

/** ResetDisks takes the snapshots of a group; others are refused, and rolled back by ResetDisk. */
const ungrouped = (code: string | undefined) => code === "OperationDenied";
const refusedAsUngrouped = ({ status, errorCode }: DiskResult) => status === "failed" && ungrouped(errorCode);

async function oneByOne(run: Run, chosen: (disk: DiskResult) => boolean): Promise<Error | undefined> {
  const { context, wish } = run;
  const { service, regionId } = wish;
  let refusal: Error | undefined;
  // Between two disks there is no safe place to stop at: once one is sent, the others follow.
  let sent = run.pending.disks.some(({ status }) => status === "submitted");
  let begun = run.pending.disks.some(({ status }) => status === "submitted" || status === "unknown");
  const all = run.pending.disks.filter(chosen);
  for (const [index, disk] of all.entries()) {
    const left = all.slice(index);
    const reference = referenceOf(disk);
    const request = service.rollBack(
      { regionId, disk: reference, snapshotId: disk.snapshotId },
      rollbackToken(run, diskKey(reference)),
    );
    try {
      await confirmLeft(run, left, { again: false, interruptible: !sent });
      const { signal, ...others } = callOptions(context, wish.policy.timeouts.rollback);
      const patience = {
        ...others,
        stillWanted: () => confirmLeft(run, left, { again: true, interruptible: !sent }),
      };
      const { requestId } = await context.cloud.call(request, begun ? patience : { ...patience, signal });
      begun = sent = true;
      run.refused.delete(disk.snapshotId);
      noteRequest(run, requestId);
      setEach(run, (one) =>
        one.snapshotId === disk.snapshotId
          ? { ...one, status: "submitted", errorCode: undefined, errorMessage: undefined }
          : one,
      );
    } catch (error) {
      if (error instanceof LifecycleError && !sent) throw await unsent(run, error);
      if (error instanceof LifecycleError) return withheld(run, left, error);
      if (!(error instanceof CloudError)) throw error;
      refusal = error;
      sent ||= error.acted !== "no";
      begun ||= sent;
      setEach(run, (one) => (one.snapshotId === disk.snapshotId ? failedDisk(run, one, error) : one));
    }
  }
  return refusal;
}

/** What was not sent yet is not sent any more: the world has changed while the cloud did not take the request. */
function withheld(run: Run, left: readonly DiskResult[], why: LifecycleError): LifecycleError {
  const ids = new Set(left.map(({ snapshotId }) => snapshotId));
  setEach(run, (disk) =>
    ids.has(disk.snapshotId) && disk.status !== "unknown"
      ? { ...disk, status: "failed", errorMessage: why.message }
      : disk,
  );
  return why;
}

/**
 * The same for every attempt of one run (swas): a request that arrived twice acts once. The journal keeps the
 * moment: a run that knows it from there sends the same token, also that of a resource of another name.
 */
const rollbackToken = ({ pending }: Run, disk: string) =>
  `restore-${digest({ key: pending.key, startedAt: pending.startedAt, disk }, 48)}`;

/** That this request was refused does not tell what became of an earlier one. */
const refusedStatus = ({ status }: DiskResult): "failed" | "unknown" =>
  status === "unknown" ? "unknown" : "failed";

function failedDisk(run: Run, disk: DiskResult, error: CloudError): DiskResult {
  if (error.acted === "no") run.refused.add(disk.snapshotId);
  else run.refused.delete(disk.snapshotId);
  return {
    ...disk,
    status: error.acted === "no" ? refusedStatus(disk) : "unknown",
    errorCode: error.code,
    errorMessage: error.message,
  };
}

function setEach(run: Run, change: (disk: DiskResult) => DiskResult): void {
  run.pending = { ...run.pending, disks: run.pending.disks.map(change) };
}

function noteRequest(run: Run, requestId: string): void {
  run.pending = { ...run.pending, requestIds: [...run.pending.requestIds, requestId] };
  noteAnswer(run, requestId);
}
