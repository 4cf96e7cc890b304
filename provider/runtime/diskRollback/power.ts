import { CloudError } from "../../client";
import { digest } from "../../lifecycle/canonical";
import { durationMs, durationWords } from "../../lifecycle/duration";
import { lockKeys } from "../lockKeys";
import { referenceOf } from "../../lifecycle/rollbackState";
import { diskKey, type HostFacts } from "../../lifecycle/facts";
import type { CloudRequest } from "../../client";
import type { Context } from "../context";
import type { Hold, StoppedHost } from "../hostLeases";
import { failureWords, LifecycleError, sentences } from "../lifecycleError";
import { WaitError, type Verdict } from "../poller";
import type { Looks } from "../reads";
import { now, type Run } from "./run";

/** Sees to it that every host of the disks is stopped, and notes how it was found. */
export async function holdHosts(run: Run): Promise<void> {
  const { context, pending } = run;
  const held = await Promise.allSettled(
    pending.hosts.map(async ({ hostId }) => ({
      hostId,
      ...(await context.hostLeases.hold(leaseName(run, hostId), run, stopping(run, hostId))),
    })),
  );
  const failed = held.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
  run.pending = {
    ...run.pending,
    hosts: held.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
  };
}

/** Joins the rollbacks that hold the hosts, without a look at how they are now. */
export async function holdAsRecorded(run: Run): Promise<void> {
  const { context, pending } = run;
  for (const { hostId, wasRunning, stoppedAt, startedAt } of pending.hosts)
    await context.hostLeases.hold(leaseName(run, hostId), run, {
      stops: false,
      untilStopped: async () => ({ wasRunning, stoppedAt, startedAt }),
    });
}

export interface Released {
  /** What became of the hosts, as far as there is something to say. */
  readonly words: string;
  /** One that was to run stays stopped. */
  readonly keptOff: boolean;
}

/**
 * Gives the hosts back. "asFound": nothing happened to the disk; "finished": it is back, `startAfter` decides;
 * "unknown": nobody may start it before the disk was looked at; "contended": another rollback needs it off.
 */
export async function releaseHosts(run: Run, why: Why): Promise<Released> {
  const released = await Promise.all(run.pending.hosts.map((host) => releaseHost(run, host, why)));
  return {
    words: sentences(...released.map(({ words }) => words)),
    keptOff: released.some(({ keptOff }) => keptOff),
  };
}

type Why = "asFound" | "finished" | "unknown" | "contended";
type PendingHost = Run["pending"]["hosts"][number];

async function releaseHost(run: Run, host: PendingHost, why: Why): Promise<Released> {
  const { context, wish } = run;
  const name = `${wish.service.hostWord} ${host.hostId}`;
  const wanted = wantsStart(run, host, why);
  const keepOff = why === "unknown" || why === "contended";
  const outcome = await context.hostLeases
    .release(leaseName(run, host.hostId), run, {
      then: keepOff ? "keepOff" : wanted ? "start" : "leave",
      start: () => withPower(run, host.hostId, () => ensureRunning(run, host.hostId)),
    })
    .catch((error: unknown) => {
      throw new LifecycleError(
        failureWords(
          error,
          `The ${name} was stopped for the rollback and is not running: start it yourself.`,
        ),
      );
    });
  if (outcome === "started") return { words: `The ${name} runs again`, keptOff: false };
  if (outcome === "running") return { words: `The ${name} goes on running`, keptOff: false };
  if (keepOff && host.wasRunning) return { words: await keptOffWords(run, host, why), keptOff: true };
  if (outcome === "keptOff" && wanted)
    return {
      words: `The ${name} stays stopped, because another rollback of one of its disks has not come to its end`,
      keptOff: true,
    };
  return { words: "", keptOff: false };
}

/** Somebody may have started it meanwhile: a look tells, where it can be had. */
async function keptOffWords({ context, wish }: Run, { hostId }: PendingHost, why: Why): Promise<string> {
  const name = `${wish.service.hostWord} ${hostId}`;
  const found = await context.reads.host(wish.service, wish.regionId, hostId).catch(() => undefined);
  if (why === "contended")
    return found?.state === "running"
      ? `The ${name} runs`
      : `The ${name} ran before and stays stopped, because another rollback is under way there: whichever ends last starts it`;
  return found?.state === "running"
    ? `The ${name} runs, though the state of its disk is not known`
    : `The ${name} ran before and stays stopped, because the state of its disk is not known`;
}

