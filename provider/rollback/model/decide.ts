import { diskKey } from "../../lifecycle/facts";
import { momentWords } from "../../lifecycle/duration";
import { withoutDeadlines } from "../../lifecycle/guards";
import type { Obstacle } from "../../lifecycle/obstacle";
import { obstacles } from "../../lifecycle/obstacles";
import { isAimedElsewhere } from "./aim";
import { eventOn, isDone, maySend, type Attempt } from "./attempt";
import type { DesiredRollback } from "./desired";
import { isBack, type AttemptEvent } from "./events";
import {
  allStopped,
  isChanging,
  nameOfPoint,
  narrowed,
  unfinished,
  type Observed,
  type ObservedPoint,
} from "./observed";
import { firstOfBoth, holderOf, isWorking, leaseMs, overtaking, rivalOf, standsBack } from "./rivals";
import { isLiving, type Run } from "./run";
import { isSafety } from "./marks";
import { doubtsOn, standingOf, type Standing } from "./standing";
import { referenceOf, type PendingHost } from "./state";
import { mayBeWrittenSince, tokenIsRemembered } from "./writtenSince";

/** What a run does next. Each changes at most one thing in the cloud, waits, or ends the run. */
export type Action =
  /** Writes its line. */
  | { readonly do: "note"; readonly event: AttemptEvent; readonly resends?: string | undefined }
  /** Looks at everything once more. */
  | { readonly do: "look" }
  /** Waits for snapshots of the disks that somebody has begun. */
  | { readonly do: "settle"; readonly snapshotIds: readonly string[] }
  | { readonly do: "stop"; readonly hosts: readonly string[] }
  | { readonly do: "save"; readonly disks: readonly string[] }
  /** What an earlier attempt has saved is still the present. */
  | { readonly do: "keepSaved"; readonly by: Attempt }
  | { readonly do: "send"; readonly disks: readonly string[] }
  /** Waits until disks are back. */
  | { readonly do: "await"; readonly disks: readonly string[] }
  /** Waits for another attempt, or for a disk that changes. */
  | { readonly do: "yield"; readonly to: Attempt | undefined; readonly disks: readonly string[] }
  /** Takes disks as done, because the user says so. */
  | { readonly do: "assume"; readonly disks: readonly string[] }
  | { readonly do: "start"; readonly reason: "asFound" | "finished" | "adopted" }
  /** From here on the run only gives back what it has taken. */
  | { readonly do: "giveUp"; readonly why: Refusal }
  | { readonly do: "refuse"; readonly why: Refusal }
  | { readonly do: "ask"; readonly disks: readonly string[] }
  | { readonly do: "finish"; readonly adopted: Attempt | undefined }
  | { readonly do: "end" };

/** Why a rollback is not gone on with. */
export type Refusal =
  | { readonly because: "obstacles"; readonly obstacles: readonly Obstacle[] }
  | { readonly because: "noVerdict"; readonly error: Error }
  | { readonly because: "started"; readonly hostId: string }
  | { readonly because: "moved"; readonly disk: string }
  | { readonly because: "written" }
  | { readonly because: "unsaved"; readonly snapshotIds: readonly string[] }
  | { readonly because: "conflict"; readonly rival: Attempt | undefined };

export type RuleName = (typeof rules)[number][0];
export type Decision = Action & { readonly rule: RuleName };

/** The rules in their order: the first one that has something to say decides. */
const rules = [
  ["failed", failed],
  ["restored", restored],
  ["conflict", conflict],
  ["may-have-run", mayHaveRun],
  ["watched", watched],
  ["under-way", underWay],
  ["saved-before", savedBefore],
  ["refused", refused],
  ["announced", announced],
  ["unsaved-before-stop", unsavedBeforeStop],
  ["host-runs", hostRuns],
  ["unsaved", unsaved],
  ["ready", ready],
] as const satisfies readonly (readonly [string, (situation: Situation) => Action | undefined])[];

/** What a run does next: a pure function of what is declared, what is observed and what the run remembers. */
export function decide(desired: DesiredRollback, observed: Observed, run: Run): Decision {
  const situation = situationOf(desired, observed, run);
  for (const [rule, decides] of rules) {
    const action = decides(situation);
    if (action) return { ...action, rule };
  }
  return { do: "send", disks: situation.left.map(nameOfPoint), rule: "ready" };
}

export interface Situation {
  readonly desired: DesiredRollback;
  readonly observed: Observed;
  readonly run: Run;
  readonly standing: (point: ObservedPoint) => Standing;
  /** What is still to be sent, if it may be. */
  readonly left: readonly ObservedPoint[];
  /** Attempts that may have run on one of those. */
  readonly doubts: readonly Attempt[];
}

