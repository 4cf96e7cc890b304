import { CloudError } from "../../client";
import { durationMs, durationWords } from "../../lifecycle/duration";
import { finished, rollbackOutputs, type PendingRollback } from "../../lifecycle/rollbackOutputs";
import { isRestored, nextSight, nothingSeen } from "../../lifecycle/restoreVerdict";
import type { Verdict } from "../poller";
import { failureWords } from "../lifecycleError";
import type { Run } from "./run";
import { unfinished } from "./unfinished";

/** 4. Waits until the disk is back, and records the rollback as done. */
export async function awaitRestored(
  run: Run,
  pending: PendingRollback,
  takenAt: string | undefined,
): Promise<object> {
  const { context, wish } = run;
  try {
    await restored(run, pending);
  } catch (error) {
    throw unfinished(run, pending, failureWords(error, truthAfterSubmit(run, pending)));
  }
  return concluded(
    run,
    pending,
    takenAt ?? (await snapshotTime(run)),
    new Date(context.clock.now()).toISOString(),
    wish.diskId,
  );
}

function restored(run: Run, pending: PendingRollback): Promise<void> {
  const { context, service, wish } = run;
  const sure = pending.phase === "restoring";
  let sight = nothingSeen;
  return context.poller.wait<void>({
    lane: `${context.cloud.account}/${wish.regionId}/${service.name}/disks`,
    polling: service.polling,
    what: `disk ${wish.diskId} to be back`,
    timeoutMs: durationMs(wish.timeouts.rollback),
    signal: context.signal,
    look: async (elapsedMs): Promise<Verdict<void>> => {
      const disk = await context.reads.disk(service, wish.regionId, { diskId: wish.diskId });
      if (!disk) return { kind: "failed", words: `Disk ${wish.diskId} is not there any more` };
      sight = nextSight(sight, disk, disk.state === "ready" && (await cloudSaysRestoring(run)));
      if (isRestored(sight, elapsedMs, service.polling.settleMs)) {
        if (sure || sight.seenChanging) return { kind: "done", value: undefined };
        return {
          kind: "failed",
          words: `The answer to the request was lost, and disk ${wish.diskId} was never seen changing`,
        };
      }
      return { kind: "pending", words: `restoring ${wish.diskId} (${disk.statusWord})` };
    },
    seen: (words, elapsedMs) => context.log.progress(`${words}, ${durationWords(elapsedMs)}`),
  });
}

/** A dry run is refused while the disk is being restored: a signal where the status shows none. */
async function cloudSaysRestoring({ context, service, wish }: Run): Promise<boolean> {
  const { regionId, diskId, snapshotId } = wish;
  const request = service.tryRollBack?.({ regionId, disk: { diskId }, snapshotId });
  if (!request) return false;
  try {
    await context.cloud.call(request, { signal: context.signal });
  } catch (error) {
    return error instanceof CloudError && service.restoringCodes.includes(error.code);
  }
  return false;
}

function truthAfterSubmit({ wish }: Run, pending: PendingRollback): string {
  return pending.phase === "restoring"
    ? `The cloud has accepted the rollback of ${wish.diskId} to ${wish.snapshotId} and may still be at it. Leave the host stopped; the next \`pulumi up\` goes on waiting and does not send it again.`
    : `Whether ${wish.diskId} was rolled back to ${wish.snapshotId} is not known. Leave the host stopped and look at the disk; then set onInterrupted: "assumeDone" or "retry".`;
}

async function snapshotTime({ context, service, wish }: Run): Promise<string | undefined> {
  const facts = await context.reads.snapshot(service, wish.regionId, wish.snapshotId).catch(() => undefined);
  return facts?.creationTime;
}

/** 5. The rollback as the state keeps it. */
export function concluded(
  { inputs, state }: Run,
  pending: PendingRollback,
  takenAt: string | undefined,
  finishedAt: string,
  diskId: string,
): object {
  const lostFrom = takenAt ?? pending.startedAt;
  const lostUntil = pending.submittedAt ?? pending.startedAt;
  return rollbackOutputs(
    inputs,
    finished(
      state,
      {
        key: pending.key,
        snapshotId: pending.snapshotId,
        startedAt: pending.startedAt,
        finishedAt,
        dataLossSeconds: Math.max(0, Math.round((Date.parse(lostUntil) - Date.parse(lostFrom)) / 1_000)),
        requestIds: pending.requestIds,
        undoSnapshotId: pending.safetySnapshotId,
      },
      [{ diskId, snapshotId: pending.snapshotId, status: "restored" }],
    ),
  );
}
