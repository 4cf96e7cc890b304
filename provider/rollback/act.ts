import { CloudError, explainCode } from "../client";
import { durationMs, durationWords } from "../lifecycle/duration";
import { diskKey, type HostFacts } from "../lifecycle/facts";
import { noReceipt } from "../lifecycle/receipt";
import { failureReport, failureWords, LifecycleError, sentences } from "../runtime/lifecycleError";
import type { Reconciler } from "./begin";
import { removeLines } from "./journal/removeLines";
import { writeLines } from "./journal/writeLines";
import { isDone, maySend } from "./model/attempt";
import { decide, isOwnStop, type Action, type Decision } from "./model/decide";
import { isChanging, nameOfPoint } from "./model/observed";
import { safetyOf } from "./model/outputs";
import { holderOf, rivalOf } from "./model/rivals";
import * as record from "./model/run";
import { doubtsOn } from "./model/standing";
import { referenceOf, type PendingHost, type RunPhase } from "./model/state";
import { awaitRestored } from "./steps/awaitRestored";
import { save, settle, staysToo } from "./steps/save";
import { send } from "./steps/send";
import { releaseHosts, type Reason } from "./steps/start";
import { momentOf } from "./steps/step";
import { joinHolders, stop } from "./steps/stop";
import { runsAgain } from "./memory";
import { adoptWords, awaitWords, refusalWords, yieldWords } from "./words";

type Acting = Exclude<Decision, { readonly do: "refuse" | "ask" | "end" | "finish" }>;

/** Carries out one action. Whatever goes wrong is a fact that the next decision is made from. */
export async function act(reconciler: Reconciler, action: Acting): Promise<void> {
  const { context, desired, run, tell } = reconciler;
  try {
    if (context.signal.aborted && !run().failure && isBeforeSend(action))
      throw new LifecycleError(`Interrupted before the rollback of ${desired.what} was sent`);
    await perform(reconciler, action);
  } catch (error) {
    const failure = await failureOf(reconciler, action, error);
    tell((now) => record.failed(now, failure));
  }
}

const isBeforeSend = (action: Acting): boolean =>
  action.do === "note"
    ? action.event === "announced" || action.event === "stopping" || action.event === "sending"
    : ["settle", "stop", "save", "send", "yield", "look"].includes(action.do);

async function perform(reconciler: Reconciler, action: Acting): Promise<void> {
  const { context, desired, run, tell } = reconciler;
  switch (action.do) {
    case "note":
      return note(reconciler, action);
    case "look":
      return lookAgain(reconciler);
    case "settle":
      await settle(reconciler, action.snapshotIds);
      return reconciler.look();
    case "stop":
      return stopHosts(reconciler, action.hosts);
    case "save": {
      const { safetySnapshot } = desired.policy;
      if (!safetySnapshot) return;
      enter(reconciler, "safetySnapshot");
      await beginChanging(reconciler);
      const { hosts } = reconciler.observed();
      const on = hosts.flatMap(({ hostId, state }) => (state === "stopped" ? [] : [hostId]));
      tell((now) => record.savingWith(now, on));
      const earlier = earlierSafety(reconciler, action.disks);
      await save(reconciler, action.disks, safetySnapshot);
      if (earlier.length) context.log.info(staysToo(earlier));
      return;
    }
    case "keepSaved": {
      const safety = safetyOf(action.by, run().pending.disks);
      if (safety) tell((now) => record.savedPresent(now, safety, undefined));
      return;
    }
    case "send":
      return submit(reconciler, action.disks);
    case "await":
      return awaitBack(reconciler, action.disks);
    case "yield":
      return yieldTo(reconciler, action);
    case "assume":
      return tell((now) => record.backAgain(now, action.disks, undefined));
    case "start":
      return giveBack(reconciler, action.reason);
    case "giveUp": {
      const { why } = action;
      const kind = why.because === "conflict" ? "conflict" : "failed";
      const rival = why.because === "conflict" ? why.rival : undefined;
      const words = refusalWords(desired, why);
      return tell((now) => record.failed(now, { kind, words, rival }));
    }
  }
}

const enter = ({ context, tell }: Reconciler, phase: RunPhase) =>
  tell((run) => (run.pending.phase === phase ? run : record.entered(run, phase, momentOf(context))));

