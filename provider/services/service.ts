import type { CloudRequest, Product } from "../client";
import type {
  DiskFacts,
  DiskReference,
  HostFacts,
  NameRule,
  ServiceName,
  SnapshotFacts,
} from "../lifecycle/facts";

/**
 * What one cloud product can do for a restore point. A service says *what to send* and how an answer reads in
 * our vocabulary; never when, and never how often.
 */
export interface Service {
  readonly name: ServiceName;
  readonly product: Product;
  readonly snapshotName: NameRule;
  /** The most ids one describe call takes. */
  readonly batch: number;
  readonly polling: Polling;

  readSnapshots(regionId: string, snapshotIds: readonly string[]): CloudRequest<SnapshotFacts[]>;
  listSnapshots(regionId: string, disk: DiskReference, after?: string): CloudRequest<Page<SnapshotFacts>>;
  readDisks(regionId: string, disks: readonly DiskReference[]): CloudRequest<DiskFacts[]>;
  readHosts(regionId: string, hostIds: readonly string[]): CloudRequest<HostFacts[]>;

  takeSnapshot(snapshot: NewSnapshot): CloudRequest<{ snapshotId: string }>;
  deleteSnapshot(regionId: string, snapshotId: string, force: boolean): CloudRequest<unknown>;
  /** The calls that bring a snapshot's attributes to what is declared; only changed ones are given. */
  changeSnapshot(regionId: string, snapshotId: string, change: SnapshotChange): CloudRequest<unknown>[];

  rollBack(point: RollbackPoint): CloudRequest<{ requestId: string }>;
  /** The codes with which the cloud refuses a rollback because one is under way on the same disk. */
  readonly restoringCodes: readonly string[];
  /** Asks the cloud whether it would accept the rollback: it answers with an error either way. */
  tryRollBack?(point: RollbackPoint): CloudRequest<unknown>;
}

export interface Page<Item> {
  readonly items: Item[];
  /** Where the next page begins; absent on the last. */
  readonly next: string | undefined;
}

export interface Polling {
  /** The shortest and longest pause between two describe calls, in milliseconds. */
  readonly shortestMs: number;
  readonly longestMs: number;
  /** How long a disk must be seen ready, where no change was seen, before a rollback counts as finished. */
  readonly settleMs: number;
}

export interface NewSnapshot {
  readonly regionId: string;
  readonly disk: DiskReference;
  readonly name: string;
  readonly description: string | undefined;
  readonly retentionDays: number | undefined;
  readonly resourceGroupId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** At most 64 ASCII characters: the same token and the same parameters give the same snapshot. */
  readonly clientToken: string;
}

export interface SnapshotChange {
  readonly name?: string;
  readonly description?: string;
  readonly retentionDays?: number;
  readonly resourceGroupId?: string;
  readonly setTags?: Readonly<Record<string, string>>;
  readonly removeTags?: readonly string[];
}

export interface RollbackPoint {
  readonly regionId: string;
  readonly disk: DiskReference;
  readonly snapshotId: string;
}
