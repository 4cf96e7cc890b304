import { CloudError, type ErrorKind } from "../client";
import type { SnapshotFacts, SnapshotGroupFacts } from "../lifecycle/facts";
import type { Context } from "../runtime/context";
import { allPages } from "../runtime/allPages";
import type { DesiredRollback } from "./model/desired";
import { safetyMark, safetyTag } from "./model/marks";

/**
 * The snapshots that were taken as restore points. A safety snapshot of any rollback holds what somebody wanted to be
 * rid of: it is gone back to by its id, and is never what a moment means.
 */
export async function withoutSafety(
  context: Context,
  desired: DesiredRollback,
  snapshots: readonly SnapshotFacts[],
): Promise<SnapshotFacts[]> {
  const groups = await safetyGroups(context, desired);
  return snapshots.filter((one) => !safetyMark(one, groups));
}

/** The groups that are safety snapshots: their members have no mark of their own. */
export async function safetyGroups(
  { cloud }: Context,
  { service, regionId }: Pick<DesiredRollback, "service" | "regionId">,
): Promise<SnapshotGroupFacts[]> {
  const { groups } = service;
  if (!groups) return [];
  try {
    return await allPages(
      (after) => groups.marked(regionId, safetyTag, after),
      (request) => cloud.call(request),
    );
  } catch (error) {
    if (error instanceof CloudError && hasNone.has(error.kind)) return [];
    throw error;
  }
}

/** A region or an account without groups, or one that may not look at them, and has taken none. */
const hasNone: ReadonlySet<ErrorKind> = new Set<ErrorKind>(["denied", "withheld", "notFound", "unsupported"]);