function wantsStart({ wish }: Run, host: PendingHost, why: Why): boolean {
  if (why === "asFound") return host.wasRunning && host.stoppedAt !== undefined;
  const { startAfter } = wish.policy;
  return startAfter === "always" || (startAfter === "asBefore" && host.wasRunning);
}

const leaseName = ({ context, wish }: Run, hostId: string) =>
  `${context.cloud.account}/${wish.regionId}/${hostId}`;

/** One that only waits for somebody else changes no power, and is in nobody's way. */
function stopping(run: Run, hostId: string): Hold {
  const ensure = () => ensureStopped(run, hostId);
  const stops = run.wish.policy.whenRunning === "stop";
  return { stops, untilStopped: stops ? () => withPower(run, hostId, ensure) : ensure };
}

async function ensureStopped(run: Run, hostId: string): Promise<StoppedHost> {
  const { context, wish } = run;
  const { policy, service, regionId } = wish;
  const found = await context.reads.host(service, regionId, hostId);
  const before = run.pending.hosts.find((host) => host.hostId === hostId);
  // Found stopped before, it may have been started since by whoever it belongs to.
  const wasRunning = found?.state !== "stopped" || before?.wasRunning === true;
  if (found?.state === "stopped")
    return { wasRunning, stoppedAt: before?.stoppedAt, startedAt: found.startedAt };
  if (policy.whenRunning === "fail")
    throw new LifecycleError(
      `The ${service.hostWord} ${hostId} is ${found?.statusWord ?? "not there"} and must be Stopped`,
    );
  const clientToken = powerToken(run, "stop", hostId);
  await awaitPower(run, hostId, {
    wanted: "stopped",
    timeout: policy.timeouts.stop,
    ask:
      policy.whenRunning === "stop"
        ? service.stopHost(regionId, hostId, { force: policy.forceStop, clientToken })
        : undefined,
    signal: context.signal,
    // From here on it is ours to start again, whether we see it stop or not.
    sent: (host) => noteStopped(run, host),
    hint:
      policy.whenRunning === "stop" && !policy.forceStop && service.name !== "ecd"
        ? "Set forceStop: true to cut its power, or timeouts.stop to wait longer."
        : "Set timeouts.stop to wait longer.",
  });
  const asked = run.pending.hosts.find((host) => host.hostId === hostId);
  return { wasRunning, stoppedAt: asked?.stoppedAt ?? now(context), startedAt: asked?.startedAt };
}

/** A change of power makes the snapshots fail that are being taken of the host's disks: ours are waited for. */
async function withPower<Value>(run: Run, hostId: string, work: () => Promise<Value>): Promise<Value> {
  const { context, wish } = run;
  const disks = await context.reads.disksOf(wish.service, wish.regionId, hostId);
  const own = new Set(run.pending.disks.map((disk) => diskKey(referenceOf(disk))));
  const others = disks.map(({ disk }) => disk).filter((disk) => !own.has(diskKey(disk)));
  return context.turns.during("power", lockKeys(context, wish.regionId, others), work);
}

function noteStopped(run: Run, { hostId, startedAt }: HostFacts): void {
  const stop = { stoppedAt: now(run.context), startedAt };
  const hosts = run.pending.hosts.map((host) => (host.hostId === hostId ? { ...host, ...stop } : host));
  run.pending = { ...run.pending, hosts };
}

/**
 * A host whose stop was refused, or that somebody has started, runs already. One whose stop was accepted a moment ago
 * may only seem to: the describes can be behind.
 */
