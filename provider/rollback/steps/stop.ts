import { digest } from "../../lifecycle/canonical";
import { diskKey, type DiskFacts, type DiskReference, type HostFacts } from "../../lifecycle/facts";
import type { Hold, StoppedHost } from "../../runtime/hostLeases";
import { LifecycleError } from "../../runtime/lifecycleError";
import { shownWait } from "../../runtime/shownWait";
import { takeTurn } from "../../runtime/takeTurn";
import { hostFound } from "../model/run";
import { referenceOf, type PendingHost } from "../model/state";
import { awaitPower } from "./awaitPower";
import { finishedBeforeStop } from "./hostSnapshots";
import { momentOf, type Step } from "./step";

/** Nobody else in this process starts the hosts from here on, whether they are stopped already or this run has yet to do that. */
export async function joinHolders(step: Step): Promise<void> {
  const { pending } = step.run();
  for (const { hostId } of pending.hosts)
    await step.context.hostLeases.join(leaseName(step, hostId), pending.attempt);
}

/** Sees to it that every host of the disks is stopped, and tells how it was found. */
export async function stop(step: Step, chosen: readonly string[]): Promise<void> {
  const { attempt, hosts } = step.run().pending;
  const held = await Promise.allSettled(
    hosts.map(async ({ hostId, elsewhere }) => {
      if (elsewhere || !chosen.includes(hostId)) return;
      const lease = leaseName(step, hostId);
      const found = await step.context.hostLeases.hold(lease, attempt, stopping(step, hostId));
      step.tell((run) => hostFound(run, { hostId, ...found }));
    }),
  );
  const failed = held.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}

export const leaseName = ({ context, desired }: Step, hostId: string) =>
  `${context.cloud.account}/${desired.regionId}/${hostId}`;

/** One that only waits for somebody else changes no power, and is in nobody's way. */
function stopping(step: Step, hostId: string): Hold {
  const { context, desired } = step;
  const ensure = (disks: readonly DiskReference[] = []) => ensureStopped(step, hostId, disks);
  const stops = desired.policy.whenRunning === "stop";
  return {
    stops,
    untilStopped: stops ? () => withPower(step, hostId, ensure) : () => ensure(),
    waiting: (wait) =>
      shownWait(context, `another rollback to stop ${desired.service.hostWord} ${hostId}`, wait),
  };
}

async function ensureStopped(
  step: Step,
  hostId: string,
  disks: readonly DiskReference[],
): Promise<StoppedHost> {
  const { context, desired } = step;
  const { policy, service, regionId } = desired;
  const known = () => step.run().pending.hosts.find((host) => host.hostId === hostId);
  const found = await context.reads.host(service, regionId, hostId);
  // Found stopped before, it may have been started since by whoever it belongs to.
  const wasRunning = found?.state !== "stopped" || known()?.wasRunning === true;
  if (found?.state === "stopped")
    return { wasRunning, stoppedAt: known()?.stoppedAt, startedAt: found.startedAt };
  if (policy.whenRunning === "fail")
    throw new LifecycleError(
      `The ${service.hostWord} ${hostId} is ${found?.statusWord ?? "not there"} and must be Stopped`,
    );
  const stops = policy.whenRunning === "stop";
  if (stops) await finishedBeforeStop(step, hostId, disks);
  const clientToken = powerToken(step, "stop", hostId);
  const { host } = await awaitPower(step, hostId, {
    wanted: "stopped",
    timeout: policy.timeouts.stop,
    ask: stops ? service.stopHost(regionId, hostId, { force: policy.forceStop, clientToken }) : undefined,
    signal: context.signal,
    // From here on it is ours to start again, whether we see it stop or not.
    sent: (host) => tellStop(step, host),
    hint:
      stops && !policy.forceStop && service.capabilities.forceStop
        ? "Set forceStop: true to cut its power, or timeouts.stop to wait longer."
        : "Set timeouts.stop to wait longer.",
  });
  const stoppedAt = known()?.stoppedAt;
  // Whoever has started it while somebody else was to stop it has done so before the present was saved.
  const startedAt = stoppedAt === undefined ? host?.startedAt : known()?.startedAt;
  return { wasRunning, stoppedAt: stoppedAt ?? momentOf(context), startedAt };
}

function tellStop(step: Step, { hostId, startedAt }: HostFacts): () => void {
  const before = step.run().pending.hosts.find((host) => host.hostId === hostId);
  const set = (host: PendingHost) => step.tell((run) => hostFound(run, host));
  set({ hostId, wasRunning: true, stoppedAt: momentOf(step.context), startedAt });
  return () =>
    set({ hostId, wasRunning: before?.wasRunning ?? true, stoppedAt: before?.stoppedAt, startedAt });
}

/** A change of power makes the snapshots fail that are being taken of the host's disks: ours are waited for. The work is told the disks. */
export async function withPower<Value>(
  { context, desired, run }: Step,
  hostId: string,
  work: (disks: readonly DiskReference[]) => Promise<Value>,
  unlisted: (error: unknown) => DiskFacts[] = rethrown,
): Promise<Value> {
  const { service, regionId } = desired;
  const disks = await context.reads.disksOf(service, regionId, hostId).catch(unlisted);
  const own = new Set(run().pending.disks.map((disk) => diskKey(referenceOf(disk))));
  const onHost = disks.map(({ disk }) => disk);
  const others = onHost.filter((disk) => !own.has(diskKey(disk)));
  return takeTurn(context, "power", { regionId, disks: others }, () => work(onHost));
}

const rethrown = (error: unknown): never => {
  throw error;
};

/** One token for each phase that asks for a change of power: a run's second attempt is another request. */
export const powerToken = ({ run, context }: Step, change: "stop" | "start", hostId: string) => {
  const { key, phases, attempt } = run().pending;
  return `restore-${change}-${digest({ urn: context.urn, key, hostId, attempt, at: phases.at(-1)?.startedAt }, 40)}`;
};
