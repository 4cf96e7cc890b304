import type { Input } from "@pulumi/pulumi";

/**
 * What to take a snapshot of. `service` tells the product: "ecs" (the default), "swas" or "ecd"; the other
 * properties follow from it.
 */
export type DiskSnapshotArgs = EcsDiskSnapshotArgs | SwasDiskSnapshotArgs | EcdDiskSnapshotArgs;

/** Of an ECS disk, or of several at one moment. (ECS CreateSnapshot, CreateSnapshotGroup) */
export interface EcsDiskSnapshotArgs extends CommonDiskSnapshotArgs {
  /** The product. Default "ecs". Changing it replaces the resource. */
  service?: Input<"ecs">;
  /** The disk to take the snapshot of. It must have been attached once. Changing it replaces the resource. */
  diskId?: Input<string>;
  /**
   * Instead of `diskId`: all disks of this instance, as one crash-consistent group. The disks must be of the
   * ESSD family. Changing it replaces the resource.
   */
  instanceId?: Input<string>;
  /** Instead of `diskId`: these disks, 1 to 16 in one zone, as one group. Changing it replaces the resource. */
  diskIds?: Input<Input<string>[]>;
  /** With `instanceId`: all its disks but these. Changing it replaces the resource. */
  excludeDiskIds?: Input<Input<string>[]>;
  /**
   * 2 to 128 characters, beginning with a letter but not with "auto"; letters, digits, ":", "_", "." and "-".
   * Default: derived from the resource's name and triggers. Changing it renames the snapshot in place.
   */
  snapshotName?: Input<string>;
  /** 2 to 256 characters. Changing it changes the snapshot in place. */
  description?: Input<string>;
  /**
   * Days after which the cloud deletes the snapshot, counted from its creation, 1 to 65536. Default: kept until
   * it is deleted. Not for a group. Changing it extends the snapshot in place; it cannot be shortened.
   */
  retentionDays?: Input<number>;
  /** At most 20, keys of at most 128 characters not beginning with "aliyun" or "acs:". Changing them changes the snapshot in place. */
  tags?: Input<Record<string, Input<string>>>;
  /** The resource group of the snapshot. Changing it moves the snapshot in place. */
  resourceGroupId?: Input<string>;
  /**
   * What a create or update waits for: the complete snapshot ("accomplished", the default), one that disks can
   * be created from ("available"), or only its request ("submitted"). A rollback of the same disk in the same `up` waits
   * for the rest. Changing it changes the state only.
   */
  waitFor?: Input<"accomplished" | "available" | "submitted">;
  /**
   * Delete the snapshot although disks were created from it; those can then not be re-initialised. An image made
   * from it still prevents that. Default false. Changing it changes the state only. (ECS DeleteSnapshot)
   */
  forceDelete?: Input<boolean>;
}

/** Of a disk of a simple application server, which has room for three snapshots. (SWAS CreateSnapshot) */
export interface SwasDiskSnapshotArgs extends CommonDiskSnapshotArgs {
  /** The product. Changing it replaces the resource. */
  service: Input<"swas">;
  /** The disk to take the snapshot of. Changing it replaces the resource. */
  diskId?: Input<string>;
  /**
   * 2 to 50 characters, beginning with a letter but not with "auto"; letters, digits, ":", "_", "." and "-".
   * Default: derived from the resource's name and triggers. It cannot be changed, except together with `triggers`.
   */
  snapshotName?: Input<string>;
  /** The snapshot's remark, at most 255 characters. Changing it changes the snapshot in place. */
  description?: Input<string>;
  /** At most 20, keys and values of at most 64 characters. Changing them changes the snapshot in place. */
  tags?: Input<Record<string, Input<string>>>;
  /** The resource group of the snapshot. It cannot be changed, except together with `triggers`. */
  resourceGroupId?: Input<string>;
  /**
   * Wait for the complete snapshot ("accomplished", the default) or only for its request ("submitted"). A rollback of the
   * same disk in the same `up` waits for the rest.
   */
  waitFor?: Input<"accomplished" | "submitted">;
}

/** Of a disk of a cloud desktop, named by the desktop and the disk's type. (ECD CreateSnapshot) */
export interface EcdDiskSnapshotArgs extends CommonDiskSnapshotArgs {
  /** The product. Changing it replaces the resource. */
  service: Input<"ecd">;
  /** The desktop, Running or Stopped. Changing it replaces the resource. */
  desktopId?: Input<string>;
  /** Which of its disks. Changing it replaces the resource. */
  sourceDiskType?: Input<"system" | "data">;
  /**
   * 2 to 127 characters, beginning with a letter but not with "auto"; letters, digits, "_" and "-".
   * Default: derived from the resource's name and triggers. It cannot be changed, except together with `triggers`.
   */
  snapshotName?: Input<string>;
  /**
   * At most 104 characters: the service allows 128, and 24 are for the mark by which a snapshot is found again
   * whose create was answered to nobody. It cannot be changed, except together with `triggers`.
   */
  description?: Input<string>;
  /**
   * Wait for the complete snapshot ("accomplished", the default) or only for its request ("submitted"). A rollback of the
   * same disk in the same `up` waits for the rest.
   */
  waitFor?: Input<"accomplished" | "submitted">;
}

/** What all services have. */
export interface CommonDiskSnapshotArgs {
  /** Default: `alicloud:region` of the stack, else the environment's. Changing it replaces the resource. */
  regionId?: Input<string>;
  /**
   * Any values: a version, a date, a list. Changing them takes a **new** snapshot in place: `snapshotId`
   * becomes the new one, and older ones stay as far as `keep`.
   */
  triggers?: Input<unknown>;
  /**
   * How many generations to keep, the newest included; only complete ones count. Default 2. An older one is
   * deleted only when so many newer ones are complete, and not by the update that puts it beyond `keep`, since a
   * rollback of the same run may go back to it: it stays for a while, and the next update of this resource deletes
   * it before it takes its own. One that has failed is deleted by the update after it was replaced; one that is
   * still being taken stays until then. Changing it deletes nothing by itself: the next update does.
   */
  keep?: Input<number>;
  /**
   * Track a snapshot that exists instead of taking one: it is checked, and never deleted by this resource. `triggers` and
   * whatever else describes a new snapshot are refused beside it. Changing it replaces the resource.
   */
  existingSnapshotId?: Input<string>;
  /**
   * When a refresh finds the snapshot gone: "keep" it on record as deleted, with a warning (the default), or
   * "recreate" it from the disk as it is then. That is not what was lost. So a rollback refuses it by its id; to go back
   * to it on purpose, use `restoreTo` with a moment after it. Changing it changes the state only.
   */
  onMissing?: Input<"keep" | "recreate">;
  /** How long to wait, such as "90s", "60m", "2h". Default: create 60m, delete 10m. Changing them changes the state only. */
  timeouts?: Input<{
    /** For taking a snapshot. Default 60m. */
    create?: Input<string>;
    /** For deleting one. Default 10m. */
    delete?: Input<string>;
  }>;
}
