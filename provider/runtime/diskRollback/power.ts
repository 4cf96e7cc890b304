import { CloudError } from "../../client";
import { digest } from "../../lifecycle/canonical";
import { durationMs } from "../../lifecycle/duration";
import { diskKey, type DiskFacts, type HostFacts } from "../../lifecycle/facts";
import { referenceOf } from "../../lifecycle/rollbackState";
import type { Hold, StoppedHost } from "../hostLeases";
import { failureWords, LifecycleError, sentences } from "../lifecycleError";
import { shownWait } from "../shownWait";
import { takeTurn } from "../takeTurn";
import { awaitPower } from "./awaitPower";
import { finishedBeforeStart, finishedBeforeStop } from "./hostSnapshots";
import {
  goesOnWords,
  keptOffWords,
  leftOffWords,
  nameOf,
  runsWords,
  startedWords,
  type PendingHost,
  type Why,
} from "./hostWords";
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

/** Nobody else starts the hosts from here on, whether they are stopped already or this run has yet to do that. */
export async function joinHolders(run: Run): Promise<void> {
  const { context, pending } = run;
  await Promise.all(pending.hosts.map(({ hostId }) => context.hostLeases.join(leaseName(run, hostId), run)));
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

/** Found stopped at first, it may have been started since, and this run is about to stop it. */
export async function lookAtHosts(run: Run): Promise<void> {
  const { context, wish } = run;
  if (wish.policy.whenRunning !== "stop" || run.unwritten) return;
  const hosts = await Promise.all(
    run.pending.hosts.map(async (host) => {
      if (host.wasRunning) return host;
      const found = await context.reads.host(wish.service, wish.regionId, host.hostId);
      if (!found || found.state === "stopped") return host;
      return { ...host, wasRunning: true, stoppedAt: undefined, startedAt: found.startedAt };
    }),
  );
  const started = hosts.find((host, index) => host !== run.pending.hosts[index]);
  run.pending = { ...run.pending, hosts };
  if (started && run.taken.length)
    throw new LifecycleError(
      `The ${wish.service.hostWord} ${started.hostId} was started in between: what was written then is in no safety snapshot`,
    );
}

export interface Released {
  /** What became of the hosts, as far as there is something to say. */
  readonly words: string;
  /** One that was to run stays stopped. */
  readonly keptOff: boolean;
  /** One runs, as it was to. */
  readonly runs: boolean;
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
    runs: released.some(({ runs }) => runs),
  };
}

async function releaseHost(run: Run, host: PendingHost, why: Why): Promise<Released> {
  const { context, wish } = run;
  const name = nameOf(run, host);
  const wanted = wantsStart(run, host, why);
  const keepOff = why === "unknown" || why === "contended";
  const outcome = await context.hostLeases
    .release(leaseName(run, host.hostId), run, {
      then: keepOff ? "keepOff" : wanted ? "start" : "leave",
      waiting: (wait) => shownWait(context, `another rollback that needs ${name} stopped`, wait),
      start: () =>
        withPower(
          run,
          host.hostId,
          async () => {
            await finishedBeforeStart(run, host.hostId, why === "finished");
            return ensureRunning(run, host.hostId);
          },
          // No reason to leave it off: what is being taken of other disks may fail.
          () => [],
        ),
    })
    .catch((error: unknown) => {
      throw new LifecycleError(
        failureWords(
          error,
          isStartRefused(error)
            ? `The ${name} was stopped for the rollback and is not running: start it yourself.`
            : `The ${name} was asked to stop for the rollback, and whether it runs again is not known: look after it.`,
        ),
      );
    });
  const ended = { words: "", keptOff: false, runs: false };
  if (outcome === "started") return { ...ended, words: startedWords(run, host, wanted), runs: true };
  if (outcome === "running") return { ...ended, words: await runsWords(run, host), runs: true };
  if (keepOff)
    return host.wasRunning || wanted
      ? { ...ended, words: await keptOffWords(run, host, why), keptOff: true }
      : ended;
  if (outcome === "keptOff" && wanted)
    return {
      ...ended,
      words: `The ${name} stays stopped, because another rollback of one of its disks has not come to its end`,
      keptOff: true,
    };
  const never = why === "finished" && wish.policy.startAfter === "never";
  if (never) return { ...ended, words: await leftOffWords(run, host) };
  const untouched = why === "asFound" && host.wasRunning && host.stoppedAt === undefined;
  return untouched ? { ...ended, words: await goesOnWords(run, host) } : ended;
}

