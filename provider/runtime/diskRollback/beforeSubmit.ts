import { failureWords, sentences, type LifecycleError } from "../lifecycleError";
import { momentWords } from "../../lifecycle/duration";
import { goalWords } from "../../lifecycle/goal";
import { goalOf } from "../../lifecycle/rollbackState";
import { confirmAndNote, refuseInterrupted } from "./confirm";
import { Contended } from "./contended";
import { holdHosts, joinHolders, releaseHosts } from "./power";
import { beginPresent } from "./present";
import { note, noteGivenBack, noteUnsent } from "./journal";
import { enter, type Run } from "./run";
import { settleSafety, takeSafety } from "./safety";
import { foundStopped } from "./stopped";
import { Unfinished } from "./unfinished";

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
    await confirmAndNote(run);
  } catch (error) {
    throw await givenUp(run, error);
  }
}

async function stop(run: Run): Promise<void> {
  refuseInterrupted(run);
  enter(run, "stop");
  // A run that is killed with its hosts stopped is known by this note, and they are started again.
  // Of one that may have run the note of its intent tells the same, and must not be hidden by this one.
  const stops = run.pending.hosts.some(({ wasRunning, stoppedAt }) => wasRunning && stoppedAt === undefined);
  if (stops && !run.pending.mayHaveRun) await note(run, "stopping");
  refuseInterrupted(run);
  await holdHosts(run);
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
    ? `Nothing was sent now; whether the rollback of ${what} that began at ${momentWords(pending.mayHaveRunAt ?? pending.startedAt)} has run is not known`
    : `Nothing was rolled back: ${what} was not touched`;
  const unnoted = await takeBack(run, cause);
  const details = [failureWords(cause, ""), await giveBack(run, cause), unnoted, foundStopped(run)];
  return new Unfinished(run, { truth, details });
}

/** An intent that came to nothing; of an attempt that was noted before this one it is not known. */
async function takeBack(run: Run, cause: unknown): Promise<string> {
  const stoodBack = cause instanceof Contended;
  const { mayHaveRun, startedAt } = run.pending;
  const isEarliers = run.resumed || (run.known ?? []).some(({ at }) => at === startedAt);
  if (run.noted !== "intent" || isEarliers || (mayHaveRun && !stoodBack)) return "";
  return noteUnsent(run, stoodBack);
}

/** What became of the hosts; one that is not given back is kept in mind for the next attempt. */
async function giveBack(run: Run, cause: unknown): Promise<string> {
  const unknown = run.resumed || run.open || run.pending.mayHaveRun;
  const why = unknown ? "unknown" : cause instanceof Contended ? "contended" : "asFound";
  try {
    const { words, keptOff } = await releaseHosts(run, why);
    if (keptOff) return words;
    const unnoted =
      run.noted !== undefined && !unknown ? await noteGivenBack(run, cause instanceof Contended) : "";
    const hosts = run.pending.hosts.map((host) => ({ ...host, stoppedAt: undefined }));
    run.pending = { ...run.pending, hosts };
    return sentences(words, unnoted);
  } catch (error) {
    return failureWords(error, "");
  }
}
