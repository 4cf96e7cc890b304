import {
  diskKey,
  type DiskFacts,
  type DiskReference,
  type SnapshotFacts,
  type SnapshotGroupFacts,
} from "./facts";
import type { ObstacleRule } from "./findings/rules";
import { mostDisks } from "./inputs/diskRollback";
import type { Obstacle } from "./obstacle";
import { diskObstacles, pointObstacles, type Words } from "./obstacles";
import type { ListedPoint } from "./outputs/restorePoints";

/** What is known of what may be gone back to. */
export interface PointsSeen {
  readonly snapshots: readonly SnapshotFacts[];
  readonly groups: readonly SnapshotGroupFacts[];
  /** The disks that are there, by their keys. */
  readonly disks: ReadonlyMap<string, DiskFacts>;
  readonly words: Words;
  /** The key of the rollback that has taken it as its safety snapshot. */
  rollbackOf(point: SnapshotFacts | SnapshotGroupFacts): string | undefined;
  /** What that rollback has gone back to. */
  targetOf(rollbackKey: string): string | undefined;
}

export interface PointsWanted {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly namePrefix?: string | undefined;
}

/** The points that were asked for, newest first. */
export function listedPoints(
  seen: PointsSeen,
  { after, before, namePrefix = "" }: PointsWanted,
): ListedPoint[] {
  const from = after === undefined ? -Infinity : Date.parse(after);
  const until = before === undefined ? Infinity : Date.parse(before);
  return [
    ...seen.snapshots.map((one) => listedSnapshot(seen, one)),
    ...seen.groups.map((one) => listedGroup(seen, one)),
  ]
    .filter(({ creationTime, name }) => {
      const at = Date.parse(creationTime);
      return at >= from && at < until && name.startsWith(namePrefix);
    })
    .sort((one, other) => Date.parse(other.creationTime) - Date.parse(one.creationTime));
}

function listedSnapshot(seen: PointsSeen, facts: SnapshotFacts): ListedPoint {
  const { snapshotId, snapshotName, creationTime, sizeGiB, encrypted, sourceDisk } = facts;
  const undoes = undoneBy(seen, facts);
  return {
    snapshotId,
    kind: undoes ? "safety" : facts.automatic ? "automatic" : "manual",
    name: snapshotName,
    creationTime,
    ...(sizeGiB === undefined ? {} : { sizeGiB }),
    ...(encrypted === undefined ? {} : { encrypted }),
    snapshots: [{ ...sourceDisk, snapshotId }],
    ...usability(snapshotObstacle(seen, facts)),
    ...(undoes ? { undoes } : {}),
  };
}

function listedGroup(seen: PointsSeen, group: SnapshotGroupFacts): ListedPoint {
  const { snapshotGroupId, name, creationTime, members } = group;
  const undoes = undoneBy(seen, group);
  return {
    snapshotGroupId,
    kind: "group",
    name,
    creationTime,
    snapshots: members.map(({ disk, snapshotId }) => ({ ...disk, snapshotId })),
    ...usability(groupObstacle(seen, group)),
    ...(undoes ? { undoes } : {}),
  };
}

const usability = (obstacle: string | undefined) =>
  obstacle === undefined ? { usable: true } : { usable: false, obstacle };

function undoneBy(seen: PointsSeen, point: SnapshotFacts | SnapshotGroupFacts): ListedPoint["undoes"] {
  const rollbackKey = seen.rollbackOf(point);
  if (rollbackKey === undefined) return undefined;
  const snapshotId = seen.targetOf(rollbackKey);
  return { rollbackKey, ...(snapshotId === undefined ? {} : { snapshotId }) };
}

/** The words with which a preview would refuse it. */
function snapshotObstacle({ disks, words }: PointsSeen, snapshot: SnapshotFacts): string | undefined {
  const { snapshotId, sourceDisk: reference } = snapshot;
  const disk = disks.get(diskKey(reference));
  if (!disk) return goneWords(reference);
  return lasting(pointObstacles({ ...asSeen(reference, disk), snapshotId, snapshot }, words));
}

function groupObstacle({ disks, words }: PointsSeen, group: SnapshotGroupFacts): string | undefined {
  const { snapshotGroupId, status, members } = group;
  const name = `snapshot group ${snapshotGroupId}`;
  if (status === "progressing") return `${name} is not complete yet`;
  if (status === "failed") return `${name} has failed and holds no usable data`;
  if (members.length > mostDisks)
    return `${name} holds ${members.length} disks; at most ${mostDisks} are rolled back at once`;
  return members
    .map(({ disk: reference }) => {
      const disk = disks.get(diskKey(reference));
      return disk ? lasting(diskObstacles(asSeen(reference, disk), words)) : goneWords(reference);
    })
    .find((one) => one !== undefined);
}

const goneWords = (disk: DiskReference) => `there is no disk ${diskKey(disk)} any more`;

const asSeen = (reference: DiskReference, disk: DiskFacts) => ({
  ...{ reference, disk, restoring: false },
  siblings: [],
  own: [],
});

/** What passes by itself in minutes says nothing of a point. */
const lasting = (obstacles: readonly Obstacle[]): string | undefined =>
  obstacles.find(({ rule }) => !passing.has(rule))?.reason;
const passing: ReadonlySet<ObstacleRule> = new Set(["disk-restoring", "disk-busy"] as const);
