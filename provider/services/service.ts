import type { CloudRequest, Product } from "../client";
import type {
  DiskFacts,
  DiskReference,
  HostFacts,
  NameRule,
  ServiceName,
  SnapshotFacts,
  SnapshotGroupFacts,
} from "../lifecycle/facts";

/**
 * What one cloud product can do for a restore point. A service says *what to send* and how an answer reads in
 * our vocabulary; never when, and never how often. What a product cannot do is absent.
 */
export interface Service {
  readonly name: ServiceName;
  readonly product: Product;
  /** The word for the machine a disk belongs to. */
  readonly hostWord: "instance" | "server" | "desktop";
  readonly capabilities: Capabilities;
  readonly snapshotName: NameRule;
  /** How many snapshots there may be, where that is so few that a user runs into it. */
  readonly snapshotQuota?: SnapshotQuota;
  readonly systemDisk: SystemDisk;
  readonly polling: Polling;
  /** How many ids one describe call takes. */
  readonly batch: { readonly snapshots: number; readonly disks: number; readonly hosts: number };

  readSnapshots(
    regionId: string,
    snapshotIds: readonly string[],
    after?: string,
  ): CloudRequest<Page<SnapshotFacts>>;
  listSnapshots(regionId: string, disk: DiskReference, after?: string): CloudRequest<Page<SnapshotFacts>>;
  readDisks(regionId: string, disks: readonly DiskReference[]): CloudRequest<DiskFacts[]>;
  readHosts(regionId: string, hostIds: readonly string[]): CloudRequest<HostFacts[]>;
  /** All machines of a region: where readHosts is an InternalError as soon as one of its ids is unknown (swas). */
  listHosts?(regionId: string, after?: string): CloudRequest<Page<HostFacts>>;
  /** The disks of one machine. */
  listDisks(regionId: string, hostId: string): CloudRequest<DiskFacts[]>;
  /**
   * The snapshots of all disks of one machine, as far as the service tells: those that are being taken, and with a
   * quota for each machine all of them.
   */
  listHostSnapshots(regionId: string, hostId: string, after?: string): CloudRequest<Page<SnapshotFacts>>;
  /** Every snapshot of a region: with a quota for the account. */
  listAllSnapshots?(regionId: string, after?: string): CloudRequest<Page<SnapshotFacts>>;

  takeSnapshot(snapshot: NewSnapshot): CloudRequest<{ snapshotId: string }>;
  /**
   * What finds a snapshot whose create was answered to nobody: a ClientToken that gives the same answer again, or
   * (where there is none) its name and a mark in its description.
   */
  readonly foundAgainBy: "token" | "name";
  deleteSnapshot(regionId: string, snapshotId: string, options: DeleteOptions): CloudRequest<unknown>;
  /**
   * The calls that bring a snapshot's attributes to what is declared; only changed ones are given. The token (at most
   * 56 ASCII characters) is of this one change: an equal change made later must be carried out again.
   */
  changeSnapshot(
    regionId: string,
    snapshotId: string,
    change: SnapshotChange,
    clientToken?: string,
  ): CloudRequest<unknown>[];
  /** Attributes that a create does not take and a change does, such as a swas snapshot's remark. */
  readonly setAfterCreate?: readonly (keyof SnapshotChange)[];

  readonly groups?: GroupActions;

  /** Sets and removes tags of snapshots, where they take tags. */
  readonly tags?: TagActions;

  rollBack(point: RollbackPoint, clientToken: string): CloudRequest<{ requestId: string }>;
  /** Several disks at once; an answer may hold failures of single disks. */
  rollBackTogether?(regionId: string, points: readonly RollbackPoint[]): CloudRequest<GroupAnswer>;
  /** Asks the cloud whether it would accept the rollback: it answers with an error either way. */
  tryRollBack?(point: RollbackPoint): CloudRequest<unknown>;
  /** The codes with which it says no more than that the host must be stopped first. */
  readonly hostRunsCodes?: readonly string[];
  /** The codes with which the cloud refuses a rollback because one is under way on the same disk. */
  readonly restoringCodes: readonly string[];
  /** The beginnings of codes that speak of what else is at work on the disk. */
  readonly diskBusyCodes: readonly string[];
  /** The codes that say that a rollback of several disks at once is not to be had in a region, or for an account. */
  readonly notTogetherCodes?: readonly string[];
  /** The codes that refuse single disks in it, because their snapshots are of no group. */
  readonly ungroupedCodes?: readonly string[];

  /** Ask the cloud whether the caller may stop and start a host: it answers with an error either way. */
  tryStopHost?(regionId: string, hostId: string, options: { readonly force: boolean }): CloudRequest<unknown>;
  tryStartHost?(regionId: string, hostId: string): CloudRequest<unknown>;

