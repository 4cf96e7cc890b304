import type { Context } from "../runtime/context";
import type { DesiredRollback } from "./model/desired";
import type { Observed } from "./model/observed";

/**
 * Asks for the other disks of the hosts, where some of a host's disks could go back together and not all do. A group
 * says itself which disks it leaves out.
 */
export async function withHostDisks(
  context: Context,
  { service, regionId, target }: DesiredRollback,
  observed: Observed,
): Promise<Observed> {
  const isOfData = observed.points.some(({ disk }) => disk?.type === "data");
  if (!service.groups || target.kind === "group" || !isOfData) return observed;
  const disks = await Promise.all(
    observed.hosts.map(({ hostId }) => context.reads.disksOf(service, regionId, hostId)),
  );
  return { ...observed, hostDisks: disks.flat() };
}