/** A host that has been started since the line was written is noted before it is stopped. */
async function stopHosts(reconciler: Reconciler, chosen: readonly string[]): Promise<void> {
  const { context, desired, tell, observed } = reconciler;
  const { service, regionId, policy } = desired;
  enter(reconciler, "stop");
  await beginChanging(reconciler);
  const known = observed().hosts;
  const hosts = await Promise.all(
    known.map(async (host) =>
      chosen.includes(host.hostId)
        ? ((await context.reads.host(service, regionId, host.hostId)) ?? host)
        : host,
    ),
  );
  const isOn = ({ hostId, state }: HostFacts) => chosen.includes(hostId) && state !== "stopped";
  const on = hosts.filter(isOn).map(({ hostId }) => hostId);
  const isNew = on.some((id) => !known.filter(isOn).some(({ hostId }) => hostId === id));
  reconciler.amend((seen) => ({ ...seen, hosts }));
  tell((now) => record.foundOn(now, on));
  // One runs that was off: what that means is decided anew, and noted first.
  if (isNew && policy.whenRunning === "stop") return tell(record.unheld);
  await stop(reconciler, chosen);
  tell(record.held);
  reconciler.amend((seen) => ({
    ...seen,
    hosts: seen.hosts.map((host) =>
      chosen.includes(host.hostId) ? { ...host, state: "stopped", statusWord: "Stopped" } : host,
    ),
  }));
}

/** From the first change on nobody else in this process starts the hosts. */
async function beginChanging(reconciler: Reconciler): Promise<void> {
  if (reconciler.run().begun) return;
  await joinHolders(reconciler);
  reconciler.tell(record.begun);
}

async function note(reconciler: Reconciler, action: Extract<Acting, { do: "note" }>): Promise<void> {
  const { context, desired, run, tell } = reconciler;
  const { event } = action;
  if (event === "stopping") {
    enter(reconciler, "stop");
    for (const { hostId, state, startedAt } of reconciler.observed().hosts)
      if (state === "running" && !isKnownStop(run(), hostId, startedAt))
        tell((now) => record.hostFound(now, { hostId, wasRunning: true, stoppedAt: undefined, startedAt }));
  }
  await beginChanging(reconciler);
  if (event === "sending") tell((now) => keepReceipts(reconciler, now));
  const { unnoted, warned: wasUnnoted } = run();
  const refused = unnoted ? undefined : await written(reconciler, action);
  // A line that stands there says that nothing was sent: then it must say more before something is.
  if (refused && event === "sending" && run().written) throw refused;
  tell((now) => record.noted(now, { ...action, at: momentOf(context) }, refused !== undefined));
  if (event === "withdrawn") return void (reconciler.unnotedEnd = refused);
  if (refused && !(wasUnnoted && event !== "done" && event !== "released"))
    context.log.warn(
      desired.policy.safetySnapshot === false && event !== "done" && event !== "released"
        ? `There is no safety snapshot, and the rollback cannot be noted on its snapshots: ${runsAgain}. ${refused.message} ${refused.next}`
        : `${event === "done" || event === "released" ? doneUnnoted : unnotedWords}: ${refused.message} ${refused.next}`,
    );
  if (event === "done" && !refused && !unnoted) await removeLines(reconciler, earlierAttempts(reconciler));
}

/** A list may be behind, and show a host running that was stopped a moment ago: another start tells that it was started since. */
const isKnownStop = ({ pending }: record.Run, hostId: string, startedAt: string | undefined): boolean =>
  pending.hosts.some(
    (host) => host.hostId === hostId && host.stoppedAt !== undefined && host.startedAt === startedAt,
  );

/**
 * What has happened cannot be undone, and a run that has failed is not to fail once more: that it could not be noted is said,
 * whatever the reason.
 */
async function written(
  reconciler: Reconciler,
  action: Extract<Acting, { do: "note" }>,
): Promise<CloudError | undefined> {
  try {
    return await writeLines(reconciler, action);
  } catch (error) {
    const isPast =
      reconciler.run().failure !== undefined || ["done", "released", "withdrawn"].includes(action.event);
    if (!isPast || !(error instanceof CloudError)) throw error;
    return error;
  }
}

const unnotedWords =
  "The rollback is not noted on its snapshots, so a killed run could not be told from one that never was";
const doneUnnoted =
  "That the rollback is done is not noted on its snapshots: a run that does not know it from the state will ask what became of it";

const earlierAttempts = ({ desired, observed }: Reconciler) =>
  observed().attempts.filter(({ key, silent }) => key === desired.key && !silent);

/** What the snapshots say of earlier rollbacks to them: only another receipt proves this one (swas). */
function keepReceipts({ desired, observed }: Reconciler, run: record.Run): record.Run {
  if (!desired.service.capabilities.receipts) return run;
  const disks = run.pending.disks.map((disk) => {
    const name = diskKey(referenceOf(disk));
    const point = observed().points.find((one) => nameOfPoint(one) === name);
    // Of one that may have run the receipt may be its own.
    const known = doubtsOn(desired.key, observed(), name).find((doubt) => doubt.receiptBefore !== undefined);
    return {
      ...disk,
      receiptBefore: known?.receiptBefore ?? point?.snapshot?.rollbackTime ?? noReceipt,
    };
  });
  return { ...run, pending: { ...run.pending, disks } };
}

