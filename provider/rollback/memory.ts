import type { SnapshotFacts } from "../lifecycle/facts";
import type { DesiredRollback } from "./model/desired";
import type { Observed } from "./model/observed";

/** What it means that the cloud remembers nothing of a rollback. */
export const runsAgain =
  "a killed run or a lost state would make it run again, and lose what was written since";

/**
 * Said where the cloud can surely keep no line of a rollback: it takes no safety snapshot, and the snapshots that are
 * gone back to take no tags (ecd), or have no room for one. Undefined elsewhere. Whether the permission to tag is
 * missing only a request that tags can tell (TagResources has no dry run), and preview sends none: `up` warns then.
 */
export function noMemory(
  { service, policy }: DesiredRollback,
  { points }: Pick<Observed, "points">,
): string | undefined {
  if (policy.safetySnapshot !== false) return undefined;
  if (service.capabilities.journal !== "tags")
    return `Without a safety snapshot this service has no place to note a rollback: ${runsAgain}.`;
  const ids = points.flatMap(({ snapshot, snapshotId }) =>
    snapshot && !hasRoom(snapshot) ? [snapshotId] : [],
  );
  // A rollback of several disks is noted where there is room.
  if (ids.length === 0 || ids.length < points.length) return undefined;
  return `There is no safety snapshot, and ${ids.join(", ")} has no room for another tag that would note the rollback: ${runsAgain}.`;
}

const hasRoom = ({ tags }: SnapshotFacts): boolean =>
  Object.keys(tags).filter((name) => !name.startsWith("acs:")).length < mostTags;

/** What a resource may have; what the cloud itself has set is not counted. */
const mostTags = 20;
