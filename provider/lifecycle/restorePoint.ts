import {
  diskKey,
  type DiskReference,
  type SnapshotFacts,
  type SnapshotGroupFacts,
  type SnapshotStatus,
} from "./facts";

/** A snapshot or a group of them: what a DiskSnapshot takes, waits for and keeps, in one shape. */
export interface RestorePoint {
  readonly id: string;
  readonly kind: "disk" | "group";
  readonly name: string;
  readonly description: string;
  readonly status: SnapshotStatus;
  readonly progress: number;
  readonly remainingMs: number | undefined;
  readonly available: boolean;
  readonly creationTime: string;
  readonly members: readonly { readonly disk: DiskReference; readonly snapshotId: string }[];
  /** What is known of a single snapshot's disk. */
  readonly snapshot: SnapshotFacts | undefined;
}

export const pointOfSnapshot = (facts: SnapshotFacts): RestorePoint => ({
  id: facts.snapshotId,
  kind: "disk",
  name: facts.snapshotName,
  description: facts.description,
  status: facts.status,
  progress: facts.status === "accomplished" ? 100 : facts.progress,
  remainingMs: facts.remainingMs,
  available: facts.available,
  creationTime: facts.creationTime,
  members: [{ disk: facts.sourceDisk, snapshotId: facts.snapshotId }],
  snapshot: facts,
});

export const pointOfGroup = (facts: SnapshotGroupFacts): RestorePoint => ({
  id: facts.snapshotGroupId,
  kind: "group",
  name: facts.name,
  description: facts.description,
  status: facts.status,
  progress:
    facts.status === "accomplished" ? 100 : Math.min(...facts.members.map(({ progress }) => progress), 100),
  remainingMs: undefined,
  available: facts.members.length > 0 && facts.members.every(({ available }) => available),
  creationTime: facts.creationTime,
  members: facts.members.map(({ disk, snapshotId }) => ({ disk, snapshotId })),
  snapshot: undefined,
});

/** The disks of which a group was to have a snapshot and has none. */
export const missingMembers = (expected: readonly DiskReference[], { members }: RestorePoint): string[] =>
  expected.map(diskKey).filter((key) => !members.some(({ disk }) => diskKey(disk) === key));

/** "snapshot" or "snapshot group", for messages. */
export const pointWord = (kind: RestorePoint["kind"]) => (kind === "group" ? "snapshot group" : "snapshot");
