import { momentWords } from "../lifecycle/duration";
import { diskKey, type DiskReference, type HostFacts } from "../lifecycle/facts";
import type { Context } from "../runtime/context";
import { serviceOf } from "../runtime/defaults";
import type { Properties } from "../runtime/properties";
import { lines } from "../runtime/lifecycleError";
import type { Service } from "../services";
import { isDone, maySend, type Attempt } from "./model/attempt";
import { counting, fold } from "./model/fold";
import { owedHost } from "./model/owedHost";
import type { RollbackState } from "./model/state";
import { safetyGroups } from "./withoutSafety";
import { savedBy } from "./words";

/**
 * Warns of a rollback of the lever's disks that was cut short, where only the cloud's journal knows of it: the engine was
 * killed, and what is declared now is not that one. It only tells; what cannot be read tells nothing.
 */
export async function tellOpen(context: Context, target: Properties, state: RollbackState): Promise<void> {
  try {
    const service = serviceOf(target);
    const regionId = String(target["regionId"]);
    // Where no end can be noted (ecd), every one looks so.
    if (service?.capabilities.journal !== "tags" || state.pending) return;
    for (const disk of await disksOf(context, service, regionId, target))
      await tellOf(context, { service, regionId, disk }, state);
  } catch {
    return;
  }
}

interface Place {
  readonly service: Service;
  readonly regionId: string;
  readonly disk: DiskReference;
}

async function tellOf(
  context: Context,
  { service, regionId, disk }: Place,
  state: RollbackState,
): Promise<void> {
  const { reads, log } = context;
  const [snapshots, facts] = await Promise.all([
    reads.snapshotsOf(service, regionId, disk),
    reads.disk(service, regionId, disk),
  ]);
  const hostIds = facts?.hostIds ?? [];
  const found = await Promise.all(hostIds.map((hostId) => reads.host(service, regionId, hostId)));
  const hosts = found.filter((host) => host !== undefined);
  const groups = await safetyGroups(context, { service, regionId }).catch(() => []);
  const all = fold({ snapshots, safetyGroups: groups, hostIds }, []);
  const attempts = counting(all, state.ended ?? []).filter((one) => !isKnown(state, one));
  const open = attempts.findLast((one) => maySend(one) && !one.silent && !isDone(one));
  if (!open) return tellStop(context, service, disk, attempts, hosts);
  const saved = savedBy([open]);
  log.warn(
    lines({
      truth: `A rollback of ${diskKey(disk)} that began at ${momentWords(open.at)} was sent, and nobody has seen its end: what the disk holds is not known`,
      details: [
        saved ? `The disk as it was before that run is saved in the safety snapshot ${saved}` : "",
        ...hosts.map((host) => `The ${service.hostWord} ${host.hostId} is ${host.statusWord}`),
        "To have it finished declare it again; else look at the disk, and start what is to run yourself",
      ],
    }),
  );
}

/** One that is repeated on purpose is another run. */
const isKnown = ({ usedKeys }: RollbackState, attempt: Attempt): boolean =>
  usedKeys.some(({ key, at }) => key === attempt.key && at >= attempt.at);

/** Nothing was sent, and a host that was stopped for it was not given back. */
function tellStop(
  { log }: Context,
  { hostWord }: Service,
  disk: DiskReference,
  attempts: readonly Attempt[],
  hosts: readonly HostFacts[],
): void {
  const owed = hosts.flatMap((host) => {
    const found = host.state === "stopped" ? owedHost(host, attempts, undefined) : undefined;
    return found ? [{ host, by: found.by }] : [];
  });
  const [last] = owed.map(({ by }) => by).sort((one, other) => other.at.localeCompare(one.at));
  if (!last) return;
  log.warn(
    lines({
      truth: `A rollback of ${diskKey(disk)} that began at ${momentWords(last.at)} was cut short before it was sent, and has not given back what it may have stopped`,
      details: owed.map(
        ({ host }) =>
          `The ${hostWord} ${host.hostId} is ${host.statusWord}: start it yourself if it is to run`,
      ),
    }),
  );
}

/** Of a whole instance, its disks as they are now. */
async function disksOf(
  { reads }: Context,
  service: Service,
  regionId: string,
  { diskId, instanceId, disks }: Properties,
): Promise<DiskReference[]> {
  if (typeof instanceId === "string")
    return (await reads.disksOf(service, regionId, instanceId)).map(({ disk }) => disk);
  const ids: unknown[] = Array.isArray(disks) ? disks : [diskId];
  return ids.map((id) => ({ diskId: String(id) }));
}
