/** What is known of the cloud's things, in one vocabulary for all services. */

export type ServiceName = "ecs";

/** How a disk is named: each service has its own way, and the key is unique within a region. */
export interface DiskReference {
  readonly diskId: string;
}

export const diskKey = (disk: DiskReference): string => disk.diskId;

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
  readonly sourceDiskType: "system" | "data";
  readonly sizeGiB: number;
  readonly encrypted: boolean;
  /** ISO 8601, UTC. */
  readonly creationTime: string;
  readonly retentionDays: number | undefined;
  readonly resourceGroupId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface DiskFacts {
  readonly disk: DiskReference;
  readonly type: "system" | "data";
  readonly category: string;
  readonly sizeGiB: number;
  /** "ready": in use or unattached, nothing under way; "restoring": being put back; "busy": another change. */
  readonly state: "ready" | "restoring" | "busy";
  /** The cloud's own word, for messages. */
  readonly statusWord: string;
  readonly encrypted: boolean;
  readonly multiAttach: boolean;
  readonly locks: readonly string[];
  readonly hostIds: readonly string[];
}

export interface HostFacts {
  readonly hostId: string;
  readonly state: "running" | "stopped" | "changing" | "unusable";
  /** The cloud's own word, for messages. */
  readonly statusWord: string;
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
