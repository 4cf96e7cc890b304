import { durationMs } from "../../lifecycle/duration";
import { eventOn, hasEnded, isDone, maySend, type Attempt } from "./attempt";
import type { DesiredRollback } from "./desired";
import { isBack, sentNothing } from "./events";
import { nameText } from "./marks";
import { isChanging, nameOfPoint, type Observed, type ObservedPoint } from "./observed";
import { isLiving, type Run } from "./run";

/**
 * Two runs never send side by side: each writes "sending", then looks, and steps back where it sees another one. So both may
 * step back, and then the one whose name comes first goes on. No clock decides.
 */

/** An attempt whose last line is younger than this may be at work; an older one is of a run that has been killed. */
export const leaseMs = durationMs("20s");

/** Its line was written, or has changed, lately. */
export function isWorking(run: Run, { now }: Observed, attempt: Attempt): boolean {
  const seen = run.seen[nameText(attempt)];
  if (!seen) return true;
  // What has stood still since this run began is of a run that is dead by then, whatever the clocks say.
  return now - seen.since < leaseMs;
}

/** Another attempt that is about to send its request for one of the disks, or is having it carried out. */
export function rivalOf(
  { key, service }: DesiredRollback,
  observed: Observed,
  run: Run,
  points: readonly ObservedPoint[],
): Attempt | undefined {
  return observed.attempts.find((attempt) =>
    points.some((point) => {
      const event = eventOn(attempt, nameOfPoint(point));
      if (sentNothing(event) || isBack(event)) return false;
      if (attempt.silent) return isLiving(run, attempt) && (isAhead(run, attempt) || isLate(run, attempt));
      // An accepted one of this very rollback is waited for, and not stepped back for.
      if (event === "accepted")
        return attempt.key !== key && (isChanging(point) || isWorking(run, observed, attempt));
      return service.capabilities.journal === "tags" && isWorking(run, observed, attempt);
    }),
  );
}

/**
 * Where only its safety snapshot tells of an attempt, it cannot step back either. Of two of them the one whose safety snapshot
 * is the earlier one goes on: it was there before the other one looked.
 */
function isAhead({ pending }: Run, { safety }: Attempt): boolean {
  const own = pending.safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [];
  if (own.length === 0) return true;
  const theirs = safety.map(({ creationTime, snapshotId }) => `${creationTime} ${snapshotId}`).sort()[0];
  const ours = pending.safetyTakenAt === undefined ? "" : `${pending.safetyTakenAt} ${[...own].sort()[0]}`;
  return theirs !== undefined && theirs < ours;
}

/**
 * It has been taking this run for one that was killed: it began its safety snapshot so long after this run's was complete that
 * it has watched that one for a lease before.
 */
function isLate({ savedAt }: Run, { safety }: Attempt): boolean {
  const begun = Math.max(...safety.map(({ creationTime }) => Date.parse(creationTime)));
  return savedAt !== undefined && begun - savedAt > leaseMs / 2;
}

/** It has turned up since this run has saved the present, and comes after it. */
export const standsBack = (run: Run, attempt: Attempt): boolean =>
  attempt.silent &&
  !isLate(run, attempt) &&
  run.pending.safetyTakenAt !== undefined &&
  isLiving(run, attempt) &&
  !isAhead(run, attempt);

/** One that this run has met, has stepped back as well, and comes first. */
export function firstOfBoth(observed: Observed, run: Run): Attempt | undefined {
  return observed.attempts.find(
    (attempt) =>
      run.met.includes(nameText(attempt)) &&
      isLiving(run, attempt) &&
      isWorking(run, observed, attempt) &&
      attempt.disks.every(({ event }) => event === "announced" || event === "stopping") &&
      attempt.attempt < run.pending.attempt,
  );
}

/** An attempt that has not come to its end, and is at work or is having the present saved: it may need the hosts off. */
export function holderOf(observed: Observed, run: Run): Attempt | undefined {
  return observed.attempts.find(
    (attempt) =>
      !hasEnded(attempt) &&
      !isDone(attempt) &&
      // What the state tells of has come to its end: only its host may be owed.
      !attempt.inState &&
      (attempt.safety.some(({ status }) => status === "progressing") || isWorking(run, observed, attempt)),
  );
}

/** Another rollback of the disks that has been sent since this run began, or that it has waited for: that one may have run. */
export function overtaking({ key }: DesiredRollback, { attempts }: Observed, run: Run): Attempt | undefined {
  return attempts.find(
    (attempt) =>
      attempt.key !== key &&
      !attempt.silent &&
      (run.met.includes(nameText(attempt))
        ? maySend(attempt)
        : isLiving(run, attempt) &&
          (isDone(attempt) || attempt.disks.some(({ event }) => event === "accepted"))),
  );
}