export function situationOf(desired: DesiredRollback, all: Observed, run: Run): Situation {
  // One that only its safety snapshot tells of, and that comes after this run, stands back for it.
  const observed = { ...all, attempts: all.attempts.filter((one) => !standsBack(run, one)) };
  const standings = new Map(
    observed.points.map((point) => [point, standingOf(desired, observed, point, run)]),
  );
  const standing = (point: ObservedPoint) => standings.get(point) ?? "open";
  const left = observed.points.filter((point) => standing(point) === "open" || standing(point) === "unknown");
  const doubts = left.flatMap((point) =>
    standing(point) === "unknown" ? doubtsOn(desired.key, observed, nameOfPoint(point)) : [],
  );
  return { desired, observed, run, standing, left, doubts: [...new Set(doubts)] };
}

const hasLines = ({ service }: DesiredRollback): boolean => service.capabilities.journal === "tags";

/** Something went wrong: what was taken is given back, unless nobody knows what the disks hold. */
function failed({ desired, observed, run, standing, doubts }: Situation): Action | undefined {
  if (!run.failure) return undefined;
  // Another run of this very rollback has done it.
  if (!run.sent && isAllBack(observed, standing)) return undefined;
  // Another run has sent it: its end is waited for.
  if (!run.sent && !run.watched && isAllSent(observed, standing)) return undefined;
  const rival = rivalOf(desired, observed, run, observed.points) ?? holderOf(observed, run);
  const touched = observed.points.some((point) => isTouched(standing(point)));
  // Another run of this very rollback is at work on the rest.
  if (touched && !run.sent && !run.released && rival?.key === desired.key && !rival.silent)
    return { do: "yield", to: rival, disks: [] };
  if (touched) return { do: "end" };
  if (run.released) return hasToWithdraw(desired, run) ? { do: "note", event: "withdrawn" } : { do: "end" };
  const changing = observed.points.filter(isChanging);
  // Nothing was sent: others need not wait to see that.
  if (rival && hasLines(desired) && run.noted === "sending") return { do: "note", event: "stopping" };
  // How far such a one comes nobody can see: it may need the hosts off, and starts them itself.
  if (rival?.silent) return { do: "end" };
  if (rival || changing.length) return { do: "yield", to: rival, disks: changing.map(nameOfPoint) };
  // What earlier attempts have left behind nobody knows: only a host that this run has found running goes on.
  if (doubts.length > 0 && !run.pending.hosts.some((host) => isOwnStop(run, host))) return { do: "end" };
  return { do: "start", reason: "asFound" };
}

const isTouched = (standing: Standing) => standing !== "open" && standing !== "unknown";

const hasToWithdraw = (desired: DesiredRollback, { noted }: Run): boolean =>
  hasLines(desired) && noted !== undefined && noted !== "withdrawn";

/** A host that this run has found running, and has stopped. */
export const isOwnStop = ({ foundRunning }: Run, { hostId, stoppedAt }: PendingHost): boolean =>
  stoppedAt !== undefined && foundRunning.includes(hostId);

/** All disks are back: the hosts are given back too, and the run ends well. */
function restored({ desired, observed, run, standing }: Situation): Action | undefined {
  if (!isAllBack(observed, standing)) return undefined;
  const adopted = run.sent ? undefined : adoptedOf(desired, observed);
  const owes = run.pending.hosts.some(({ wasRunning, stoppedAt }) => wasRunning && stoppedAt !== undefined);
  // What another attempt has said itself is not said once more.
  const tells = !adopted || !isDone(adopted) || owes || run.noted !== undefined;
  const lines = tells && hasLines(desired);
  if (lines && run.noted !== "done" && run.noted !== "released") return { do: "note", event: "done" };
  // A rollback that is done has started what was to run: a host that is off now is somebody's.
  if (!run.released) return { do: "start", reason: adopted && isDone(adopted) ? "adopted" : "finished" };
  if (lines && run.noted === "done" && !run.pending.keptOff?.length) return { do: "note", event: "released" };
  return { do: "finish", adopted };
}

const isAllBack = ({ points }: Observed, standing: Situation["standing"]): boolean =>
  points.length > 0 && points.every((point) => standing(point) === "restored");

const isAllSent = ({ points }: Observed, standing: Situation["standing"]): boolean =>
  points.length > 0 && points.every((point) => ["accepted", "restored"].includes(standing(point)));

