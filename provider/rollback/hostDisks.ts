import type { DiskFacts } from "../lifecycle/facts";
import type { Context } from "../runtime/context";
import type { DesiredRollback } from "./model/desired";
import type { Observed } from "./model/observed";

/**
 * Asks for the other disks of the hosts, where some of a host's disks could go back together and not all do. A group
 * says itself which disks it leaves out.
 */
export async function hostDisksOf(
  context: Context,
  { service, regionId, target }: DesiredRollback,
  { points, hosts }: Observed,
): Promise<DiskFacts[]> {
  const isOfData = points.some(({ disk }) => disk?.type === "data");
  if (!service.groups || target.kind === "group" || !isOfData) return [];
  const disks = await Promise.all(
    hosts.map(({ hostId }) => context.reads.disksOf(service, regionId, hostId)),
  );
  return disks.flat();
}
