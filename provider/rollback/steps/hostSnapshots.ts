import { diskKey, type DiskReference, type HostFacts } from "../../lifecycle/facts";
import { awaitSnapshots } from "../../runtime/awaitSnapshots";
import { failureWords, LifecycleError } from "../../runtime/lifecycleError";
import { lockKeys } from "../../runtime/lockKeys";
import { WaitError } from "../../runtime/poller";
import { referenceOf } from "../model/state";
import type { Step } from "./step";

/**
 * A stop makes the snapshots fail that are being taken of the host's disks, whoever has begun them; some have since the
 * first look. They are finished before.
 */
export async function finishedBeforeStop(
  step: Step,
  hostId: string,
  disks: readonly DiskReference[],
): Promise<void> {
  await finished(step, hostId, disks, { unless: "stopped", counts: () => true }).catch((error: unknown) => {
    if (!(error instanceof WaitError) || error.reason !== "timeout") throw error;
    const next =
      `A stop of the ${step.desired.service.hostWord} ${hostId} would make it fail. ` +
      "Run again when it has ended, or set timeouts.snapshot to wait longer.";
    throw new LifecycleError(failureWords(error, next));
  });
}

/**
 * The same before a start. But a host that was stopped for the rollback is not left off for the sake of a snapshot: not
 * for this run's own that has come to nothing, nor for one that does not end.
 */
export async function finishedBeforeStart(
  step: Step,
  hostId: string,
  disks: readonly DiskReference[],
  isBack: boolean,
): Promise<void> {
  const { context, desired } = step;
  const own = new Set(step.run().pending.disks.map((disk) => diskKey(referenceOf(disk))));
  const counts = (disk: string) => isBack || !own.has(disk);
  await finished(step, hostId, disks, { unless: "running", counts }).catch((error: unknown) => {
    const anyway = `The ${desired.service.hostWord} ${hostId} is started all the same: a snapshot that is being taken of its disks may fail.`;
    if (!context.signal.aborted) context.log.warn(failureWords(error, anyway));
  });
}

interface Chosen {
  /** The host is so already: nothing is changed that could make a snapshot fail. */
  readonly unless: HostFacts["state"];
  counts(disk: string): boolean;
}

async function finished(
  { context, desired }: Step,
  hostId: string,
  disks: readonly DiskReference[],
  { unless, counts }: Chosen,
): Promise<void> {
  const { service, regionId, policy } = desired;
  const listed = await context.reads.unfinishedOn(service, regionId, hostId);
  // The list may be behind with one that this process has just begun.
  const left = context.turns.left(lockKeys(context, regionId, disks));
  const found = listed.filter(({ sourceDisk }) => counts(diskKey(sourceDisk)));
  const snapshotIds = [...new Set([...left, ...found.map(({ snapshotId }) => snapshotId)])];
  if (snapshotIds.length === 0) return;
  const host = await context.reads.host(service, regionId, hostId);
  if (host?.state === unless) return;
  await awaitSnapshots(context, service, { regionId, snapshotIds, timeout: policy.timeouts.snapshot });
  context.turns.ended(left);
}
