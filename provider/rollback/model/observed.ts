import {
  diskKey,
  type DiskFacts,
  type DiskReference,
  type HostFacts,
  type SnapshotFacts,
} from "../../lifecycle/facts";
import type { Obstacle } from "../../lifecycle/obstacle";
import type { Attempt } from "./attempt";
import type { Conflict } from "./state";

/** Everything that a decision about a rollback is made from: what the cloud shows, and what is remembered. Plain data. */
export interface Observed {
  /** When the look ended, by the cloud's clock; milliseconds. */
  readonly now: number;
  /** When it began. */
  readonly since: number;
  readonly points: readonly ObservedPoint[];
  /** Disks of which it is not known what they go back to. */
  readonly unaimed: readonly ObservedDisk[];
  readonly hosts: readonly HostFacts[];
  /** Hosts that earlier attempts have stopped, and that none of the disks is attached to any more. */
  readonly otherHosts: readonly HostFacts[];
  /** All disks of the hosts, where they were asked for. */
  readonly hostDisks?: readonly DiskFacts[];
  /** Hosts that the disks say they are attached to, and that the cloud does not show. */
  readonly unseenHosts: readonly string[];
  /** Snapshots being taken of other disks of the hosts: stopping a host would make them fail. */
  readonly unfinishedOnHosts: readonly SnapshotFacts[];
  /** The snapshot or group that was applied last, by whomever; undefined where nothing was. */
  readonly lastApplied: string | undefined;
  /** The rollbacks that the state knows to be done, by their keys, and when each was. */
  readonly usedKeys: readonly UsedKey[];
  /** This lever stood back for another rollback, which has run. */
  readonly conflict: Conflict | undefined;
  /** Set by an operator who wants no rollback to run at all; where it is set. */
  readonly killSwitch: string | undefined;
  /** What the cloud itself says of it; undefined where it cannot be asked, or would only repeat what was found. */
  readonly dryRun: DryRun | undefined;
  /** What stands in the way of the target itself. */
  readonly found: readonly Obstacle[];
  /** There is no room for another snapshot. */
  readonly noRoom: readonly Obstacle[];
  /** What the caller may not do, as the cloud says in a dry run before anything is changed. */
  readonly denied: readonly Denied[];
  /** Whoever previews may only look: what is denied to them is told, and stands in nobody's way. */
  readonly onlyLooks: boolean;
  /** Every attempt of whatever rollback of these disks that says something of what they hold; never this run's own. */
  readonly attempts: readonly Attempt[];
  /** The number of this run's own line, as the journal shows it for each disk. */
  readonly ownLines: Readonly<Record<string, number>>;
}

export interface UsedKey {
  readonly key: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** The last rollback of a disk, as far as the journal and this lever's state tell. */
export interface LastRollback {
  /** When it began; ISO 8601, UTC. */
  readonly at: string;
  /** The snapshot or the group that the disk went back to, where anything tells. */
  readonly to: string | undefined;
  /** "done": the disk came back. "accepted": the cloud took the request, and its end was not noted. "unknown": it may have run. */
  readonly end: "done" | "accepted" | "unknown";
  /** The safety snapshot or group that holds the disk as it was before. */
  readonly saved: string | undefined;
}

/** The answer of a dry run. */
export type DryRun =
  | { readonly kind: "passed" }
  | { readonly kind: "refused"; readonly refusals: readonly Refused[] }
  /** No more than that the host must be stopped first. */
  | { readonly kind: "hostRuns" }
  /** It was not asked: a snapshot of the disk is being taken. */
  | { readonly kind: "waits" }
  | {
      readonly kind: "unanswered";
      readonly disk: string;
      readonly because: string;
      readonly error: Error;
    };

/** What the caller may not do. */
export interface Denied {
  /** The disk or the host that it is of. */
  readonly subject: string;
  /** The property for which it is needed. */
  readonly property: string;
  /** The cloud's action. */
  readonly action: string;
  readonly reason: string;
}

/** What the dry run of one disk has said. */
export interface Refused {
  readonly disk: string;
  readonly obstacle: Obstacle;
}

export interface ObservedDisk {
  readonly reference: DiskReference;
  readonly disk: DiskFacts | undefined;
  /** The desktop by which the disk is named: it is there, and has no such disk. */
  readonly desktop?: HostFacts | undefined;
  /** The cloud refuses a dry run because the disk is being restored, or its snapshots show that it is (ecd). */
  readonly restoring: boolean;
  /** Every snapshot of the disk but the safety snapshots of this rollback, newest first. */
  readonly siblings: readonly SnapshotFacts[];
  /** The safety snapshots that attempts of this rollback have taken, newest first. */
  readonly own: readonly SnapshotFacts[];
  /** Snapshots of it that this very process is taking: the run waits for them. */
  readonly takenHere?: readonly SnapshotFacts[];
  /** Its last rollback, whoever ran it; none that this run goes on with. */
  readonly last?: LastRollback | undefined;
}

export interface ObservedPoint extends ObservedDisk {
  readonly snapshotId: string;
  readonly snapshot: SnapshotFacts | undefined;
  /** It is being taken in this very process, which waits for it. */
  readonly awaited?: boolean;
  /** The disk that the snapshot was taken of is another one than is meant, and is not there any more. */
  readonly sourceGone?: boolean;
}

export const nameOfPoint = ({ reference }: ObservedDisk): string => diskKey(reference);

/** By its own status, or by what the cloud says of it. */
export const isChanging = ({ disk, restoring }: ObservedDisk): boolean =>
  restoring || disk?.state === "restoring";

export const unfinished = (snapshots: readonly SnapshotFacts[]) =>
  snapshots.filter(({ status }) => status === "progressing");

/** The complete snapshots of the disk that a rollback would skip, newest first. */
export function newerThan({ snapshot, siblings }: ObservedPoint): SnapshotFacts[] {
  if (!snapshot) return [];
  return siblings.filter(
    ({ status, creationTime }) => status === "accomplished" && creationTime > snapshot.creationTime,
  );
}

/** The oldest of the snapshots to go back to: from there on writes are lost. */
export function lossBegins({ points }: Pick<Observed, "points">): string | undefined {
  return points
    .map(({ snapshot }) => snapshot?.creationTime)
    .filter((time) => time !== undefined)
    .sort()[0];
}

export const allStopped = ({ hosts, unseenHosts }: Observed): boolean =>
  !unseenHosts.length && hosts.every(({ state }) => state === "stopped");

/** Of some of the disks: these, and the hosts that they are attached to. */
export function narrowed(observed: Observed, points: readonly ObservedPoint[]): Observed {
  const disks = [...points, ...observed.unaimed];
  const hostIds = disks.flatMap(({ disk, desktop }) => disk?.hostIds ?? (desktop ? [desktop.hostId] : []));
  return { ...observed, points, hosts: observed.hosts.filter(({ hostId }) => hostIds.includes(hostId)) };
}
