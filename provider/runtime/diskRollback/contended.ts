import { CloudError } from "../../client";
import { referenceOf } from "../../lifecycle/rollbackOutputs";
import { unfinished } from "../../lifecycle/sight";
import { failureWords, LifecycleError } from "../lifecycleError";
import { isSafety } from "./journal";
import type { Run } from "./run";

/** Somebody else is rolling back the same disk: its host is theirs now. */
export class Contended extends LifecycleError {}

/**
 * What a safety snapshot that was refused means: where the cloud is taking the one of another rollback, that one
 * would fail if we gave the host back now.
 */
export async function refusedSafety({ context, wish, pending }: Run, error: unknown): Promise<unknown> {
  if (!(error instanceof CloudError) || error.acted !== "no") return error;
  const snapshots = await Promise.all(
    pending.disks.map((disk) => context.reads.snapshotsOf(wish.service, wish.regionId, referenceOf(disk))),
  ).catch(() => []);
  const others = unfinished(snapshots.flat()).filter(isSafety);
  if (others.length === 0) return error;
  const ids = others.map(({ snapshotId }) => snapshotId).join(", ");
  return new Contended(
    failureWords(
      error,
      `Another rollback is under way there, and its safety snapshot ${ids} is being taken.`,
    ),
  );
}