/** The lists may be behind, and show this run's own line a little later. */
async function lookAgain(reconciler: Reconciler): Promise<void> {
  const { context, run } = reconciler;
  if (run().looked) {
    const since = context.cloud.now() - Date.parse(run().notedAt ?? momentOf(context));
    if (since > lineShownMs)
      throw new LifecycleError(
        "The cloud has taken this run's note, and does not show it: it is not known who else is at work",
      );
    await context.clock.sleep(pauseMs, context.signal);
  }
  await reconciler.look();
}

const pauseMs = durationMs("2s");
const lineShownMs = durationMs("5m");

/** What earlier attempts have saved of these disks: it stays, and another one becomes the way back. */
const earlierSafety = ({ desired, observed, run }: Reconciler, names: readonly string[]): string[] => {
  const doubts = observed().points.flatMap((point) => doubtsOn(desired.key, observed(), nameOfPoint(point)));
  const known = [
    ...doubts.flatMap(({ safety }) => safety),
    ...(run().pending.safety?.snapshots ?? []).map((one) => ({
      disk: diskKey(referenceOf(one)),
      snapshotId: one.snapshotId,
    })),
  ];
  return [...new Set(known.flatMap(({ disk, snapshotId }) => (names.includes(disk) ? [snapshotId] : [])))];
};

async function submit(reconciler: Reconciler, disks: readonly string[]): Promise<void> {
  const { run, tell } = reconciler;
  enter(reconciler, "submit");
  const refusal = await send(reconciler, {
    disks,
    confirm: () => confirm(reconciler),
    answered: () => tellAccepted(reconciler),
  });
  const sent = run().pending.disks.filter((disk) => disks.includes(diskKey(referenceOf(disk))));
  if (sent.some(({ status }) => status !== "failed")) return;
  // The cloud did nothing on any disk: the run ends as if it had not been sent.
  const words = refusal
    ? failureWords(refusal, "")
    : sentences(...sent.map(({ errorMessage = "" }) => errorMessage));
  const busy = sent.some(({ errorCode = "" }) => isAtWork(reconciler, errorCode));
  tell((now) =>
    record.failed(record.unsent(now, disks), {
      kind: busy ? "conflict" : "failed",
      words: busy ? sentences(words, "Another rollback of the disk is under way") : words,
    }),
  );
  // Another run may have done it meanwhile.
  await reconciler.look().catch(() => undefined);
}

/**
 * A moment ago the disk was at rest and nothing stood against the rollback: what refuses it now for the disk's own
 * state is somebody else's work on it.
 */
const isAtWork = ({ desired: { service } }: Reconciler, code: string): boolean =>
  explainCode(code).kind === "busy" ||
  service.restoringCodes.includes(code) ||
  service.diskBusyCodes.some((busy) => code.startsWith(busy));

/** From now on a killed run is waited for: never asked about, and never sent again. */
async function tellAccepted(reconciler: Reconciler): Promise<void> {
  const { context, run, tell } = reconciler;
  if (run().unnoted) return;
  try {
    const refused = await writeLines(reconciler, { event: "accepted" });
    tell((now) =>
      record.noted(
        now,
        { event: "accepted", resends: now.pending.resends, at: momentOf(context) },
        refused !== undefined,
      ),
    );
  } catch (error) {
    context.log.warn(
      failureWords(error, "That the rollback was accepted could not be noted on its snapshots."),
    );
  }
}

/** The request leaves late: it is announced anew, everything is looked at, and it leaves only if that still is what is to be done. */
async function confirm(reconciler: Reconciler): Promise<void> {
  const { context, desired, run, observed, tell } = reconciler;
  let words =
    "The cloud has taken this run's note, and does not show it: it is not known who else is at work";
  for (let round = 0; round < mostRounds; round += 1) {
    if (desired.service.tags && !run().unnoted) {
      const refused = await writeLines(reconciler, { event: "sending" });
      tell((now) =>
        record.noted(
          now,
          { event: "sending", resends: now.pending.resends, at: momentOf(context) },
          refused !== undefined,
        ),
      );
    }
    await reconciler.look();
    const decision = decide(desired, observed(), { ...run(), sent: false });
    if (decision.do === "send") return;
    // The cloud may go on not taking anything, the dry run neither.
    if (decision.do === "giveUp" && decision.why.because === "noVerdict") {
      words = refusalWords(desired, decision.why);
      continue;
    }
    if (decision.do === "look" || (decision.do === "note" && decision.event === "sending")) continue;
    throw new LifecycleError(decisionWords(reconciler, decision));
  }
  throw new LifecycleError(words);
}

