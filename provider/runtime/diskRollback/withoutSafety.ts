import type { SnapshotFacts } from "../../lifecycle/facts";
import type { Context } from "../context";
import { groupOf, isSafety } from "./marks";
import type { Wish } from "./wish";

/**
 * The snapshots that were taken as restore points. A safety snapshot of any rollback holds what somebody wanted to be
 * rid of: it is gone back to by its id, and is never what a moment means.
 */
export async function withoutSafety(
  context: Context,
  wish: Wish,
  snapshots: readonly SnapshotFacts[],
): Promise<SnapshotFacts[]> {
  const saved = await Promise.all(
    snapshots.map(async (one) => isSafety(one) || (await isMember(context, wish, one))),
  );
  return snapshots.filter((_, index) => !saved[index]);
}

/** What was gone back to bears the same notes as the members of a safety group: the group tells which it holds. */
async function isMember(
  context: Context,
  { service, regionId }: Wish,
  snapshot: SnapshotFacts,
): Promise<boolean> {
  const groupId = groupOf(snapshot);
  if (groupId === undefined) return false;
  const group = await context.reads.group(service, regionId, groupId);
  return (group?.members ?? []).some(({ snapshotId }) => snapshotId === snapshot.snapshotId);
}
