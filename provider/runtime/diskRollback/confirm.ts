import { diskKey } from "../../lifecycle/facts";
import { withoutDeadlines } from "../../lifecycle/guards";
import { noReceipt } from "../../lifecycle/receipt";
import { referenceOf, type DiskResult } from "../../lifecycle/rollbackState";
import { isChanging, type Sight } from "../../lifecycle/sight";
import { LifecycleError } from "../lifecycleError";
import { beingTaken, Contended, joinOthers, lookAgain, othersSafety, refuseOvertaken } from "./contended";
import { note } from "./journal";
import type { Run } from "./run";
import { settleSafety } from "./safety";
import { laterObstacleWords } from "./words";

/** The last look, and the note that a request is about to leave; where that takes long, another look. */
export async function confirmAndNote(run: Run): Promise<void> {
  for (let round = 0; round < mostLooks; round += 1) {
    refuseInterrupted(run);
    await confirm(run);
    if (run.noted !== "intent" || round === 0) await note(run, "intent");
    refuseInterrupted(run);
    if (!isOld(run)) return;
  }
  throw new LifecycleError(
    "The cloud answers too slowly to be sure that nobody starts the machine before the rollback is sent",
  );
}

/** How old a look may be when a request leaves: somebody may start the host, let it write, and stop it. */
const lookHoldsMs = 30_000;
const mostLooks = 5;
export const isOld = ({ context, lookedAt }: Run): boolean => context.clock.now() - lookedAt > lookHoldsMs;

/** The same of disks that are still to be sent: where that has taken long, or the cloud has not taken it. */
export async function confirmLeft(
  run: Run,
  left: readonly DiskResult[],
  { again, interruptible }: { readonly again: boolean; readonly interruptible: boolean },
): Promise<void> {
  if (!again && !isOld(run)) return;
  if (interruptible) refuseInterrupted(run);
  // The request itself asks for the cloud's verdict in a moment; a dry run is throttled as it is.
  const service = { ...run.wish.service, tryRollBack: undefined };
  const wish = { ...run.wish, service };
  const context = interruptible ? run.context : { ...run.context, signal: new AbortController().signal };
  const rest: Run = { ...run, context, wish, pending: { ...run.pending, disks: [...left] } };
  try {
    await confirm(rest);
  } finally {
    const known = new Map(rest.pending.disks.map((disk) => [disk.snapshotId, disk]));
    const disks = run.pending.disks.map((disk) => known.get(disk.snapshotId) ?? disk);
    const { lookedAt, noted, notedBefore, notedOnSources, unnoted, pending } = rest;
    Object.assign(run, {
      lookedAt,
      noted,
      notedBefore,
      notedOnSources,
      unnoted,
      pending: { ...pending, disks },
    });
  }
}

/** The safety snapshot takes minutes, and somebody may have started the host meanwhile. */
export async function confirm(run: Run): Promise<void> {
  const { wish } = run;
  run.lookedAt = run.context.clock.now();
  const { obstacles, sight } = await lookAgain(underWay(run));
  keepReceipts(run, sight);
  refuseOvertaken(run, sight);
  joinOthers(run, sight);
  const others = beingTaken(run, sight);
  if (others.length) {
    // Whoever takes one finds this note when it is complete, and stands back.
    await note(run, "intent");
    await settleSafety(run, others);
    return confirm(run);
  }
  // Giving the host back now would make another rollback's safety snapshot fail.
  const contended =
    sight.points.some(isChanging) || (obstacles.length > 0 && (await othersSafety(run)) !== "");
  if (contended) throw new Contended(laterObstacleWords(wish, obstacles));
  if (obstacles.length) throw new LifecycleError(laterObstacleWords(wish, obstacles));
  const between = sight.hosts.find(
    ({ hostId, startedAt }) => hostId in run.startedAt && startedAt !== run.startedAt[hostId],
  );
  if (between)
    throw new LifecycleError(
      `The ${wish.service.hostWord} ${between.hostId} was started in between: what was written then is in no safety snapshot`,
    );
  const moved = sight.points.find(
    ({ reference, disk }) =>
      diskKey(reference) in run.movedAt && disk?.movedAt !== run.movedAt[diskKey(reference)],
  );
  if (moved)
    throw new LifecycleError(
      `The disk ${diskKey(moved.reference)} was attached or detached in between: what was written then is in no safety snapshot`,
    );
  const running = sight.hosts.find((host) => host.state !== "stopped");
  if (running)
    throw new LifecycleError(
      `The ${wish.service.hostWord} ${running.hostId} is ${running.statusWord} again: somebody has started it`,
    );
}

const underWay = (run: Run): Run => ({
  ...run,
  wish: { ...run.wish, policy: withoutDeadlines(run.wish.policy) },
});

function keepReceipts(run: Run, { points }: Sight): void {
  if (!run.wish.service.snapshotShowsRollback) return;
  const disks = run.pending.disks.map((disk) => {
    const point = points.find(({ reference }) => diskKey(reference) === diskKey(referenceOf(disk)));
    // Of one that may have run the receipt may be its own.
    const known = run.pending.mayHaveRun ? disk.receiptBefore : undefined;
    const before = known ?? point?.snapshot?.rollbackTime ?? noReceipt;
    return { ...disk, receiptBefore: before };
  });
  run.pending = { ...run.pending, disks };
}

export function refuseInterrupted({ context, wish }: Run): void {
  if (context.signal.aborted)
    throw new LifecycleError(`Interrupted before the rollback of ${wish.what} was sent`);
}
