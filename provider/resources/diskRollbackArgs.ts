import type { Input } from "@pulumi/pulumi";

/**
 * What to roll back, and to what. `service` tells the product: "ecs" (the default), "swas" or "ecd"; the other
 * properties follow from it.
 */
export type DiskRollbackArgs = EcsDiskRollbackArgs | SwasDiskRollbackArgs | EcdDiskRollbackArgs;

/** One ECS disk, several, or all of an instance that a snapshot group holds. (ECS ResetDisk, ResetDisks) */
export interface EcsDiskRollbackArgs extends CommonDiskRollbackArgs {
  /** The product. Default "ecs". Changing it replaces the resource. */
  service?: Input<"ecs">;
  /** The disk to put back. Changing it replaces the resource: the old one is only forgotten. */
  diskId?: Input<string>;
  /**
   * Instead of `diskId`: 1 to 10 disks, each with its snapshot, all or none of them armed. Another set of disks
   * replaces the resource; other snapshots roll back.
   */
  disks?: Input<
    Input<{
      /** The disk to put back. */
      diskId: Input<string>;
      /** Its snapshot to go back to. */
      snapshotId?: Input<string | undefined>;
    }>[]
  >;
  /** Instead of `diskId`: the instance whose disks go back to a group. Changing it replaces the resource. */
  instanceId?: Input<string>;
  /** With `instanceId`: the group to go back to, at most 10 disks. Unset: disarmed. Changing it rolls back. */
  snapshotGroupId?: Input<string | undefined>;
  /**
   * With `instanceId`: its disks that the group holds no snapshot of and that stay as they are. Any other disk
   * without one is an error: a snapshot of the group may have been deleted. Changing it runs nothing.
   */
  excludeDiskIds?: Input<Input<string>[]>;
  /**
   * A snapshot of the present before the disk is touched, kept for `retentionDays` (default 14; a group is kept
   * until it is deleted). `when`: after the machine was stopped (the default), or before, which shortens the outage
   * and leaves the last writes out. On by default; `false` turns it off, and preview says so.
   */
  safetySnapshot?: Input<
    | false
    | {
        /** Days after which the cloud deletes it. Default 14. */
        retentionDays?: Input<number>;
        /** "afterStop" (default): with the last writes. "beforeStop": shortens the outage. */
        when?: Input<"afterStop" | "beforeStop">;
      }
  >;
  /** With whenRunning "stop": cut the power instead of asking the system to shut down. Default false. */
  forceStop?: Input<boolean>;
}

/** A disk of a simple application server. (SWAS ResetDisk) */
export interface SwasDiskRollbackArgs extends CommonDiskRollbackArgs {
  /** The product. Changing it replaces the resource. */
  service: Input<"swas">;
  /** The disk to put back. Changing it replaces the resource: the old one is only forgotten. */
  diskId: Input<string>;
  /**
   * A snapshot of the present before the disk is touched. It counts towards the three snapshots of a server and
   * is kept until you delete it. On by default; `false` turns it off, and preview says so.
   */
  safetySnapshot?: Input<
    | false
    | {
        /** "afterStop" (default): with the last writes. "beforeStop": shortens the outage. */
        when?: Input<"afterStop" | "beforeStop">;
      }
  >;
  /** With whenRunning "stop": cut the power instead of asking the system to shut down. Default false. */
  forceStop?: Input<boolean>;
}

/** A disk of a cloud desktop, named by the desktop and the disk's type. (ECD ResetSnapshot) */
export interface EcdDiskRollbackArgs extends CommonDiskRollbackArgs {
  /** The product. Changing it replaces the resource. */
  service: Input<"ecd">;
  /** The desktop. Changing it replaces the resource: the old one is only forgotten. */
  desktopId: Input<string>;
  /** Which of its disks. Changing it replaces the resource. */
  sourceDiskType: Input<"system" | "data">;
  /**
   * A snapshot of the present before the disk is touched, kept until you delete it. On by default; `false` turns
   * it off, and preview says so.
   */
  safetySnapshot?: Input<
    | false
    | {
        /** "afterStop" (default): with the last writes. "beforeStop": shortens the outage. */
        when?: Input<"afterStop" | "beforeStop">;
      }
  >;
}

