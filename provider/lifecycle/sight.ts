import type { DiskFacts, DiskReference, HostFacts, SnapshotFacts } from "./facts";

/** Everything a rollback looks at before it changes anything. */
export interface Sight {
  readonly now: number;
  readonly points: readonly PointSight[];
  readonly hosts: readonly HostFacts[];
  /** Snapshots being taken of any disk of the hosts: stopping a host would make them fail. */
  readonly unfinishedOnHosts: readonly SnapshotFacts[];
  /** What the state says was applied last; undefined where nothing was. */
  readonly lastApplied: string | undefined;
  /** Set by an operator who wants no rollback to run at all; where it is set. */
  readonly killSwitch: string | undefined;
  /** Safety snapshots that an earlier attempt has begun: they are waited for, and stand in nobody's way. */
  readonly ownSnapshotIds: readonly string[];
}

export interface PointSight {
  readonly reference: DiskReference;
  readonly snapshotId: string;
  readonly disk: DiskFacts | undefined;
  readonly snapshot: SnapshotFacts | undefined;
  /** Every snapshot of the disk, newest first. */
  readonly siblings: readonly SnapshotFacts[];
}

export const unfinished = (snapshots: readonly SnapshotFacts[]) =>
  snapshots.filter(({ status }) => status === "progressing");

/** The complete snapshots of the disk that a rollback would skip, newest first. */
export function newerThan({ snapshot, siblings }: PointSight): SnapshotFacts[] {
  if (!snapshot) return [];
  return siblings.filter(
    ({ status, creationTime }) => status === "accomplished" && creationTime > snapshot.creationTime,
  );
}

/** The oldest of the snapshots to go back to: from there on writes are lost. */
export function lossBegins({ points }: Sight): string | undefined {
  return points
    .map(({ snapshot }) => snapshot?.creationTime)
    .filter((time) => time !== undefined)
    .sort()[0];
}
