import type { SnapshotFacts, SnapshotGroupFacts } from "../../lifecycle/facts";
import { nameInTag, safetyMark } from "../../rollback/model/marks";

/** The key of the rollback that has taken it as its safety snapshot; undefined of any other. */
export const rollbackOf = (
  point: SnapshotFacts | SnapshotGroupFacts,
  groups: readonly SnapshotGroupFacts[] = [],
): string | undefined => safetyMark(point, groups)?.key;

/** Which of the snapshots a rollback has gone back to, as far as its notes tell. */
export const targetOf = (rollbackKey: string, snapshots: readonly SnapshotFacts[]): string | undefined =>
  snapshots.find(
    (one) =>
      Object.keys(one.tags).some((tag) => nameInTag(tag)?.key === rollbackKey) &&
      rollbackOf(one) === undefined,
  )?.snapshotId;