const mostRounds = 5;

function decisionWords({ desired }: Reconciler, decision: Action): string {
  if (decision.do === "giveUp" || decision.do === "refuse") return refusalWords(desired, decision.why);
  if (decision.do === "finish") return adoptWords(desired, decision.adopted);
  return "Something has changed while the cloud did not take the request";
}

async function awaitBack(reconciler: Reconciler, names: readonly string[]): Promise<void> {
  const { context, desired, run, observed, tell } = reconciler;
  await beginChanging(reconciler);
  if (!run().sent) {
    const attempt = observed().attempts.findLast(({ key }) => key === desired.key);
    context.log.info(awaitWords(desired, attempt));
    tell((now) => record.tookOver(now, names, attempt?.at ?? momentOf(context)));
  }
  enter(reconciler, "restoring");
  const words = await awaitRestored(reconciler, names);
  const refused = run()
    .pending.disks.filter(({ status }) => status === "failed")
    .map(({ errorMessage, errorCode }) => errorMessage ?? errorCode ?? "not sent");
  const all = [...words, ...refused];
  if (all.length)
    tell((now) => record.failed(now, { kind: "failed", words: all.map((one) => sentences(one)).join("\n") }));
}

async function yieldTo(
  reconciler: Reconciler,
  { to, disks }: Extract<Acting, { do: "yield" }>,
): Promise<void> {
  const { context, desired, run, tell } = reconciler;
  tell((now) => record.yielded(now, to, context.clock.now()));
  const waited = context.clock.now() - (run().yieldedAt ?? context.clock.now());
  if (waited > durationMs(desired.policy.timeouts.rollback)) return stopYielding(reconciler, waited);
  context.log.progress(
    `${to ? yieldWords(desired, to) : `waiting for ${disks.join(", ")}`}, ${durationWords(waited)}`,
  );
  // An interrupted run waits too: what it has stopped another one may still need off.
  await context.clock.sleep(pauseMs, run().failure ? undefined : context.signal);
  await reconciler.look();
}

async function stopYielding(reconciler: Reconciler, waited: number): Promise<void> {
  const words = `Waited ${durationWords(waited)} for another rollback of the disk, in vain`;
  if (!reconciler.run().failure) throw new LifecycleError(words);
  reconciler.power = await releaseHosts(reconciler, () => "unknown");
  reconciler.tell((now) => record.released(now, reconciler.power.keptOff));
}

async function giveBack(reconciler: Reconciler, reason: Reason): Promise<void> {
  const { run, observed, tell } = reconciler;
  if (reason !== "asFound") enter(reconciler, "start");
  // Of disks that another attempt may have left in any state nobody knows what they hold, whatever this run did.
  const doubtful = observed().attempts.some((one) => maySend(one) && !isDone(one));
  const reasonOf = (host: PendingHost): Reason => {
    if (reason !== "asFound") return reason;
    return doubtful && !isOwnStop(run(), host) ? "unknown" : "asFound";
  };
  const { pending } = run();
  try {
    reconciler.power = await releaseHosts(reconciler, reasonOf);
    tell((now) => record.released(now, reconciler.power.keptOff));
  } catch (error) {
    const keptOff = pending.hosts.flatMap(({ hostId, wasRunning }) => (wasRunning ? [hostId] : []));
    reconciler.power = { words: failureWords(error, ""), keptOff, runs: false, failed: true };
    tell((now) => record.released(now, keptOff));
  }
}

/** What is looked at before it is given back tells whether another rollback is in the way. */
async function failureOf(reconciler: Reconciler, action: Acting, error: unknown): Promise<record.Failure> {
  const { desired, run, observed } = reconciler;
  const words = failureWords(error, "");
  if (!run().begun && (action.do === "look" || action.do === "yield" || action.do === "settle"))
    throw new LifecycleError(
      failureReport(`Nothing was changed: ${desired.what} was not rolled back`, error),
    );
  if (run().failure || run().sent) return { kind: "failed", words };
  await reconciler.look().catch(() => undefined);
  const { points } = observed();
  const rival = rivalOf(desired, observed(), run(), points) ?? holderOf(observed(), run());
  const contended = error instanceof CloudError && error.acted === "no" && (rival || points.some(isChanging));
  return contended
    ? { kind: "conflict", words: sentences(words, "Another rollback of the disk is under way"), rival }
    : { kind: "failed", words };
}