  stopHost(regionId: string, hostId: string, options: StopOptions): CloudRequest<unknown>;
  startHost(regionId: string, hostId: string, clientToken: string): CloudRequest<unknown>;
}

/** What a service can tell and do, as data: a step that depends on it asks here, and never for the service's name. */
export interface Capabilities {
  /** Where an attempt writes its line: "tags" of a snapshot, which it can change, or once into the description of its safety snapshot. */
  readonly journal: "tags" | "description";
  /** A snapshot tells when a disk was last rolled back to it. */
  readonly receipts: boolean;
  /** A rollback carries a ClientToken: sent again with the same one it does not act again. */
  readonly rollbackToken: boolean;
  /** The snapshots of a disk show while it is being rolled back, beside the disk itself. */
  readonly snapshotShowsRollback: boolean;
  /** A host can be stopped by cutting its power. */
  readonly forceStop: boolean;
}

export interface TagActions {
  /** The token makes an equal write that comes later another request. */
  write(
    regionId: string,
    snapshotIds: readonly string[],
    tags: Readonly<Record<string, string>>,
    clientToken?: string,
  ): CloudRequest<unknown>;
  remove(
    regionId: string,
    snapshotIds: readonly string[],
    names: readonly string[],
    clientToken?: string,
  ): CloudRequest<unknown>;
}

export interface SnapshotQuota {
  /** On all disks of one machine together. */
  readonly perHost: number;
  /** On all disks of the account together, in whatever region. */
  readonly perAccount: number;
  /** What else a user must know who has reached it. */
  readonly words: string;
}

/** What the rollback of a system disk changes of its machine. */
export interface SystemDisk {
  /** Settings of the machine that go back with it. */
  readonly holds: readonly string[];
  /** What the cloud sets on it again, as it is now, where its documents say so. */
  readonly setAnew?: string;
}

export interface Page<Item> {
  readonly items: Item[];
  /** Where the next page begins; absent on the last. */
  readonly next: string | undefined;
}

/** How often the cloud is asked while something is waited for, in milliseconds. */
export interface Polling {
  /** The shortest pause between two looks. It applies while a machine is down; a quota of calls may set it. */
  readonly shortestMs: number;
  /** The longest pause where nothing tells how long it takes, and where the cloud throttles the looks. */
  readonly longestMs: number;
  /** No machine stops or starts, and no disk is restored, in less time: nobody looks for their end before. */
  readonly soonestMs: number;
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

export interface DeleteOptions {
  readonly force: boolean;
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

/** Crash-consistent groups of several disks. */
export interface GroupActions {
  take(group: NewGroup): CloudRequest<{ snapshotGroupId: string }>;
  read(regionId: string, groupIds: readonly string[]): CloudRequest<SnapshotGroupFacts[]>;
  /** Those that have a tag of this name, and have not failed. */
  marked(regionId: string, tagName: string, after?: string): CloudRequest<Page<SnapshotGroupFacts>>;
  /** Those of this name that have not failed. */
  named(regionId: string, name: string, after?: string): CloudRequest<Page<SnapshotGroupFacts>>;
  /** All of an instance's. */
  ofInstance(regionId: string, instanceId: string, after?: string): CloudRequest<Page<SnapshotGroupFacts>>;
  readonly batch: number;
  /** The codes that say that just these disks, or this region or account, can have no group. */
  readonly impossibleCodes: readonly string[];
  change(regionId: string, groupId: string, change: SnapshotChange): CloudRequest<unknown>[];
  delete(regionId: string, groupId: string): CloudRequest<GroupAnswer>;
}

export interface NewGroup {
  readonly regionId: string;
  readonly instanceId: string | undefined;
  readonly diskIds: readonly string[];
  readonly excludeDiskIds: readonly string[];
  readonly name: string;
  readonly description: string | undefined;
  readonly resourceGroupId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly clientToken: string;
}

/** An answer with a result for each thing: an HTTP 200 may hold failures. */
export interface GroupAnswer {
  readonly requestId: string;
  readonly results: readonly ItemResult[];
}

export interface ItemResult {
  readonly snapshotId: string | undefined;
  readonly diskId: string | undefined;
  /** Absent where the operation succeeded. */
  readonly failure: { readonly code: string; readonly message: string } | undefined;
}

export interface RollbackPoint {
  readonly regionId: string;
  readonly disk: DiskReference;
  readonly snapshotId: string;
}

export interface StopOptions {
  /** Cut the power instead of asking the operating system. */
  readonly force: boolean;
  readonly clientToken: string;
}
