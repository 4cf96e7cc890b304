import { CloudError } from "../../client";
import { digest } from "../../lifecycle/canonical";
import { defaultSnapshotName, resourceNameOf } from "../../lifecycle/snapshotName";
import { ownTagPrefix } from "../../lifecycle/inputs/fields";
import type { RollbackWish, Sight } from "../../lifecycle/obstacles";
import type { PendingRollback, RollbackState } from "../../lifecycle/rollbackOutputs";
import type { Service } from "../../services";
import type { Context } from "../context";
import { failureWords, LifecycleError, sentences } from "../lifecycleError";
import type { Properties } from "../lifecycle";
import { WaitError } from "../poller";
import { takeSnapshot, waitForSnapshot } from "../takeSnapshot";
import { obstacleWords } from "./diff";
import { preflight } from "./preflight";
import { awaitRestored } from "./restore";
import { unfinished } from "./unfinished";
import { keyOf } from "./wish";

/** One rollback of one resource: what is declared, what is recorded, and where it runs. */
export interface Run {
  readonly context: Context;
  readonly service: Service;
  readonly resourceId: string;
  /** As the program gave them, for the state. */
  readonly inputs: Properties;
  readonly wish: RollbackWish;
  readonly state: RollbackState;
}

/**
 * Rolls back: preflight → safety snapshot → submit → restoring → done. The point of no return is the submit;
 * whatever fails before it leaves the disk as it was, and whatever fails after it is kept in the state.
 */
export async function runRollback(run: Run): Promise<object> {
  const { context, wish } = run;
  await settleEarlier(run);
  const sight = await clearPreflight(run);
  const begun: PendingRollback = {
    key: keyOf(wish),
    snapshotId: wish.snapshotId,
    phase: "safetySnapshot",
    startedAt: new Date(context.clock.now()).toISOString(),
    requestIds: [],
  };
  const safe = await takeSafetySnapshot(run, begun);
  await confirmHost(run, safe);
  const submitted = await submit(run, safe);
  return awaitRestored(run, submitted, sight.snapshot?.creationTime);
}

/** 0. A safety snapshot that an earlier attempt has begun is not of the present any more, but it must end first. */
async function settleEarlier({ context, service, wish, state }: Run): Promise<void> {
  const snapshotId = state.pending?.safetySnapshotId;
  if (snapshotId === undefined) return;
  const wait = {
    regionId: wish.regionId,
    snapshotId,
    waitFor: "accomplished",
    timeout: wish.timeouts.snapshot,
  } as const;
  await waitForSnapshot(context, service, { ...wait, giveUpUnlisted: true }).catch((error: unknown) => {
    if (error instanceof WaitError && error.reason === "failed") return;
    throw new LifecycleError(failureWords(error, `Disk ${wish.diskId} was not touched.`));
  });
}

/** 1. Every obstacle at once, before anything is changed. */
async function clearPreflight({ context, service, wish, state }: Run): Promise<Sight> {
  context.log.progress("checking disk, snapshot and host");
  const { sight, obstacles } = await preflight(context, service, wish, state).catch((error: unknown) => {
    throw new LifecycleError(failureWords(error, `Disk ${wish.diskId} was not touched.`));
  });
  if (obstacles.length) throw new LifecycleError(obstacleWords(wish, obstacles));
  return sight;
}

/** 2. A snapshot of the present, complete before the disk is touched: the way back. */
async function takeSafetySnapshot(run: Run, begun: PendingRollback): Promise<PendingRollback> {
  const { context, service, wish } = run;
  if (wish.safetySnapshot === false) return begun;
  let taken: string | undefined;
  try {
    const facts = await takeSnapshot(context, service, {
      regionId: wish.regionId,
      disk: { diskId: wish.diskId },
      name: defaultSnapshotName(
        service.snapshotName,
        `before-${resourceNameOf(context.urn)}`,
        begun.key,
        begun.startedAt,
      ),
      description: `The disk before the rollback to ${wish.snapshotId}`,
      retentionDays: wish.safetySnapshot.retentionDays,
      resourceGroupId: undefined,
      tags: { [`${ownTagPrefix}rollback-key`]: begun.key },
      waitFor: "accomplished",
      timeout: wish.timeouts.snapshot,
      occasion: { key: begun.key, startedAt: digest(begun.startedAt, 16) },
      taken: (snapshotId) => {
        taken = snapshotId;
      },
    });
    return { ...begun, safetySnapshotId: facts.snapshotId };
  } catch (error) {
    const words = failureWords(
      error,
      `Disk ${wish.diskId} was not touched: without its safety snapshot nothing is rolled back.`,
    );
    if (taken === undefined) throw new LifecycleError(words);
    throw unfinished(run, { ...begun, safetySnapshotId: taken }, words);
  }
}

/** The safety snapshot takes minutes, and somebody may have started the host meanwhile. */
async function confirmHost(run: Run, safe: PendingRollback): Promise<void> {
  const { context, service, wish } = run;
  const untouched = `Disk ${wish.diskId} was not touched.`;
  if (context.signal.aborted)
    throw unfinished(run, safe, sentences("Interrupted before the rollback was submitted", untouched));
  const seen = await preflight(context, service, wish, run.state).catch((error: unknown) => {
    throw unfinished(run, safe, failureWords(error, untouched));
  });
  if (seen.obstacles.length) throw unfinished(run, safe, obstacleWords(wish, seen.obstacles));
}

/** 3. Exactly one request. What is on record afterwards says that it may have arrived. */
async function submit(run: Run, safe: PendingRollback): Promise<PendingRollback> {
  const { context, service, wish } = run;
  const { diskId, snapshotId, regionId } = wish;
  context.log.progress(`rolling back ${diskId} to ${snapshotId}`);
  const leaving: PendingRollback = {
    ...safe,
    phase: "submit",
    submittedAt: new Date(context.clock.now()).toISOString(),
  };
  try {
    const { requestId } = await context.cloud.call(
      service.rollBack({ regionId, disk: { diskId }, snapshotId }),
    );
    return { ...leaving, phase: "restoring", requestIds: [...safe.requestIds, requestId] };
  } catch (error) {
    if (error instanceof CloudError && error.acted === "no")
      throw unfinished(run, safe, failureWords(error, `Disk ${diskId} was not touched.`));
    return leaving;
  }
}
