import { CloudError } from "../../client";
import { durationMs } from "../../lifecycle/duration";
import type { HostFacts } from "../../lifecycle/facts";
import { wasStartedBetween } from "../../lifecycle/hostRuns";
import { failureWords, LifecycleError, sentences } from "../../runtime/lifecycleError";
import { shownWait } from "../../runtime/shownWait";
import { startedSince } from "../model/writtenSince";
import type { PendingHost } from "../model/state";
import type { Release } from "../../runtime/hostLeases";
import { awaitPower } from "./awaitPower";
import { finishedBeforeStart } from "./hostSnapshots";
import { leaseName, powerToken, withPower } from "./stop";
import type { Step } from "./step";

/**
 * Why hosts are given back. "asFound": nothing was sent; "finished": the disks are back, `startAfter` decides; "adopted": another
 * run has seen to that; "unknown": nobody
 * may start them before somebody has looked at the disks; "mixed": only some of the disks are back; "contended": another
 * rollback needs them off.
 */
export type Reason = "asFound" | "finished" | "adopted" | "unknown" | "mixed" | "contended";

export interface Released {
  /** What became of the hosts, as far as there is something to say. */
  readonly words: string;
  /** Those that were to run, and stay stopped. */
  readonly keptOff: readonly string[];
  /** One runs, as it was to. */
  readonly runs: boolean;
  /** A host could not be started. */
  readonly failed?: boolean;
}

/** Gives the hosts back. */
export async function releaseHosts(step: Step, reasonOf: (host: PendingHost) => Reason): Promise<Released> {
  const released = await Promise.all(
    step.run().pending.hosts.map(async (host) => {
      const reason = reasonOf(host);
      return releaseHost(step, await asLeft(step, host, reason), reason);
    }),
  );
  return {
    words: sentences(...released.map(({ words }) => words)),
    keptOff: released.flatMap(({ keptOff }) => keptOff),
    runs: released.some(({ runs }) => runs),
  };
}

/** Who has started a host since it was stopped, and stopped it again, wants it so. */
async function asLeft({ context, desired }: Step, host: PendingHost, reason: Reason): Promise<PendingHost> {
  const { stoppedAt, hostId, startedAt } = host;
  if (stoppedAt === undefined || keptOffReasons.has(reason)) return host;
  const found = await context.reads.host(desired.service, desired.regionId, hostId).catch(() => undefined);
  const starts = startedAt === undefined ? {} : { startedAt: { [hostId]: startedAt } };
  const theirs = found?.state === "stopped" && startedSince(found, { at: stoppedAt, ...starts }) === true;
  return theirs ? { ...host, wasRunning: false, stoppedAt: undefined } : host;
}

const keptOffReasons: ReadonlySet<Reason> = new Set<Reason>(["unknown", "mixed", "contended"]);

const nothing: Released = { words: "", keptOff: [], runs: false };

async function releaseHost(step: Step, host: PendingHost, reason: Reason): Promise<Released> {
  const { context, desired } = step;
  const { hostId } = host;
  const name = nameOf(step, host);
  const wanted = wantsStart(step, host, reason);
  const keepOff = keptOffReasons.has(reason);
  const outcome = await context.hostLeases
    .release(leaseName(step, hostId), step.run().pending.attempt, {
      then: wishOf(reason, wanted),
      waiting: (wait) => shownWait(context, `another rollback that needs ${name} stopped`, wait),
      start: () =>
        withPower(
          step,
          hostId,
          async (disks) => {
            await finishedBeforeStart(step, hostId, disks, reason === "finished" || reason === "adopted");
            return ensureRunning(step, host);
          },
          // No reason to leave it off: what is being taken of other disks may fail.
          () => [],
        ),
    })
    .catch((error: unknown) => {
      throw new LifecycleError(notStarted(error, name));
    });
  if (outcome === "started") return { ...nothing, words: startedWords(step, host, wanted), runs: true };
  if (outcome === "running")
    return { ...nothing, words: foundRunningWords(step, host, await lookAt(step, host)), runs: true };
  if (keepOff)
    return host.wasRunning || wanted
      ? { ...nothing, words: await keptOffWords(step, host, reason), keptOff: [hostId] }
      : nothing;
  if (outcome === "keptOff" && wanted)
    return {
      ...nothing,
      words: `The ${name} stays stopped, because another rollback of one of its disks has not come to its end`,
      keptOff: [hostId],
    };
  const never = reason === "finished" && desired.policy.startAfter === "never";
  if (never) return { ...nothing, words: await leftOffWords(step, host) };
  const untouched = reason === "asFound" && host.wasRunning && host.stoppedAt === undefined;
  return untouched ? { ...nothing, words: await goesOnWords(step, host) } : nothing;
}

