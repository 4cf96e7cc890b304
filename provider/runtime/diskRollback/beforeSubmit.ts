import { failureWords, LifecycleError, sentences } from "../lifecycleError";
import { momentWords } from "../../lifecycle/duration";
import { goalWords } from "../../lifecycle/goal";
import { diskKey } from "../../lifecycle/facts";
import { withoutDeadlines } from "../../lifecycle/guards";
import { goalOf, referenceOf } from "../../lifecycle/rollbackState";
import { isChanging, type Sight } from "../../lifecycle/sight";
import { beingTaken, Contended, lookAgain, othersSafety, refuseOvertaken } from "./contended";
import { holdHosts, joinHolders, releaseHosts } from "./power";
import { beginPresent } from "./present";
import { note, noteGivenBack, noteUnsent } from "./journal";
import { enter, type Run } from "./run";
import { settleSafety, takeSafety } from "./safety";
import { foundStopped } from "./stopped";
import { Unfinished } from "./unfinished";
import { laterObstacleWords } from "./words";

/** 2. Everything up to the point of no return. If it fails, the hosts are given back as they were found. */
export async function beforeSubmit(run: Run): Promise<void> {
  const safety = run.wish.policy.safetySnapshot;
  const takes = safety && !run.saved ? safety : undefined;
  try {
    await joinHolders(run);
    await settleSafety(run, run.unsettled);
    const stopsFirst = takes?.when !== "beforeStop";
    if (stopsFirst) await stop(run);
    await beginPresent(run);
    if (takes) await takeSafety(run, takes);
    if (!stopsFirst) await stop(run);
    await confirm(run);
    await note(run, "intent");
    refuseInterrupted(run);
  } catch (error) {
    throw await givenUp(run, error);
  }
}

async function stop(run: Run): Promise<void> {
  refuseInterrupted(run);
  enter(run, "stop");
  // A run that is killed with its hosts stopped is known by this note, and they are started again.
  if (run.pending.hosts.some(({ wasRunning, stoppedAt }) => wasRunning && stoppedAt === undefined))
    await note(run, "stopping");
  await holdHosts(run);
}

/** The safety snapshot takes minutes, and somebody may have started the host meanwhile. */
async function confirm(run: Run): Promise<void> {
  const { wish } = run;
  refuseInterrupted(run);
  const { obstacles, sight } = await lookAgain(underWay(run));
  keepReceipts(run, sight);
  refuseOvertaken(run, sight);
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
    const before = known ?? point?.snapshot?.rollbackTime ?? "none";
    return { ...disk, receiptBefore: before };
  });
  run.pending = { ...run.pending, disks };
}

function refuseInterrupted({ context, wish }: Run): void {
  if (context.signal.aborted)
    throw new LifecycleError(`Interrupted before the rollback of ${wish.what} was sent`);
}

/**
 * This run has left the disk as it was; the hosts go back to how they were found, unless an earlier attempt may
 * have run, and the state keeps what there is to keep.
 */
export async function givenUp(run: Run, cause: unknown): Promise<LifecycleError> {
  const { pending, wish } = run;
  // A retry may be of some of the disks.
  const what = run.resumed ? goalWords(goalOf(pending)) : wish.what;
  const truth = pending.mayHaveRun
    ? `Nothing was sent now; whether the rollback of ${what} that began at ${momentWords(pending.overtakenBy ?? pending.startedAt)} has run is not known`
    : `Nothing was rolled back: ${what} was not touched`;
  if (run.noted === "intent" && !pending.mayHaveRun && !run.resumed) await noteUnsent(run);
  const details = [failureWords(cause, ""), await giveBack(run, cause), foundStopped(run)];
  return new Unfinished(run, { truth, details });
}

/** What became of the hosts; one that is not given back is kept in mind for the next attempt. */
async function giveBack(run: Run, cause: unknown): Promise<string> {
  const unknown = run.resumed || run.open || run.pending.mayHaveRun;
  const why = unknown ? "unknown" : cause instanceof Contended ? "contended" : "asFound";
  try {
    const { words, keptOff } = await releaseHosts(run, why);
    if (keptOff) return words;
    const unnoted = run.noted !== undefined && !unknown ? await noteGivenBack(run) : "";
    const hosts = run.pending.hosts.map((host) => ({ ...host, stoppedAt: undefined }));
    run.pending = { ...run.pending, hosts };
    return sentences(words, unnoted);
  } catch (error) {
    return failureWords(error, "");
  }
}