/** The attempt whose end this run records: the last one that is done, else the last one that has come as far. */
function adoptedOf({ key }: DesiredRollback, { attempts }: Observed): Attempt | undefined {
  const own = attempts.filter((one) => one.key === key);
  return own.findLast(isDone) ?? own.findLast(maySend);
}

/** Another attempt is at work on a disk that is left: this one steps back, waits for it, and looks again. */
function conflict({ desired, observed, run, left }: Situation): Action | undefined {
  if (left.length === 0) return undefined;
  const rival = rivalOf(desired, observed, run, left);
  if (rival && run.noted === "sending") return { do: "note", event: "stopping" };
  // What a disk that changes stands in the way of is refused before anything is begun.
  if (rival && !run.begun && rival.key !== desired.key && left.some(isChanging)) return undefined;
  if (rival?.silent) return { do: run.begun ? "giveUp" : "refuse", why: { because: "conflict", rival } };
  const first = rival ?? firstOfBoth(observed, run);
  // Others that need the hosts off take a line for dead that has stood for a lease: whoever waits writes it again.
  if (first && run.noted && !run.unnoted && isOld(observed, run)) return { do: "note", event: run.noted };
  if (first) return { do: "yield", to: first, disks: [] };
  const overtaken = overtaking(desired, observed, run);
  return overtaken && { do: run.begun ? "giveUp" : "refuse", why: { because: "conflict", rival: overtaken } };
}

/** An earlier attempt may have run. It is sent again only where that loses nothing, or where the user wants it. */
function mayHaveRun(situation: Situation): Action | undefined {
  const { desired, left, run, standing, doubts } = situation;
  if (doubts.length === 0) return undefined;
  const unknown = left.filter((point) => standing(point) === "unknown").map(nameOfPoint);
  const { onInterrupted } = desired.policy;
  if (onInterrupted === "assumeDone") return { do: "assume", disks: unknown };
  if (isLossless(situation) || onInterrupted === "retry") return undefined;
  return run.begun ? { do: "giveUp", why: { because: "written" } } : { do: "ask", disks: unknown };
}

/** Nothing was written since any of them began; or the cloud knows the request by its token, and acts once. */
export function isLossless({
  desired,
  observed: all,
  left,
  doubts,
}: Pick<Situation, "desired" | "observed" | "left" | "doubts">): boolean {
  const observed = narrowed(all, left);
  if (!allStopped(observed) || doubts.some((doubt) => isAimedElsewhere(observed, doubt))) return false;
  const written = doubts.map((doubt) => mayBeWrittenSince(observed, doubt));
  if (written.every((answer) => answer === false)) return true;
  return isRecognised(desired, observed, doubts) && !written.includes(true);
}

/** All of them are one request, which the cloud knows by its token. */
export function isRecognised(
  { service }: DesiredRollback,
  { now }: Observed,
  doubts: readonly Attempt[],
): boolean {
  const tokens = new Set(doubts.map(({ resends, attempt }) => resends ?? attempt));
  return (
    service.capabilities.rollbackToken &&
    tokens.size === 1 &&
    doubts.every(({ at, silent }) => !silent && tokenIsRemembered(now, at))
  );
}

/** One that only its safety snapshot tells of may be about to send: it is watched for a lease. */
function watched({ observed, run, left }: Situation): Action | undefined {
  const to = observed.attempts.find(
    (one) =>
      one.silent &&
      left.some((point) => eventOn(one, nameOfPoint(point)) === "sending") &&
      !isLiving(run, one) &&
      isWorking(run, observed, one),
  );
  return to && { do: "yield", to, disks: [] };
}

/** The request was accepted for some disks, or its answer was lost just now: they are watched. */
function underWay({ observed, run, left, standing }: Situation): Action | undefined {
  const disks = observed.points.filter(
    (point) => standing(point) === "accepted" || standing(point) === "sent",
  );
  // What is left is sent first, and then all are waited for.
  if (disks.length === 0 || (left.length > 0 && !run.sent)) return undefined;
  return { do: "await", disks: disks.map(nameOfPoint) };
}

/** All that stands in the way, at once. */
function refused({ desired, observed, run, left }: Situation): Action | undefined {
  const { begun } = run;
  const policy = begun ? withoutDeadlines(desired.policy) : desired.policy;
  const found = [
    ...observed.found,
    ...obstacles(policy, narrowed(observed, left), desired.words),
    ...(run.saved ? [] : observed.noRoom),
    ...dryRunObstacles(observed, left),
    ...deniedObstacles(observed, left),
    ...conflictObstacles(desired, observed),
  ];
  const action = begun ? "giveUp" : "refuse";
  if (begun && found.length > 0 && left.some(isChanging))
    return { do: "giveUp", why: { because: "conflict", rival: undefined } };
  const saving =
    begun && found.every(({ rule }) => rule === "snapshot-in-progress") ? savedByOthers(left) : [];
  if (saving.length) return { do: "settle", snapshotIds: saving };
  if (found.length) return { do: action, why: { because: "obstacles", obstacles: found } };
  if (observed.dryRun?.kind !== "unanswered") return undefined;
  return { do: action, why: { because: "noVerdict", error: observed.dryRun.error } };
}