/**
 * What all services have. The snapshot (`snapshotId`, `restoreTo`) and `triggers` run a rollback when they are changed. The
 * others are policies: to change one runs nothing.
 */
export interface CommonDiskRollbackArgs {
  /** Default: `alicloud:region` of the stack, else the environment's. Changing it replaces the resource. */
  regionId?: Input<string>;
  /**
   * The snapshot to go back to: complete, and taken from this very disk; not one that `onMissing: "recreate"` took
   * in the place of a lost one, which is named by its moment, see `restoreTo`. Unset: disarmed, nothing to do.
   * Changing it rolls back, unless this rollback has run before.
   */
  snapshotId?: Input<string | undefined>;
  /**
   * Instead of `snapshotId`: the newest complete snapshot of this disk taken before a moment (UTC, such as
   * "2026-11-20T18:40:00Z"). It is looked up once for each request and does not float. Safety snapshots of rollbacks
   * are left out: one of them is gone back to by its id. Changing it rolls back.
   */
  restoreTo?: Input<
    | {
        /** The moment before which it was taken. */
        before: Input<string>;
        /** What its name begins with. */
        namePrefix?: Input<string>;
      }
    | undefined
  >;
  /** Any values. Changing them rolls back to the same snapshot again, on purpose. */
  triggers?: Input<unknown>;
  /**
   * What to do while the machine runs, which must be stopped: "fail" and say so in preview (the default),
   * "stop" it gracefully, or "wait" until somebody else has stopped it, for as long as `timeouts.stop`.
   */
  whenRunning?: Input<"fail" | "stop" | "wait">;
  /**
   * Start the machine afterwards: "asBefore" if it was running before (the default), "always", or "never". This holds
   * too if the rollback failed before it touched the disk. While nobody knows what the disk holds, the machine stays off.
   * Of several rollbacks on one machine, one that wants it started is enough.
   */
  startAfter?: Input<"asBefore" | "always" | "never">;
  /** Refuse a snapshot that is older than this when the run begins, such as "24h": more writes would be lost. */
  maxDataLoss?: Input<string>;
  /**
   * Refuse to begin after this moment, such as "2026-11-20T18:40:00Z": a stale request does nothing. A run that has begun
   * goes on.
   */
  notAfter?: Input<string>;
  /** Refuse if the disk has a newer complete snapshot. Default false. */
  requireNewest?: Input<boolean>;
  /** Refuse unless this snapshot (or "none") was applied last: two people cannot roll back over each other. */
  expectLast?: Input<string>;
  /**
   * What creating the resource with a snapshot does: "rollback" (default), or "adopt" it as the present point
   * without touching the disk.
   */
  onCreate?: Input<"rollback" | "adopt">;
  /**
   * What declaring a rollback does that has run before: "refuse" in preview (default), or "run" it again. A
   * reverted commit must not destroy data.
   */
  onRepeat?: Input<"refuse" | "run">;
  /**
   * What to do if an earlier run may have rolled back and nothing tells whether it did: "ask" (default: stop and say
   * so), "assumeDone", or "retry", which loses what was written since.
   */
  onInterrupted?: Input<"ask" | "assumeDone" | "retry">;
  /** How long to wait for each step, such as "90s", "60m", "2h". Default: stop 10m, snapshot 60m, rollback 60m, start 10m. */
  timeouts?: Input<{
    /** For the host to stop. Default 10m. */
    stop?: Input<string>;
    /** For the safety snapshot. Default 60m. */
    snapshot?: Input<string>;
    /** For the disk to be put back. Default 60m. */
    rollback?: Input<string>;
    /** For the host to start. Default 10m. */
    start?: Input<string>;
  }>;
}
