import * as pulumi from "@pulumi/pulumi";
import { refuseForeignOptions, shimmed, typeToken } from "./shim";

/**
 * A restore point: a snapshot of a disk, taken when the resource is created and again, as a new generation,
 * when `triggers` change. It is never silently taken again.
 *
 * @example
 * const point = new DiskSnapshot("before-upgrade", { diskId: "d-bp1…", triggers: [release] });
 */
export class DiskSnapshot extends pulumi.CustomResource {
  declare readonly service: pulumi.Output<"ecs">;
  declare readonly regionId: pulumi.Output<string>;
  /** The newest generation: what a DiskRollback rolls back to. */
  declare readonly snapshotId: pulumi.Output<string>;
  /** The name the snapshot has in the cloud, whether the program gave it or not. */
  declare readonly snapshotName: pulumi.Output<string>;
  /** The newest generation's snapshot of each disk. */
  declare readonly snapshots: pulumi.Output<SnapshotOfDisk[]>;
  /** "deleted": it is gone from the cloud, see `onMissing`. */
  declare readonly status: pulumi.Output<"progressing" | "accomplished" | "failed" | "deleted">;
  /** Per cent, 0 to 100. */
  declare readonly progress: pulumi.Output<number>;
  /** ISO 8601, UTC. */
  declare readonly creationTime: pulumi.Output<string>;
  declare readonly sourceDiskId: pulumi.Output<string>;
  declare readonly sourceDiskType: pulumi.Output<"system" | "data">;
  /** The size of the disk when the snapshot was taken. */
  declare readonly sizeGiB: pulumi.Output<number>;
  declare readonly encrypted: pulumi.Output<boolean>;
  /** Earlier generations that are still there, newest first. */
  declare readonly previousSnapshotIds: pulumi.Output<string[]>;

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

export interface DiskSnapshotArgs {
  /** The cloud product the disk belongs to. Default "ecs". Changing it replaces the resource. */
  service?: pulumi.Input<"ecs">;
  /** Default: `alicloud:region` of the stack, else the environment's. Changing it replaces the resource. */
  regionId?: pulumi.Input<string>;
  /**
   * The disk to take the snapshot of; required unless `existingSnapshotId` is given. It must have been attached
   * at least once. Changing it replaces the resource. (ECS CreateSnapshot)
   */
  diskId?: pulumi.Input<string>;
  /**
   * 2 to 128 characters, beginning with a letter but not with "auto"; letters, digits, ":", "_", "." and "-".
   * Default: derived from the resource's name and triggers. Changing it renames the snapshot in place.
   */
  snapshotName?: pulumi.Input<string>;
  /** 2 to 256 characters. Changing it changes the snapshot in place. */
  description?: pulumi.Input<string>;
  /**
   * Days after which the cloud deletes the snapshot, counted from its creation, 1 to 65536. Default: kept for
   * ever. Changing it extends the snapshot in place; the cloud allows no shortening.
   */
  retentionDays?: pulumi.Input<number>;
  /** At most 20, keys of at most 128 characters not beginning with "aliyun" or "acs:". Changed in place. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Changing it moves the snapshot in place. */
  resourceGroupId?: pulumi.Input<string>;
  /**
   * Any values: a version, a date, a list. Changing them takes a **new** snapshot in place: `snapshotId`
   * becomes the new one, and older ones stay as far as `keep`.
   */
  triggers?: pulumi.Input<unknown>;
  /**
   * How many generations to keep, the newest included. Default 2. Older ones are deleted only after the new one
   * is complete. Changing it deletes what is beyond it on the same update.
   */
  keep?: pulumi.Input<number>;
  /**
   * Track a snapshot that exists instead of taking one: it is checked, and never deleted by this resource.
   * Changing it replaces the resource.
   */
  existingSnapshotId?: pulumi.Input<string>;
  /**
   * What a create or update waits for: the complete snapshot ("accomplished", the default), one that disks can
   * be created from ("available"), or only its request ("submitted"). Changing it changes the state only.
   */
  waitFor?: pulumi.Input<"accomplished" | "available" | "submitted">;
  /**
   * When a refresh finds the snapshot gone: "keep" it on record as deleted, with a warning (the default), or
   * "recreate" it from the disk as it is then. Changing it changes the state only.
   */
  onMissing?: pulumi.Input<"keep" | "recreate">;
  /**
   * Delete the snapshot although disks were created from it; those can then not be re-initialised. An image made
   * from it still prevents that. Default false. Changing it changes the state only. (ECS DeleteSnapshot)
   */
  forceDelete?: pulumi.Input<boolean>;
  /** Such as "90s", "60m", "2h". Default: create 60m, delete 10m. Changing them changes the state only. */
  timeouts?: pulumi.Input<{ create?: pulumi.Input<string>; delete?: pulumi.Input<string> }>;
}

export interface SnapshotOfDisk {
  diskId: string;
  snapshotId: string;
}

/** Where a snapshot is that a program only reads. */
export interface SnapshotLocation {
  service?: pulumi.Input<"ecs">;
  regionId?: pulumi.Input<string>;
}

/** Outputs exist on the resource object only where the properties name them. */
const undefinedOutputs = {
  service: undefined,
  regionId: undefined,
  snapshotId: undefined,
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
} satisfies Partial<Record<keyof DiskSnapshot, undefined>>;
