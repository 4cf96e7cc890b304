/** What is known of the cloud's things, in one vocabulary for all services. */

export type ServiceName = "ecs" | "swas" | "ecd";

export type DiskType = "system" | "data";

/** How a disk is named: by its id, or (ecd) by its desktop and its type. */
export type DiskReference =
  | { readonly diskId: string; readonly desktopId?: undefined }
  | { readonly desktopId: string; readonly sourceDiskType: DiskType; readonly diskId?: undefined };

/** Unique within a region, and the words for it in messages. */
export const diskKey = (disk: DiskReference): string =>
  disk.diskId !== undefined ? disk.diskId : `${disk.desktopId}/${disk.sourceDiskType}`;

export type SnapshotStatus = "progressing" | "accomplished" | "failed";

export interface SnapshotFacts {
  readonly snapshotId: string;
  readonly snapshotName: string;
  readonly description: string;
  readonly status: SnapshotStatus;
  /** Per cent, 0 to 100. */
  readonly progress: number;
  /** Milliseconds until it is complete, where the cloud estimates them. */
  readonly remainingMs: number | undefined;
  /** Usable for creating disks before all of it is copied (ecs). */
  readonly available: boolean;
  readonly sourceDisk: DiskReference;
  readonly sourceDiskType: DiskType;
  /** Where the service tells it (not swas). */
  readonly sizeGiB: number | undefined;
  readonly encrypted: boolean | undefined;
  /** ISO 8601, UTC. */
  readonly creationTime: string;
  readonly retentionDays: number | undefined;
  readonly resourceGroupId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** When a disk was last rolled back to it: a receipt (swas). */
  readonly rollbackTime: string | undefined;
  /** What becomes of its disk while that is rolled back, where the snapshot and not the disk shows it (ecd). */
  readonly diskState: DiskState | undefined;
  /** A policy of the cloud took it, where the service tells (not swas). */
  readonly automatic?: boolean | undefined;
  /** A custom image was made from it, so that it cannot be deleted, where the service tells (ecs). */
  readonly usedByImage?: boolean | undefined;
}

/** A crash-consistent group: one snapshot of each of several disks, all of one moment (ecs). */
export interface SnapshotGroupFacts {
  readonly snapshotGroupId: string;
  readonly name: string;
  readonly description: string;
  readonly status: SnapshotStatus;
  readonly creationTime: string;
  readonly instanceId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly members: readonly {
    readonly snapshotId: string;
    readonly disk: DiskReference;
    readonly progress: number;
    readonly available: boolean;
  }[];
}

/** "ready": in use or unattached, nothing under way; "restoring": being put back; "busy": another change. */
export type DiskState = "ready" | "restoring" | "busy";

export interface DiskFacts {
  readonly disk: DiskReference;
  readonly type: DiskType;
  readonly category: string;
  readonly sizeGiB: number;
  readonly state: DiskState;
  /** The cloud's own word, for messages. */
  readonly statusWord: string;
  /** Where the service tells it. */
  readonly encrypted: boolean | undefined;
  readonly multiAttach: boolean;
  readonly locks: readonly string[];
  readonly hostIds: readonly string[];
  /** When it was last attached or detached, where the service tells (ecs). */
  readonly movedAt?: string | undefined;
}

export interface HostFacts {
  readonly hostId: string;
  readonly state: "running" | "stopped" | "changing";
  /** The cloud's own word, for messages. */
  readonly statusWord: string;
  /** When it was last started, where the service tells; to the minute (ecs). */
  readonly startedAt: string | undefined;
  /** It was stopped in economical mode, so that its capacity was given away, where the service tells (ecs). */
  readonly economicalMode?: boolean | undefined;
  /** What keeps it from being used: locks, arrears, an expired subscription. */
  readonly locks: readonly string[];
}

/** A service's limits on the names it accepts, with the page that states them. */
export interface NameRule {
  readonly shortest: number;
  readonly longest: number;
  readonly pattern: RegExp;
  readonly alphabet: string;
  readonly page: string;
}
