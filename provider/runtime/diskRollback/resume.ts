import { sentences } from "../lifecycleError";
import { momentWords } from "../../lifecycle/duration";
import { awaitRestored, concluded } from "./restore";
import { runRollback, type Run } from "./run";
import { unfinished } from "./unfinished";
import { CloudError } from "../../client";

/**
 * Goes on with a run whose request may have reached the cloud. One that the cloud had accepted is waited for.
 * Of one whose answer was lost the disk is asked; what it does not tell, the user must: sending the request
 * again would throw away what was written since.
 */
export async function resumeRollback(run: Run): Promise<object> {
  const { context, service, state, wish } = run;
  const pending = state.pending;
  if (!pending) return runRollback(run);
  if (pending.phase === "restoring" || (await isChanging(run))) return awaitRestored(run, pending, undefined);

  if (wish.onInterrupted === "retry") return runRollback({ ...run, state: { ...state, pending: undefined } });
  if (wish.onInterrupted === "assumeDone") {
    const facts = await context.reads.snapshot(service, wish.regionId, wish.snapshotId);
    return concluded(
      run,
      pending,
      facts?.creationTime,
      new Date(context.clock.now()).toISOString(),
      wish.diskId,
    );
  }
  throw unfinished(
    run,
    pending,
    sentences(
      `The rollback of ${wish.diskId} to ${wish.snapshotId} was sent at ${momentWords(pending.submittedAt ?? pending.startedAt)} and its answer was lost: it may have run. Nothing was sent now`,
      `Look at the disk. If it holds the snapshot's content, set onInterrupted: "assumeDone"; if not, "retry" rolls back again and loses what was written since`,
    ),
  );
}

async function isChanging({ context, service, wish }: Run): Promise<boolean> {
  const { regionId, diskId, snapshotId } = wish;
  const disk = await context.reads.disk(service, regionId, { diskId });
  if (disk?.state === "restoring") return true;
  const request = service.tryRollBack?.({ regionId, disk: { diskId }, snapshotId });
  if (!request) return false;
  return context.cloud.call(request).then(
    () => false,
    (error: unknown) => error instanceof CloudError && service.restoringCodes.includes(error.code),
  );
}
