import { diskKey, type DiskReference, type HostFacts } from "../../lifecycle/facts";
import { referenceOf } from "../../lifecycle/rollbackState";
import { awaitLeft, awaitSnapshots } from "../awaitSnapshots";
import type { Context } from "../context";
import { failureWords, LifecycleError } from "../lifecycleError";
import { lockKeys } from "../lockKeys";
import { WaitError } from "../poller";
import type { Run } from "./run";
import type { Wish } from "./wish";

/** What this very process has begun to take of the disks is finished first. */
export const settleLeft = (
  context: Context,
  { service, regionId, policy }: Wish,
  disks: readonly DiskReference[],
): Promise<void> => awaitLeft(context, service, { regionId, disks, timeout: policy.timeouts.snapshot });

/**
 * A stop makes the snapshots fail that are being taken of the host's disks, whoever has begun them; some have since the
 * preflight. They are finished before.
 */
export async function finishedBeforeStop(run: Run, hostId: string): Promise<void> {
  const { wish } = run;
  await finished(run, hostId, { unless: "stopped", counts: () => true }).catch((error: unknown) => {
    if (!(error instanceof WaitError) || error.reason !== "timeout") throw error;
    const next =
      `A stop of the ${wish.service.hostWord} ${hostId} would make it fail. ` +
      "Run again when it has ended, or set timeouts.snapshot to wait longer.";
    throw new LifecycleError(failureWords(error, next));
  });
}

/**
 * The same before a start. But a host that was stopped for the rollback is not left off for the sake of a snapshot: not
 * for this run's own that has come to nothing, nor for one that does not end.
 */
export async function finishedBeforeStart(run: Run, hostId: string, isBack: boolean): Promise<void> {
  const { context, wish, pending } = run;
  const own = new Set(pending.disks.map((disk) => diskKey(referenceOf(disk))));
  const counts = (disk: string) => isBack || !own.has(disk);
  await finished(run, hostId, { unless: "running", counts }).catch((error: unknown) => {
    const anyway = `The ${wish.service.hostWord} ${hostId} is started all the same: a snapshot that is being taken of its disks may fail.`;
    if (!context.signal.aborted) context.log.warn(failureWords(error, anyway));
  });
}

interface Chosen {
  /** The host is so already: nothing is changed that could make a snapshot fail. */
  readonly unless: HostFacts["state"];
  counts(disk: string): boolean;
}

async function finished(run: Run, hostId: string, { unless, counts }: Chosen): Promise<void> {
  const { context, wish } = run;
  const { service, regionId, policy } = wish;
  const [listed, disks] = await Promise.all([
    context.reads.unfinishedOn(service, regionId, hostId),
    context.reads.disksOf(service, regionId, hostId),
  ]);
  // The list may be behind with one that this process has just begun.
  const left = context.turns.left(
    lockKeys(
      context,
      regionId,
      disks.map(({ disk }) => disk),
    ),
  );
  const found = listed.filter(({ sourceDisk }) => counts(diskKey(sourceDisk)));
  const snapshotIds = [...new Set([...left, ...found.map(({ snapshotId }) => snapshotId)])];
  if (snapshotIds.length === 0) return;
  const host = await context.reads.host(service, regionId, hostId);
  if (host?.state === unless) return;
  await awaitSnapshots(context, service, { regionId, snapshotIds, timeout: policy.timeouts.snapshot });
  context.turns.ended(left);
}
