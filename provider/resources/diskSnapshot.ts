import * as pulumi from "@pulumi/pulumi";
import type { DiskSnapshotArgs } from "./diskSnapshotArgs";
import { refuseForeignOptions, shimmed, typeToken } from "./shim";

/**
 * A restore point: a snapshot of a disk (or of all disks of an instance, at one moment), taken when the resource
 * is created and again, as a new generation, when `triggers` change. It is never silently taken again.
 *
 * @example
 * const point = new DiskSnapshot("before-upgrade", { diskId: "d-bp1…", triggers: [release] });
 */
export class DiskSnapshot extends pulumi.CustomResource {
  /** The product. */
  declare readonly service: pulumi.Output<"ecs" | "swas" | "ecd">;
  /** Where the snapshot is. */
  declare readonly regionId: pulumi.Output<string>;
  /** The newest generation: what a DiskRollback rolls back to. Undefined for a group. */
  declare readonly snapshotId: pulumi.Output<string>;
  /** The newest generation of a group (`instanceId` or `diskIds`). Undefined for a single disk. */
  declare readonly snapshotGroupId: pulumi.Output<string>;
  /** The name the snapshot has in the cloud, whether the program gave it or not. */
  declare readonly snapshotName: pulumi.Output<string>;
  /** The newest generation's snapshot of each disk. */
  declare readonly snapshots: pulumi.Output<SnapshotOfDisk[]>;
  /** Of the newest generation. "deleted": it is gone from the cloud, see `onMissing`. */
  declare readonly status: pulumi.Output<"progressing" | "accomplished" | "failed" | "deleted">;
  /** Of the newest generation, in per cent, 0 to 100. */
  declare readonly progress: pulumi.Output<number>;
  /** Of the newest generation. ISO 8601, UTC. */
  declare readonly creationTime: pulumi.Output<string>;
  /** The disk. Undefined for a group, and for ecd, where a disk has no id. */
  declare readonly sourceDiskId: pulumi.Output<string | undefined>;
  /** Which kind of disk it is. Undefined for a group. */
  declare readonly sourceDiskType: pulumi.Output<"system" | "data" | undefined>;
  /** The size of the disk when the snapshot was taken, where the service tells it (not swas). */
  declare readonly sizeGiB: pulumi.Output<number | undefined>;
  /** Whether the snapshot is encrypted, where the service tells it. */
  declare readonly encrypted: pulumi.Output<boolean | undefined>;
  /** Earlier generations that are still there, newest first. */
  declare readonly previousSnapshotIds: pulumi.Output<string[]>;
  /** Those of them that are beyond `keep`: the next update deletes them. Undefined where there are none. */
  declare readonly surplusSnapshotIds: pulumi.Output<string[] | undefined>;
  /** The lost snapshot in whose place the newest generation was taken, see `onMissing`. Undefined of any other. */
  declare readonly inPlaceOf: pulumi.Output<string | undefined>;

  constructor(name: string, args: DiskSnapshotArgs, options?: pulumi.CustomResourceOptions) {
    refuseForeignOptions("DiskSnapshot", name, options);
    const properties = { ...undefinedOutputs, ...args };
    super(typeToken("DiskSnapshot"), name, shimmed("DiskSnapshot", name, properties, options), options);
  }

  /** Reads a snapshot that exists, without managing it. */
  static get(
    name: string,
    snapshotId: pulumi.Input<pulumi.ID>,
    state: SnapshotLocation = {},
    options?: pulumi.CustomResourceOptions,
  ): DiskSnapshot {
    return new DiskSnapshot(name, state as DiskSnapshotArgs, { ...options, id: snapshotId });
  }
}

/** One disk's snapshot. A disk is named by its id, or (ecd) by its desktop and its type. */
export interface SnapshotOfDisk {
  diskId?: string;
  desktopId?: string;
  sourceDiskType?: "system" | "data";
  snapshotId: string;
}

/** Where a snapshot is that a program only reads. */
export interface SnapshotLocation {
  service?: pulumi.Input<"ecs" | "swas" | "ecd">;
  regionId?: pulumi.Input<string>;
}

/** Outputs exist on the resource object only where the properties name them. */
const undefinedOutputs = {
  service: undefined,
  regionId: undefined,
  snapshotId: undefined,
  snapshotGroupId: undefined,
  snapshotName: undefined,
  snapshots: undefined,
  status: undefined,
  progress: undefined,
  creationTime: undefined,
  sourceDiskId: undefined,
  sourceDiskType: undefined,
  sizeGiB: undefined,
  encrypted: undefined,
  previousSnapshotIds: undefined,
  surplusSnapshotIds: undefined,
  inPlaceOf: undefined,
} satisfies Partial<Record<keyof DiskSnapshot, undefined>>;
