import * as pulumi from "@pulumi/pulumi";
import type { DiskRollbackArgs } from "./diskRollbackArgs";
import type { SnapshotOfDisk } from "./diskSnapshot";
import { refuseForeignOptions, shimmed, typeToken } from "./shim";

/**
 * A lever: puts a disk (or several) back to a snapshot. Each declared rollback, named by service, region, disks,
 * snapshots and triggers, runs once. Without a snapshot it is disarmed and can live in the program for ever.
 *
 * @example
 * new DiskRollback("data", { diskId: "d-bp1…", snapshotId: config.get("rollBackTo"), whenRunning: "stop" });
 */
export class DiskRollback extends pulumi.CustomResource {
  /**
   * "disarmed": no snapshot is declared. "done". "adopted": an earlier run has done it, or `onCreate: "adopt"` has recorded
   * it. The others name the step at which a run was cut short.
   */
  declare readonly phase: pulumi.Output<RollbackPhase>;
  /** The rollback that ran last: what was lost, how long the machine was down, the steps with their times and request ids. */
  declare readonly lastRollback: pulumi.Output<FinishedRollback | undefined>;
  /** The safety snapshot of the single disk as it was before: declare it as `snapshotId` to undo. */
  declare readonly undoSnapshotId: pulumi.Output<string | undefined>;
  /** The safety group of several disks as they were before: declare it as `snapshotGroupId` to undo. */
  declare readonly undoSnapshotGroupId: pulumi.Output<string | undefined>;
  /** The safety snapshot of each disk. */
  declare readonly undoSnapshots: pulumi.Output<SnapshotOfDisk[]>;
  /** What became of each disk. */
  declare readonly disks: pulumi.Output<DiskResult[]>;
  /** The machine whose disk it is: an instance, a server or a desktop. */
  declare readonly instanceId: pulumi.Output<string | undefined>;
  /** Whether it was running when the last rollback began. */
  declare readonly hostWasRunning: pulumi.Output<boolean | undefined>;
  /** The last twenty rollbacks, each as in `lastRollback`, oldest first. */
  declare readonly history: pulumi.Output<FinishedRollback[]>;
  /** What an interrupted run still has to do. */
  declare readonly pending: pulumi.Output<PendingRollback | undefined>;

  constructor(name: string, args: DiskRollbackArgs, options?: pulumi.CustomResourceOptions) {
    refuseForeignOptions("DiskRollback", name, options);
    const properties = { ...undefinedOutputs, ...args };
    super(typeToken("DiskRollback"), name, shimmed("DiskRollback", name, properties, options), options);
  }
}

export type RunPhase = "preflight" | "stop" | "safetySnapshot" | "submit" | "restoring" | "start";
export type RollbackPhase = RunPhase | "disarmed" | "adopted" | "done";

export interface FinishedRollback {
  key: string;
  /** The snapshot of a single disk, or the group of several. */
  snapshotId?: string;
  snapshotGroupId?: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  finishedAt: string;
  /** From the snapshot's moment to the rollback's: what was written in between is gone from the disk. */
  dataLossSeconds: number;
  /** How long the machine was down for it; 0 where it was not running before. */
  downtimeSeconds: number;
  /** Of the requests that rolled back. */
  requestIds: string[];
  /** With the ids of the requests that changed something: the stop, the safety snapshot, the rollback, the start. */
  phases: { phase: RunPhase; startedAt: string; finishedAt?: string; requestIds?: string[] }[];
  undoSnapshotId?: string;
  undoSnapshotGroupId?: string;
}

/** What became of one disk. "submitted": accepted and not seen to end; "unknown": the answer was lost. */
export interface DiskResult extends SnapshotOfDisk {
  status: "untouched" | "submitted" | "restored" | "failed" | "unknown";
  errorCode?: string;
  errorMessage?: string;
}

export interface PendingRollback {
  key: string;
  /** Where the run was cut short. */
  phase: RunPhase;
  startedAt: string;
  /** From then on the request may have reached the cloud. */
  submittedAt?: string;
  disks: DiskResult[];
  hosts: { hostId: string; wasRunning: boolean; stoppedAt?: string; startedAt?: string }[];
  requestIds: string[];
}

/** Outputs exist on the resource object only where the properties name them. */
const undefinedOutputs = {
  phase: undefined,
  lastRollback: undefined,
  undoSnapshotId: undefined,
  undoSnapshotGroupId: undefined,
  undoSnapshots: undefined,
  disks: undefined,
  instanceId: undefined,
  hostWasRunning: undefined,
  history: undefined,
  pending: undefined,
} satisfies Partial<Record<keyof DiskRollback, undefined>>;