/** What the cloud's dry run has against the disks that are left; the others are being rolled back by now. */
function dryRunObstacles({ dryRun }: Observed, left: readonly ObservedPoint[]): Obstacle[] {
  const names = left.map(nameOfPoint);
  const refusals = dryRun?.kind === "refused" ? dryRun.refusals : [];
  return refusals.filter(({ disk }) => names.includes(disk)).map(({ obstacle }) => obstacle);
}

/** A permission that is missing is found before the outage, and not in it. */
function deniedObstacles(observed: Observed, left: readonly ObservedPoint[]): Obstacle[] {
  const hosts = narrowed(observed, left).hosts.map(({ hostId }) => hostId);
  const needed = [...left.map(nameOfPoint), ...hosts];
  const found = observed.onlyLooks ? [] : observed.denied.filter(({ subject }) => needed.includes(subject));
  return found.map(({ property, reason }) => ({ rule: "permission-denied", property, reason }));
}

/** Safety snapshots that another rollback is taking of the disks: they are soon complete. */
const savedByOthers = (left: readonly ObservedPoint[]): string[] =>
  left.flatMap(({ siblings }) =>
    unfinished(siblings)
      .filter(isSafety)
      .map(({ snapshotId }) => snapshotId),
  );

/** After a conflict the lever asks before it goes on: what the disks hold now is what somebody else wanted. */
function conflictObstacles({ key, policy, words }: DesiredRollback, { conflict }: Observed): Obstacle[] {
  if (conflict?.key !== key || policy.expectLast !== undefined) return [];
  const [only] = conflict.snapshotIds;
  const answer =
    only !== undefined && conflict.snapshotIds.length === 1
      ? `set expectLast: "${only}", or change \`triggers\``
      : "change `triggers`";
  return [
    {
      rule: "stood-back",
      property: words.properties.snapshot,
      reason: `another rollback of the disk, that began at ${momentWords(conflict.at)}, has run while this one stood back: it would be undone. To go on all the same ${answer}`,
    },
  ];
}

/** The first line stands before anything is changed: a safety snapshot without one is of a run that could write none. */
function announced({ desired, observed, run, left }: Situation): Action | undefined {
  if (run.noted !== undefined || !hasLines(desired)) return undefined;
  const stops =
    desired.policy.whenRunning === "stop" &&
    narrowed(observed, left).hosts.some(({ state }) => state !== "stopped");
  return { do: "note", event: stops ? "stopping" : "announced" };
}

/** What an earlier attempt has saved is the present still, where its request is sent again and nothing was written since. */
function savedBefore({ desired, observed, run, left, doubts }: Situation): Action | undefined {
  if (run.saved || desired.policy.safetySnapshot === false) return undefined;
  if (desired.policy.onInterrupted === "retry" && !isLossless({ desired, observed, left, doubts }))
    return undefined;
  const candidates = doubts.length
    ? doubts
    : observed.attempts.filter((one) => one.key === desired.key && isPartly(one));
  const by = candidates.findLast((one) => holdsPresent(desired, observed, left, one));
  return by && { do: "keepSaved", by };
}

/** Of several disks it has rolled back some. */
const isPartly = ({ disks, inState }: Attempt): boolean =>
  inState && disks.some(({ event }) => event === "accepted" || isBack(event));

/** It has a complete safety snapshot of every disk that is left, and nothing was written to these since. */
function holdsPresent(
  { policy: { safetySnapshot } }: DesiredRollback,
  observed: Observed,
  left: readonly ObservedPoint[],
  by: Attempt,
): boolean {
  const mayBeBefore = safetySnapshot !== false && safetySnapshot.when === "beforeStop";
  const complete = left.every((point) =>
    by.safety.some(
      ({ disk, status, beforeStop }) =>
        disk === nameOfPoint(point) && status === "accomplished" && (mayBeBefore || !beforeStop),
    ),
  );
  return complete && left.length > 0 && mayBeWrittenSince(narrowed(observed, left), by) === false;
}

function unsavedBeforeStop(situation: Situation): Action | undefined {
  const { safetySnapshot } = situation.desired.policy;
  return safetySnapshot && safetySnapshot.when === "beforeStop" ? unsaved(situation) : undefined;
}

