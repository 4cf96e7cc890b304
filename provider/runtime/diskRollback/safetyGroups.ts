import type { Context } from "../context";
import { keyTag } from "./marks";
import type { Wish } from "./wish";

/** The members of a group bear no mark before they bear a note: the group itself does. Of one rollback, or of any. */
export async function membersOfSafetyGroups(
  { cloud }: Context,
  { service, regionId }: Pick<Wish, "service" | "regionId">,
  key?: string,
): Promise<ReadonlySet<string>> {
  if (!service.groups) return new Set();
  const groups = await cloud.call(service.groups.marked(regionId, keyTag, key)).catch(() => []);
  return new Set(groups.flatMap(({ members }) => members.map(({ snapshotId }) => snapshotId)));
}