async function ensureRunning(run: Run, hostId: string): Promise<"started" | "running"> {
  const { wish, pending } = run;
  const stoppedAt = pending.hosts.find((host) => host.hostId === hostId)?.stoppedAt;
  const found = await awaitPower(run, hostId, {
    wanted: "running",
    notBefore: stoppedAt === undefined ? undefined : Date.parse(stoppedAt) + describesAreBehindMs,
    timeout: wish.policy.timeouts.start,
    ask: wish.service.startHost(wish.regionId, hostId, powerToken(run, "start", hostId)),
    // An interrupted run puts the power back all the same.
    signal: new AbortController().signal,
    hint: "Start it yourself, or set timeouts.start to wait longer.",
  });
  return found === "asFound" ? "running" : "started";
}

interface PowerWait {
  readonly wanted: "running" | "stopped";
  /** Until then the wanted state counts only after another one. */
  readonly notBefore?: number | undefined;
  readonly timeout: string;
  /** What to send when the host is at rest in the other state; nothing where somebody else is to do it. */
  readonly ask: CloudRequest<unknown> | undefined;
  readonly signal: AbortSignal;
  sent?(host: HostFacts): void;
  readonly hint: string;
}

async function awaitPower(run: Run, hostId: string, wait: PowerWait): Promise<"asFound" | "changed"> {
  const { context, wish } = run;
  const { service, regionId } = wish;
  const other = wait.wanted === "running" ? "stopped" : "running";
  let asked = false;
  let changed = false;
  const see = async (reads: Looks): Promise<Verdict<void>> => {
    const host = await reads.host(service, regionId, hostId);
    if (!host) return { kind: "failed", words: `There is no ${service.hostWord} ${hostId} any more` };
    changed ||= host.state !== wait.wanted;
    const settled = changed || context.clock.now() >= (wait.notBefore ?? 0);
    if (host.state === wait.wanted && settled) return { kind: "done", value: undefined };
    if (host.state === other && wait.ask && !asked) {
      wait.sent?.(host);
      asked = await send(context, wait.ask);
      context.log.progress(
        `${wait.wanted === "running" ? "starting" : "stopping"} ${service.hostWord} ${hostId}`,
      );
    }
    return { kind: "pending", words: words(service.hostWord, host, wait) };
  };
  // The first look comes at once: a host in the wanted state costs no waiting. It is a patient one.
  if ((await see(context.reads)).kind === "done") return "asFound";
  await context.poller
    .wait<void>({
      lane: `${context.cloud.account}/${regionId}/${service.name}/hosts`,
      polling: service.polling,
      what: `${service.hostWord} ${hostId} to be ${wait.wanted}`,
      timeoutMs:
        durationMs(wait.timeout) + (changed ? 0 : Math.max(0, (wait.notBefore ?? 0) - context.clock.now())),
      signal: wait.signal,
      look: () => see(context.reads.looks),
      seen: (seen, elapsedMs) => context.log.progress(`${seen}, ${durationWords(elapsedMs)}`),
    })
    .catch((error: unknown) => {
      throw new LifecycleError(failureWords(error, isTimeout(error) ? wait.hint : ""));
    });
  return changed ? "changed" : "asFound";
}

const isTimeout = (error: unknown): boolean => error instanceof WaitError && error.reason === "timeout";

/** How long a host may show the state from before an accepted stop. */
const describesAreBehindMs = durationMs("20s");

const words = (hostWord: string, { hostId, statusWord }: HostFacts, { wanted, ask }: PowerWait) =>
  ask
    ? `${wanted === "running" ? "starting" : "stopping"} ${hostWord} ${hostId} (${statusWord})`
    : `waiting for ${hostWord} ${hostId} to be ${wanted} (${statusWord})`;

/** The state may have changed since it was read: then the next look shows it, and asks again if need be. */
async function send(context: Context, request: CloudRequest<unknown>): Promise<boolean> {
  try {
    await context.cloud.call(request, { deadline: context.clock.now() + durationMs("2m") });
    return true;
  } catch (error) {
    if (error instanceof CloudError && (error.kind === "wrongState" || error.kind === "busy")) return false;
    throw error;
  }
}

/** One token for each phase that asks for a change of power: a run's second attempt is another request. */
const powerToken = ({ pending, context }: Run, change: "stop" | "start", hostId: string) =>
  `restore-${change}-${digest({ urn: context.urn, key: pending.key, hostId, at: pending.phases.at(-1)?.startedAt }, 40)}`;
