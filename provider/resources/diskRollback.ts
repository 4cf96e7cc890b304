import * as pulumi from "@pulumi/pulumi";
import { refuseForeignOptions, shimmed, typeToken } from "./shim";

/**
 * A lever: puts a disk back to a snapshot. Each declared rollback, named by service, region, disk, snapshot and
 * triggers, runs once. Without `snapshotId` it is disarmed and can live in the program for ever.
 *
 * @example
 * new DiskRollback("data", { diskId: "d-bp1…", snapshotId: config.get("restoreTo") });
 */
export class DiskRollback extends pulumi.CustomResource {
  /** "disarmed", "adopted" and "done" are at rest; the others name where a run was cut short. */
  declare readonly phase: pulumi.Output<
    "disarmed" | "adopted" | "safetySnapshot" | "submit" | "restoring" | "done"
  >;
  /** The rollback that ran last. */
  declare readonly lastRollback: pulumi.Output<FinishedRollback | undefined>;
  /** The safety snapshot of the disk as it was before the last rollback: declare it to undo. */
  declare readonly undoSnapshotId: pulumi.Output<string | undefined>;
  /** What became of each disk. */
  declare readonly disks: pulumi.Output<DiskResult[]>;
  /** The last twenty rollbacks, oldest first. */
  declare readonly history: pulumi.Output<FinishedRollback[]>;
  /** What an interrupted run still has to do. */
  declare readonly pending: pulumi.Output<PendingRollback | undefined>;

  constructor(name: string, args: DiskRollbackArgs, options?: pulumi.CustomResourceOptions) {
    refuseForeignOptions("DiskRollback", name, options);
    const properties = { ...undefinedOutputs, ...args };
    super(typeToken("DiskRollback"), name, shimmed("DiskRollback", name, properties, options), options);
  }
}

export interface DiskRollbackArgs {
  /** The cloud product the disk belongs to. Default "ecs". Changing it replaces the resource. */
  service?: pulumi.Input<"ecs">;
  /** Default: `alicloud:region` of the stack, else the environment's. Changing it replaces the resource. */
  regionId?: pulumi.Input<string>;
  /** The disk to put back. Changing it replaces the resource: the old one is only forgotten. (ECS ResetDisk) */
  diskId: pulumi.Input<string>;
  /**
   * The snapshot to go back to: complete, and taken from this very disk. Unset: disarmed, nothing to do.
   * Changing it rolls back, unless this rollback has run before. (ECS ResetDisk)
   */
  snapshotId?: pulumi.Input<string | undefined>;
  /** Any values. Changing them rolls back to the same snapshot again, on purpose. */
  triggers?: pulumi.Input<unknown>;
  /**
   * What to do while the host runs: "fail", and say so in preview. ResetDisk needs the instance Stopped.
   * Changing it runs nothing.
   */
  whenRunning?: pulumi.Input<"fail">;
  /**
   * A snapshot of the present before the disk is touched, kept for `retentionDays` (default 14). On by default;
   * `false` turns it off, and preview says so. Changing it runs nothing.
   */
  safetySnapshot?: pulumi.Input<false | { retentionDays?: pulumi.Input<number> }>;
  /** Refuse a snapshot that is older than this, such as "24h": more writes would be lost. */
  maxDataLoss?: pulumi.Input<string>;
  /** Refuse to run after this moment, such as "2026-11-20T18:40:00Z": a stale request does nothing. */
  notAfter?: pulumi.Input<string>;
  /** Refuse if the disk has a newer complete snapshot. Default false. */
  requireNewest?: pulumi.Input<boolean>;
  /** Refuse unless this snapshot (or "none") was applied last: two people cannot roll back over each other. */
  expectLast?: pulumi.Input<string>;
  /**
   * What creating the resource with a snapshot does: "rollback" (default), or "adopt" it as the present point
   * without touching the disk.
   */
  onCreate?: pulumi.Input<"rollback" | "adopt">;
  /**
   * What declaring a rollback does that has run before: "refuse" in preview (default), or "run" it again. A
   * reverted commit must not destroy data.
   */
  onRepeat?: pulumi.Input<"refuse" | "run">;
  /**
   * What to do about a run whose answer was lost and of which the disk tells nothing: "ask" (default: stop and
   * say so), "assumeDone", or "retry", which loses what was written since.
   */
  onInterrupted?: pulumi.Input<"ask" | "assumeDone" | "retry">;
  /** Such as "90s", "60m", "2h". Default: snapshot 60m, rollback 60m. Changing them runs nothing. */
  timeouts?: pulumi.Input<{ snapshot?: pulumi.Input<string>; rollback?: pulumi.Input<string> }>;
}

export interface FinishedRollback {
  key: string;
  snapshotId: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  finishedAt: string;
  /** From the snapshot's moment to the rollback's: what was written in between is gone from the disk. */
  dataLossSeconds: number;
  requestIds: string[];
  undoSnapshotId?: string;
}

export interface DiskResult {
  diskId: string;
  snapshotId: string;
  status: "restored" | "untouched" | "restoring" | "unknown";
  errorCode?: string;
  errorMessage?: string;
}

export interface PendingRollback {
  key: string;
  snapshotId: string;
  phase: "safetySnapshot" | "submit" | "restoring";
  startedAt: string;
  submittedAt?: string;
  safetySnapshotId?: string;
  requestIds: string[];
}

/** Outputs exist on the resource object only where the properties name them. */
const undefinedOutputs = {
  phase: undefined,
  lastRollback: undefined,
  undoSnapshotId: undefined,
  disks: undefined,
  history: undefined,
  pending: undefined,
} satisfies Partial<Record<keyof DiskRollback, undefined>>;