/** Who stands back for another rollback needs it off no longer than that one does. */
function wishOf(reason: Reason, wanted: boolean): Release["then"] {
  if (reason === "contended") return wanted ? "yield" : "leave";
  if (keptOffReasons.has(reason)) return "keepOff";
  return wanted ? "start" : "leave";
}

function notStarted(error: unknown, name: string): string {
  if (!isStartRefused(error))
    return failureWords(
      error,
      `The ${name} was asked to stop for the rollback, and whether it runs again is not known: look after it.`,
    );
  const isOff = `The ${name} was stopped for the rollback and is not running`;
  // One next step. The machine is off now, and asking for a permission takes its time.
  return error.kind === "denied"
    ? sentences(error.message, `${isOff}: start it yourself`)
    : failureWords(error, isOff);
}

/** Of a read that failed, or a request whose answer was lost, it is not known. */
const isStartRefused = (error: unknown): error is CloudError =>
  error instanceof CloudError && error.acted === "no" && error.action.startsWith("Start");

/** What left the disk as it was has nothing to start but what it has stopped. */
function wantsStart({ desired }: Step, host: PendingHost, reason: Reason): boolean {
  if (reason === "asFound" || reason === "contended") return host.wasRunning && host.stoppedAt !== undefined;
  const { startAfter } = desired.policy;
  if (reason === "adopted") return startAfter !== "never" && host.wasRunning && host.stoppedAt !== undefined;
  return startAfter === "always" || (startAfter === "asBefore" && host.wasRunning);
}

/**
 * A host whose stop was refused, or that somebody has started, runs already. One whose stop was accepted a moment ago
 * may only seem to: the describes can be behind.
 */
async function ensureRunning(step: Step, { hostId, stoppedAt }: PendingHost): Promise<"started" | "running"> {
  const { service, regionId, policy } = step.desired;
  const found = await awaitPower(step, hostId, {
    wanted: "running",
    notBefore: stoppedAt === undefined ? undefined : Date.parse(stoppedAt) + describesAreBehindMs,
    timeout: policy.timeouts.start,
    ask: service.startHost(regionId, hostId, powerToken(step, "start", hostId)),
    // An interrupted run puts the power back all the same.
    signal: new AbortController().signal,
    hint: "Start it yourself, or set timeouts.start to wait longer.",
  });
  return found.changed ? "started" : "running";
}

/** How long a host may show the state from before an accepted stop. */
const describesAreBehindMs = durationMs("20s");

export const nameOf = ({ desired }: Step, { hostId }: PendingHost) => `${desired.service.hostWord} ${hostId}`;

function startedWords(step: Step, host: PendingHost, wanted: boolean): string {
  const name = nameOf(step, host);
  if (!wanted) return `The ${name} runs again, because another rollback of one of its disks wanted it to`;
  return host.wasRunning ? `The ${name} runs again` : `The ${name} was started`;
}

/** Somebody may have started it meanwhile: a look tells, where it can be had. */
const lookAt = ({ context, desired }: Step, { hostId }: PendingHost) =>
  context.reads.host(desired.service, desired.regionId, hostId).catch(() => undefined);

async function keptOffWords(step: Step, host: PendingHost, reason: Reason): Promise<string> {
  const name = nameOf(step, host);
  const found = await lookAt(step, host);
  // One that an earlier run, or somebody, has just started will run in a moment.
  const runs = found?.state === "running" || found?.statusWord === "Starting";
  const stays = host.wasRunning ? "ran before and stays stopped" : "stays stopped";
  if (reason === "contended")
    return runs
      ? `The ${name} runs`
      : `The ${name} ${stays}, because another rollback is under way there: whichever ends last starts it`;
  const state =
    reason === "mixed" ? "only some of its disks are rolled back" : "the state of its disk is not known";
  return runs ? `The ${name} runs, though ${state}` : `The ${name} ${stays}, because ${state}`;
}

async function leftOffWords(step: Step, host: PendingHost): Promise<string> {
  const found = await lookAt(step, host);
  return found?.state === "stopped" ? `The ${nameOf(step, host)} stays stopped, as startAfter says` : "";
}

/** Its stop was refused, or it never came to that. */
async function goesOnWords(step: Step, host: PendingHost): Promise<string> {
  const found = await lookAt(step, host);
  return found?.state === "running" ? foundRunningWords(step, host, found) : "";
}

/** There was nothing to start: a look tells why. */
function foundRunningWords(step: Step, host: PendingHost, found: HostFacts | undefined): string {
  const name = nameOf(step, host);
  const between = wasStartedBetween(host, found ?? { startedAt: undefined }, step.run().pending.phases);
  return between ? `The ${name} runs: it was started in between` : `The ${name} goes on running`;
}
