import { momentWords } from "../../lifecycle/duration";
import { diskKey, type DiskReference, type HostFacts, type SnapshotFacts } from "../../lifecycle/facts";
import type { RollbackState } from "../../lifecycle/rollbackState";
import type { Service } from "../../services";
import type { Context } from "../context";
import { serviceOf } from "../defaults";
import { lines } from "../lifecycleError";
import type { Properties } from "../lifecycle";
import { groupOf, isSafety, readRuns, unendedOf } from "./marks";

/**
 * Warns of a rollback of the lever's disks that was sent and not seen to end, where only the cloud's journal knows of
 * it: the engine was killed, and what is declared now is not that one. It only tells; what cannot be read tells nothing.
 */
export async function tellUnended(context: Context, target: Properties, state: RollbackState): Promise<void> {
  try {
    const service = serviceOf(target);
    const regionId = String(target["regionId"]);
    // Where no end can be noted (ecd), every one looks so.
    if (!service?.journal || state.pending) return;
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

async function tellOf(context: Context, place: Place, { usedKeys }: RollbackState): Promise<void> {
  const { reads, log } = context;
  const { service, regionId, disk } = place;
  const snapshots = await reads.snapshotsOf(service, regionId, disk);
  const open = unendedOf(readRuns(snapshots, [])).filter(({ phase }) => phase === "intent");
  // One that is repeated on purpose is another run.
  const isKnown = (run: { readonly key: string; readonly at: string }) =>
    usedKeys.some(({ key, at }) => key === run.key && at >= run.at);
  const [last] = readRuns(snapshots, [])
    .filter((run) => open.some(({ at }) => at === run.at) && run.phase === "intent" && !isKnown(run))
    .sort((one, other) => other.at.localeCompare(one.at));
  const hostIds = (await reads.disk(service, regionId, disk))?.hostIds ?? [];
  const hosts = await Promise.all(hostIds.map((hostId) => reads.host(service, regionId, hostId)));
  if (!last) return tellStop(context, place, snapshots, hosts);
  const bearers = snapshots.filter((one) => bearsOn(one, last.at));
  const saved = bearers.find(isSafety)?.snapshotId ?? (await safetyGroup(reads, place, bearers));
  log.warn(
    lines({
      truth: `A rollback of ${diskKey(disk)} that began at ${momentWords(last.at)} was sent, and nobody has seen its end: what the disk holds is not known`,
      details: [
        saved ? `The present of then was saved in the safety snapshot ${saved}` : "",
        ...hosts.map((host) => (host ? `The ${service.hostWord} ${host.hostId} is ${host.statusWord}` : "")),
        "To have it finished declare it again; else look at the disk, and start what is to run yourself",
      ],
    }),
  );
}

/** Nothing was sent, and a host that was stopped for it was not given back. */
function tellStop(
  { log }: Context,
  { service, disk }: Place,
  snapshots: readonly SnapshotFacts[],
  hosts: readonly (HostFacts | undefined)[],
): void {
  const off = hosts.flatMap((host) => (host?.state === "stopped" ? [host] : []));
  const names = hosts.flatMap((host) => (host ? [host.hostId] : []));
  const [last] = unendedOf(readRuns(snapshots, names))
    .filter(({ phase }) => phase === "stopping")
    .filter(({ ranBefore }) => off.some(({ hostId }) => ranBefore.includes(hostId)))
    .sort((one, other) => other.at.localeCompare(one.at));
  if (!last) return;
  log.warn(
    lines({
      truth: `A rollback of ${diskKey(disk)} that began at ${momentWords(last.at)} was cut short before it was sent, and has not given back what it may have stopped`,
      details: off.map(({ hostId, statusWord }) =>
        last.ranBefore.includes(hostId)
          ? `The ${service.hostWord} ${hostId} is ${statusWord}: start it yourself if it is to run`
          : "",
      ),
    }),
  );
}

/** The members of a group bear no mark of their own: the group tells which it holds. */
async function safetyGroup(
  reads: Context["reads"],
  { service, regionId }: Pick<Place, "service" | "regionId">,
  bearers: readonly SnapshotFacts[],
): Promise<string | undefined> {
  for (const one of bearers) {
    const groupId = groupOf(one);
    const group = groupId === undefined ? undefined : await reads.group(service, regionId, groupId);
    if (group?.members.some(({ snapshotId }) => snapshotId === one.snapshotId)) return groupId;
  }
  return undefined;
}

const bearsOn = (snapshot: SnapshotFacts, began: string): boolean =>
  readRuns([snapshot], []).some(({ at }) => at === began);

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
