import { failureWords, sentences, type LifecycleError } from "../lifecycleError";
import { momentWords } from "../../lifecycle/duration";
import { stopOf } from "../../lifecycle/foundHost";
import { goalWords } from "../../lifecycle/goal";
import { startedSince } from "../../lifecycle/sight";
import { followsAnother, goalOf } from "../../lifecycle/rollbackState";
import { confirmAndNote, isOld, refuseInterrupted } from "./confirm";
import { Contended, refuseHiding } from "./contended";
import { holdHosts, joinHolders, lookAtHosts, releaseHosts } from "./power";
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
    if (takes) {
      await announce(run);
      await takeSafety(run, takes);
    }
    if (!stopsFirst) await stop(run);
    await confirmAndNote(run);
  } catch (error) {
    throw await givenUp(run, error);
  }
}

async function stop(run: Run): Promise<void> {
  refuseInterrupted(run);
  enter(run, "stop");
  if (isOld(run)) await refuseHiding(run);
  await lookAtHosts(run);
  await noteStop(run);
  refuseInterrupted(run);
  await holdHosts(run);
}

/**
 * A run that is killed with its hosts stopped is known by this note, and they are started again. It must not hide the
 * intent of one that may have run: where that stands on nothing else, nothing tells of the stop.
 */
async function noteStop(run: Run): Promise<void> {
  const { pending, context, wish } = run;
  const stops = pending.hosts.filter(({ wasRunning, stoppedAt }) => wasRunning && stoppedAt === undefined);
  if (stops.length === 0) return;
  if (!hidesIntent(run)) return note(run, "stopping");
  const names = stops.map(({ hostId }) => hostId).join(", ");
  if (wish.service.journal)
    context.log.warn(
      `That this run stops the ${wish.service.hostWord} ${names} cannot be noted without hiding that an earlier one may have run: if this one is killed, start it yourself.`,
    );
}

/** A run that is killed before it sends is known by this note; where it cannot be made, the safety snapshot says less. */
async function announce(run: Run): Promise<void> {
  if (run.noted === undefined && !run.unnoted && !hidesIntent(run)) await note(run, "stopping");
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
  // What a run of this very attempt has found running, it has found so whatever the disk holds.
  const ran = isOnPurpose(run) && run.pending.hosts.every(({ hostId }) => run.foundRunning.includes(hostId));
  const unknown = !ran && (run.resumed || run.open || run.pending.mayHaveRun);
  const why = unknown ? "unknown" : cause instanceof Contended ? "contended" : "asFound";
  try {
    await leaveStops(run);
    const { words, keptOff } = await releaseHosts(run, why);
    if (keptOff) return words;
    const unnoted =
      run.noted !== undefined && !unknown && !hidesIntent(run)
        ? await noteGivenBack(run, cause instanceof Contended)
        : "";
    const hosts = run.pending.hosts.map((host) => ({ ...host, stoppedAt: undefined }));
    run.pending = { ...run.pending, hosts };
    return sentences(words, unnoted);
  } catch (error) {
    return failureWords(error, "");
  }
}

/** A retry that the user has asked for, and of which nothing was sent: the host was running on the disk as it is. */
const isOnPurpose = ({ wish, unwritten, pending }: Run): boolean =>
  wish.policy.onInterrupted === "retry" &&
  !unwritten &&
  followsAnother(pending) &&
  pending.disks.every(({ status }) => status === "unknown" || status === "untouched");

/** Who has started a host since this run has stopped it, and stopped it again, wants it so. */
async function leaveStops(run: Run): Promise<void> {
  const { context, wish } = run;
  const hosts = run.pending.hosts.map(async (host) => {
    const { hostId, stoppedAt } = host;
    if (stoppedAt === undefined) return host;
    const found = await context.reads.host(wish.service, wish.regionId, hostId).catch(() => undefined);
    const theirs = found?.state === "stopped" && startedSince(found, stopOf({ ...host, stoppedAt })) === true;
    return theirs ? { ...host, wasRunning: false, stoppedAt: undefined } : host;
  });
  run.pending = { ...run.pending, hosts: await Promise.all(hosts) };
}

/** The intent of one that may have run stands where the note would: it must not be forgotten with the state. */
const hidesIntent = ({ pending, intentElsewhere, resumed }: Run): boolean =>
  (pending.mayHaveRun === true || resumed) && !intentElsewhere;