/** Of a read that failed, or a request whose answer was lost, it is not known. */
const isStartRefused = (error: unknown): boolean =>
  error instanceof CloudError && error.acted === "no" && error.action.startsWith("Start");

/** What left the disk as it was has nothing to start but what it has stopped. */
function wantsStart({ wish }: Run, host: PendingHost, why: Why): boolean {
  if (why === "asFound" || why === "contended") return host.wasRunning && host.stoppedAt !== undefined;
  const { startAfter } = wish.policy;
  return startAfter === "always" || (startAfter === "asBefore" && host.wasRunning);
}

const leaseName = ({ context, wish }: Run, hostId: string) =>
  `${context.cloud.account}/${wish.regionId}/${hostId}`;

/** One that only waits for somebody else changes no power, and is in nobody's way. */
function stopping(run: Run, hostId: string): Hold {
  const { context, wish } = run;
  const ensure = () => ensureStopped(run, hostId);
  const stops = wish.policy.whenRunning === "stop";
  return {
    stops,
    untilStopped: stops ? () => withPower(run, hostId, ensure) : ensure,
    waiting: (wait) =>
      shownWait(context, `another rollback to stop ${wish.service.hostWord} ${hostId}`, wait),
  };
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
  if (run.unwritten)
    throw new LifecycleError(
      `The ${service.hostWord} ${hostId} is ${found?.statusWord ?? "not there"}: it was started in between, and what was written then would be lost`,
    );
  if (policy.whenRunning === "fail")
    throw new LifecycleError(
      `The ${service.hostWord} ${hostId} is ${found?.statusWord ?? "not there"} and must be Stopped`,
    );
  if (policy.whenRunning === "stop") await finishedBeforeStop(run, hostId);
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
async function withPower<Value>(
  run: Run,
  hostId: string,
  work: () => Promise<Value>,
  unlisted: (error: unknown) => DiskFacts[] = rethrown,
): Promise<Value> {
  const { context, wish } = run;
  const disks = await context.reads.disksOf(wish.service, wish.regionId, hostId).catch(unlisted);
  const own = new Set(run.pending.disks.map((disk) => diskKey(referenceOf(disk))));
  const others = disks.map(({ disk }) => disk).filter((disk) => !own.has(diskKey(disk)));
  return takeTurn(context, "power", { regionId: wish.regionId, disks: others }, work);
}

const rethrown = (error: unknown): never => {
  throw error;
};

function noteStopped(run: Run, { hostId, startedAt }: HostFacts): () => void {
  const set = (change: Partial<PendingHost>) => {
    const hosts = run.pending.hosts.map((host) => (host.hostId === hostId ? { ...host, ...change } : host));
    run.pending = { ...run.pending, hosts };
  };
  const before = run.pending.hosts.find((host) => host.hostId === hostId);
  set({ wasRunning: true, stoppedAt: now(run.context), startedAt });
  return () => set({ wasRunning: before?.wasRunning ?? true, stoppedAt: before?.stoppedAt });
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

/** How long a host may show the state from before an accepted stop. */
const describesAreBehindMs = durationMs("20s");

/** One token for each phase that asks for a change of power: a run's second attempt is another request. */
const powerToken = ({ pending, context }: Run, change: "stop" | "start", hostId: string) =>
  `restore-${change}-${digest({ urn: context.urn, key: pending.key, hostId, at: pending.phases.at(-1)?.startedAt }, 40)}`;
