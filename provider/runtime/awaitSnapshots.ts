import type { DiskReference } from "../lifecycle/facts";
import type { Service } from "../services";
import type { Context } from "./context";
import { lockKeys } from "./lockKeys";
import { WaitError } from "./poller";
import { waitForPoint } from "./waitForPoint";

interface Snapshots {
  readonly regionId: string;
  readonly snapshotIds: readonly string[];
  readonly timeout: string;
}

/** Waits until snapshots that somebody else has begun are complete, or have failed, and says so in the resource's row. */
export async function awaitSnapshots(
  context: Context,
  service: Service,
  { regionId, snapshotIds, timeout }: Snapshots,
): Promise<void> {
  const progress = (words: string) => context.log.progress(`waiting for ${words}`);
  const waiting = { ...context, log: { ...context.log, progress } };
  await Promise.all(
    snapshotIds.map((id) =>
      waitForPoint(waiting, service, {
        ...{ regionId, kind: "disk", id, waitFor: "accomplished", timeout },
        giveUpUnlisted: true,
      }).catch((error: unknown) => {
        if (!(error instanceof WaitError) || error.reason !== "failed") throw error;
      }),
    ),
  );
}

/**
 * The same of those that this process has begun on the disks and not waited for. One that does not end in time is no
 * longer this process's business: whoever looks then finds it in the way.
 */
export async function awaitLeft(
  context: Context,
  service: Service,
  { regionId, disks, timeout }: Omit<Snapshots, "snapshotIds"> & { readonly disks: readonly DiskReference[] },
): Promise<void> {
  const snapshotIds = context.turns.left(lockKeys(context, regionId, disks));
  await awaitSnapshots(context, service, { regionId, snapshotIds, timeout }).catch((error: unknown) => {
    if (!(error instanceof WaitError) || error.reason !== "timeout") throw error;
  });
  context.turns.ended(snapshotIds);
}
