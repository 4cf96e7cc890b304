import { CloudError, explainCode, mayHaveActed } from "../../client";
import { digest } from "../../lifecycle/canonical";
import { diskKey } from "../../lifecycle/facts";
import { callOptions } from "../../runtime/callOptions";
import { LifecycleError, sentences } from "../../runtime/lifecycleError";
import { requested, sentDisks, type Run } from "../model/run";
import { referenceOf, type DiskResult } from "../model/state";
import { momentOf, type Step } from "./step";

export interface Sending {
  readonly disks: readonly string[];
  /** Looks at everything once more before a request leaves late, and throws where it may not leave any more. */
  confirm(): Promise<void>;
  /** The cloud has answered: that is written down before anything else. */
  answered(): Promise<void>;
}

/**
 * The point of no return: one request for each disk, or one for all of them. A request that the cloud refused before doing
 * anything is no rollback. Returns why the cloud has refused it, where it has.
 */
export async function send(step: Step, sending: Sending): Promise<Error | undefined> {
  const { service } = step.desired;
  step.context.log.progress(`rolling back ${step.desired.what}`);
  const together = sending.disks.length > 1 && service.rollBackTogether !== undefined;
  return together ? allAtOnce(step, sending) : oneByOne(step, sending, sending.disks);
}

async function allAtOnce(step: Step, sending: Sending): Promise<Error | undefined> {
  const { context, desired } = step;
  const { service, regionId } = desired;
  const points = chosen(step, sending.disks).map((disk) => ({
    regionId,
    disk: referenceOf(disk),
    snapshotId: disk.snapshotId,
  }));
  const request = service.rollBackTogether?.(regionId, points);
  if (!request) return oneByOne(step, sending, sending.disks);
  try {
    const { requestId, results } = await context.cloud.call(request, {
      ...callOptions(context, desired.policy.timeouts.rollback),
      stillWanted: sending.confirm,
    });
    step.tell((run) => requested(run, requestId));
    const answered = chosen(step, sending.disks).map((disk): DiskResult => {
      const result = results.find((one) => one.diskId === disk.diskId || one.snapshotId === disk.snapshotId);
      if (!result)
        return { ...disk, status: "unknown", errorMessage: "the answer does not mention this disk" };
      if (!result.failure) return { ...disk, status: "submitted" };
      const { code, message } = result.failure;
      return {
        ...disk,
        // As where it is the answer to one disk's own request.
        status: mayHaveActed(code) ? "unknown" : "failed",
        errorCode: code,
        errorMessage: sentences(`${code}: ${message}`, explainCode(code, request.action).next),
      };
    });
    tellSent(step, answered);
    await sending.answered();
    return await eachUngrouped(step, sending, undefined);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    if (error.acted === "no" && service.notTogetherCodes?.includes(error.code)) {
      context.log.info(
        `ResetDisks is not to be had here (${error.code}): each disk is rolled back by its own ResetDisk`,
      );
      return oneByOne(step, sending, sending.disks);
    }
    tellSent(
      step,
      chosen(step, sending.disks).map((disk) => failedDisk(disk, error)),
    );
    return eachUngrouped(step, sending, error);
  }
}

/** ResetDisks takes the snapshots of a group; others are refused, and rolled back by ResetDisk. */
async function eachUngrouped(
  step: Step,
  sending: Sending,
  refusal: Error | undefined,
): Promise<Error | undefined> {
  const { ungroupedCodes = [] } = step.desired.service;
  const names = chosen(step, sending.disks)
    .filter(({ status, errorCode = "" }) => status === "failed" && ungroupedCodes.includes(errorCode))
    .map((disk) => diskKey(referenceOf(disk)));
  return names.length ? oneByOne(step, sending, names) : refusal;
}

async function oneByOne(step: Step, sending: Sending, names: readonly string[]): Promise<Error | undefined> {
  const { context, desired } = step;
  const { service, regionId } = desired;
  let refusal: Error | undefined;
  let first = true;
  for (const disk of chosen(step, names)) {
    // Between two disks there is no safe place to stop at: once one is sent, the others follow.
    const { signal, ...options } = callOptions(context, desired.policy.timeouts.rollback);
    try {
      if (!first) await sending.confirm();
      first = false;
      const request = service.rollBack(
        { regionId, disk: referenceOf(disk), snapshotId: disk.snapshotId },
        rollbackToken(step.run(), diskKey(referenceOf(disk))),
      );
      const patience = { ...options, stillWanted: sending.confirm };
      const { requestId } = await context.cloud.call(
        request,
        step.run().sent ? patience : { ...patience, signal },
      );
      step.tell((run) => requested(run, requestId));
      tellSent(step, [{ ...disk, status: "submitted", errorCode: undefined, errorMessage: undefined }]);
      await sending.answered();
    } catch (error) {
      if (error instanceof LifecycleError && !step.run().sent) throw error;
      if (error instanceof LifecycleError) return withheld(step, names, error);
      if (!(error instanceof CloudError)) throw error;
      refusal = error;
      tellSent(step, [failedDisk(disk, error)]);
    }
  }
  return refusal;
}

const chosen = ({ run }: Step, names: readonly string[]): DiskResult[] =>
  run().pending.disks.filter((disk) => names.includes(diskKey(referenceOf(disk))));

const tellSent = (step: Step, disks: readonly DiskResult[]) =>
  step.tell((run) => sentDisks(run, disks, momentOf(step.context)));

/** What was not sent yet is not sent any more: the world has changed while the cloud did not take the request. */
function withheld(step: Step, names: readonly string[], why: LifecycleError): LifecycleError {
  tellSent(
    step,
    chosen(step, names)
      .filter(({ status }) => status === "untouched")
      .map((disk) => ({ ...disk, status: "failed", errorMessage: why.message })),
  );
  return why;
}

/**
 * A request that arrived twice acts once (swas): the token is the attempt's, or that of the attempt whose request is sent
 * again.
 */
const rollbackToken = ({ pending }: Run, disk: string) =>
  `restore-${digest({ key: pending.key, attempt: pending.resends ?? pending.attempt, disk }, 48)}`;

const failedDisk = (disk: DiskResult, error: CloudError): DiskResult => ({
  ...disk,
  status: error.acted === "no" ? "failed" : "unknown",
  errorCode: error.code,
  errorMessage: error.message,
});
