import { diskKey } from "../../lifecycle/facts";
import { referenceOf } from "../../lifecycle/rollbackState";
import type { Run } from "./run";

/**
 * What is written up to now belongs to the present: it is in the safety snapshot that comes next, or there is to be
 * none. Only a start of a host, or a move of a disk, after this moment is in the way.
 */
export async function beginPresent(run: Run): Promise<void> {
  // Whether one that may have run is sent again hangs on there having been no start since.
  if (run.saved || run.unwritten) return;
  const [startedAt, movedAt] = await Promise.all([startsNow(run), movesNow(run)]);
  run.startedAt = startedAt;
  run.movedAt = movedAt;
  const hosts = run.pending.hosts.map((host) => ({
    ...host,
    startedAt: startedAt[host.hostId] ?? host.startedAt,
  }));
  run.pending = { ...run.pending, hosts };
}

/** Where a service does not tell it (swas, ecd) there is nothing to ask for. */
const isTold = (moments: Run["startedAt"]) => Object.values(moments).some((moment) => moment !== undefined);

async function startsNow({ context, wish, startedAt }: Run): Promise<Run["startedAt"]> {
  if (!isTold(startedAt)) return startedAt;
  const hosts = Object.keys(startedAt).map(async (hostId) => {
    const host = await context.reads.host(wish.service, wish.regionId, hostId);
    return [hostId, host?.startedAt] as const;
  });
  return Object.fromEntries(await Promise.all(hosts));
}

async function movesNow({ context, wish, movedAt, pending }: Run): Promise<Run["movedAt"]> {
  if (!isTold(movedAt)) return movedAt;
  const disks = pending.disks.map(referenceOf).map(async (reference) => {
    const disk = await context.reads.disk(wish.service, wish.regionId, reference);
    return [diskKey(reference), disk?.movedAt] as const;
  });
  return Object.fromEntries(await Promise.all(disks));
}
