import { type HostFacts } from "../../lifecycle/facts";
import { foundHost, stopOf } from "../../lifecycle/foundHost";
import type { PendingRollback } from "../../lifecycle/rollbackState";
import { startedSince, type Sight } from "../../lifecycle/sight";
import { readRuns } from "./marks";
import type { CutRun } from "./outlook";
import type { Preflight } from "./preflight";

/**
 * Somebody may have started a host since, for good or for a while, or have moved a disk to another one. What the run
 * has stopped and left there is still its to start.
 */
export async function hostsNow(
  { context, wish, pending }: CutRun,
  all: Sight | undefined,
  { sight }: Preflight,
): Promise<PendingRollback["hosts"]> {
  const needed = sight.hosts.map(({ hostId }) => hostId);
  const found = (all ?? sight).hosts
    .filter((host) => needed.includes(host.hostId) || isStopped(host))
    .map((host) => foundHost(host, all ?? sight));
  const others = pending.hosts.filter(({ hostId }) => !found.some((host) => host.hostId === hostId));
  const left = await Promise.all(
    others.map(async (host) => {
      const facts = await context.reads.host(wish.service, wish.regionId, host.hostId);
      return facts && isStopped(facts) && !isTakenBack(host, facts) ? [host] : [];
    }),
  );
  return [...found, ...left.flat()];
}

/** Who has started a host since, and stopped it again, wants it so; what cannot be read now stays as it is known. */
export async function hostsLeft(
  { context, wish, pending }: CutRun,
  { givenBack }: KnownEnd,
): Promise<PendingRollback["hosts"]> {
  return Promise.all(
    pending.hosts.map(async (host) => {
      const facts = await context.reads.host(wish.service, wish.regionId, host.hostId).catch(() => undefined);
      return facts && isStopped(facts) && (givenBack.includes(host.hostId) || isTakenBack(host, facts))
        ? { hostId: host.hostId, wasRunning: false, startedAt: facts.startedAt }
        : host;
    }),
  );
}

/** What the journal tells of the end of this very run, where the state is one of before. */
interface KnownEnd {
  readonly isDone: boolean;
  readonly givenBack: readonly string[];
}

export async function knownEnd({ context, wish, pending }: CutRun): Promise<KnownEnd> {
  const { service, regionId } = wish;
  const bearers = [...pending.disks, ...(pending.safety?.snapshots ?? [])];
  const found = await Promise.all(
    bearers.map(({ snapshotId }) =>
      context.reads.snapshot(service, regionId, snapshotId).catch(() => undefined),
    ),
  );
  const runs = readRuns(
    found.filter((snapshot) => snapshot !== undefined),
    pending.hosts.map(({ hostId }) => hostId),
  );
  const own = runs.filter(({ at }) => at === pending.startedAt);
  return {
    isDone: own.some(({ phase }) => phase === "done"),
    givenBack: own.flatMap(({ givenBack = [] }) => givenBack),
  };
}

const isTakenBack = (host: PendingRollback["hosts"][number], facts: HostFacts): boolean =>
  host.stoppedAt !== undefined &&
  startedSince(facts, stopOf({ ...host, stoppedAt: host.stoppedAt })) === true;

export const isStopped = ({ state }: HostFacts): boolean => state === "stopped";