/** The present is saved; what is being taken of the disks must end before. */
function unsaved({ desired, left, run }: Situation): Action | undefined {
  const snapshotIds = left
    .flatMap(({ own }) => unfinished(own).map(({ snapshotId }) => snapshotId))
    .filter((id) => !run.pending.safety?.snapshots.some(({ snapshotId }) => snapshotId === id));
  if (snapshotIds.length) return { do: "settle", snapshotIds };
  if (run.saved || desired.policy.safetySnapshot === false) return undefined;
  return { do: "save", disks: left.map(nameOfPoint) };
}

/** The hosts must be off. One that was started again since the present was saved has written what nobody has saved. */
function hostRuns({ desired, observed, run, left, doubts }: Situation): Action | undefined {
  const { policy } = desired;
  const hosts = narrowed(observed, left).hosts;
  const stop = { do: "stop", hosts: hosts.map(({ hostId }) => hostId) } as const;
  const on = hosts.find(({ state }) => state !== "stopped");
  if (!on) return run.held || hosts.length === 0 ? undefined : stop;
  const stopped = run.pending.hosts.some((host) => host.hostId === on.hostId && isOwnStop(run, host));
  const isUnsaved = run.saved && !run.ranWhenSaved.includes(on.hostId);
  if (stopped || isUnsaved || (doubts.length > 0 && policy.onInterrupted !== "retry"))
    return { do: "giveUp", why: { because: "started", hostId: on.hostId } };
  const noted = !hasLines(desired) || run.unnoted || run.noted === "stopping";
  return noted || policy.whenRunning !== "stop" ? stop : { do: "note", event: "stopping" };
}

/** The line says "sending", and everything was looked at since: nobody else is there, and nothing has changed. */
function ready(situation: Situation): Action | undefined {
  const { desired, observed, run, left } = situation;
  const resends = resentBy(situation);
  const sending = { do: "note", event: "sending", resends } as const;
  if (hasLines(desired)) {
    if (run.noted !== "sending" || run.pending.resends !== resends) return sending;
    if (run.looked && looksDead(observed, run)) return sending;
    if (!run.looked || !isShown(observed, run, left)) return { do: "look" };
  } else if (!run.looked || looksDead(observed, run)) return { do: "look" };
  const gone = left.flatMap((point) => lostSafety(run, point));
  if (gone.length) return { do: "giveUp", why: { because: "unsaved", snapshotIds: gone } };
  const started = narrowed(observed, left).hosts.find(
    ({ hostId, startedAt }) => hostId in run.startedAt && startedAt !== run.startedAt[hostId],
  );
  if (started) return { do: "giveUp", why: { because: "started", hostId: started.hostId } };
  const moved = left.find(
    (point) => nameOfPoint(point) in run.movedAt && point.disk?.movedAt !== run.movedAt[nameOfPoint(point)],
  );
  return moved && { do: "giveUp", why: { because: "moved", disk: nameOfPoint(moved) } };
}

/** Safety snapshots that the last look does not show any more. */
const lostSafety = ({ pending: { safety } }: Run, point: ObservedPoint): string[] =>
  (safety?.snapshots ?? [])
    .filter((one) => diskKey(referenceOf(one)) === nameOfPoint(point))
    .map(({ snapshotId }) => snapshotId)
    .filter((id) => !point.own.some(({ snapshotId }) => snapshotId === id));

const isOld = ({ now }: Observed, { notedAt }: Run): boolean =>
  notedAt !== undefined && now - Date.parse(notedAt) > leaseMs / 2;

/** Others take a line for dead that has stood for a lease: whoever sends has written it since, however long it has looked. */
const looksDead = ({ now }: Observed, { unnoted, notedAt, lookedAt }: Run): boolean =>
  now - (unnoted || notedAt === undefined ? lookedAt : Date.parse(notedAt)) > leaseMs;

/** The list may be behind: until it shows this run's own line it may hide another's. */
const isShown = (
  { ownLines }: Observed,
  { unnoted, pending }: Run,
  left: readonly ObservedPoint[],
): boolean => unnoted || left.every((point) => ownLines[nameOfPoint(point)] === pending.sequence);

/** The attempt whose ClientToken the request carries: with it the cloud acts once (swas). */
function resentBy({ desired, observed, left, doubts }: Situation): string | undefined {
  const [doubt] = doubts;
  if (!doubt || !isLossless({ desired, observed, left, doubts }) || !isRecognised(desired, observed, doubts))
    return undefined;
  return doubt.resends ?? doubt.attempt;
}
