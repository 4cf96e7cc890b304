import type { Sight } from "../../lifecycle/sight";
import type { Context } from "../context";
import type { Wish } from "./wish";

/**
 * Asks for the other disks of the hosts, where some of a host's disks could go back together and not all do. A group
 * says itself which disks it leaves out.
 */
export async function withHostDisks(context: Context, wish: Wish, sight: Sight): Promise<Sight> {
  const { service, regionId, goal } = wish;
  const isOfData = sight.points.some(({ disk }) => disk?.type === "data");
  if (!service.groups || goal.kind === "group" || !isOfData) return sight;
  const disks = await Promise.all(
    sight.hosts.map(({ hostId }) => context.reads.disksOf(service, regionId, hostId)),
  );
  return { ...sight, hostDisks: disks.flat() };
}
