import { CloudError } from "../../client";
import { referenceOf, type DiskResult } from "../../lifecycle/rollbackState";
import { isChanging, unfinished, type Sight } from "../../lifecycle/sight";
import { failureWords, LifecycleError } from "../lifecycleError";
import { isSafety } from "./marks";
import { look, remembered } from "./preflight";
import { now, type Run } from "./run";

/** Somebody else is rolling back the same disk: its host is theirs now. */
export class Contended extends LifecycleError {}

/** The disks as they are now, looked at once more. */
export function lookAgain(run: Run) {
  const { context, wish, pending, state } = run;
  const points = pending.disks.map((disk) => ({ disk: referenceOf(disk), snapshotId: disk.snapshotId }));
  return look(context, wish, points, [], remembered(wish, { ...state, pending }));
}

/**
 * Another run of this very rollback has come between: one on another machine, or one whose engine was killed and
 * that went on. What it did is for the next run to find out.
 */
export function refuseOvertaken(run: Run, { entries }: Sight): void {
  const { known, pending } = run;
  const ours = pending.startedAt.slice(0, 19);
  const others = entries.filter(
    (entry) =>
      // One that only stops its hosts has sent nothing, and sees our intent before it does.
      entry.phase !== "stopping" &&
      entry.at.slice(0, 19) !== ours &&
      !known?.some(({ at, phase }) => at === entry.at && phase === entry.phase),
  );
  if (!known || others.length === 0) return;
  const disks = pending.disks.map((disk): DiskResult => ({ ...disk, status: "unknown" }));
  run.pending = { ...pending, submittedAt: now(run.context), mayHaveRun: true, disks };
  throw new Contended(
    "Another run of the same rollback is at work, or has ended since this one began: the next `pulumi up` looks into what became of it",
  );
}

/**
 * What a safety snapshot that was refused means: where somebody else is rolling back the disk, or the cloud takes
 * the safety snapshot of another rollback, that one would fail if we gave the host back now.
 */
export async function refusedSafety(run: Run, error: unknown): Promise<unknown> {
  if (!(error instanceof CloudError) || error.acted !== "no") return error;
  const [seen, ids] = await Promise.all([lookAgain(run), othersSafety(run)]).catch(() => []);
  if (!seen) return error;
  try {
    refuseOvertaken(run, seen.sight);
  } catch (overtaken) {
    return overtaken;
  }
  if (ids)
    return new Contended(
      failureWords(
        error,
        `Another rollback is under way there, and its safety snapshot ${ids} is being taken.`,
      ),
    );
  if (!seen.sight.points.some(isChanging)) return error;
  return new Contended(failureWords(error, "Another rollback of the disk is under way."));
}

/** The safety snapshots of other rollbacks that are being taken of the disks; ours is complete, or was refused. */
export async function othersSafety({ context, wish, pending }: Run): Promise<string> {
  const { service, regionId } = wish;
  const disks = pending.disks.map(referenceOf);
  const snapshots = await Promise.all(
    disks.map((disk) => context.reads.snapshotsOf(service, regionId, disk)),
  );
  const others = unfinished(snapshots.flat()).filter(isSafety);
  return others.map(({ snapshotId }) => snapshotId).join(", ");
}
