import * as pulumi from "@pulumi/pulumi";
import { DiskRollback, DiskSnapshot } from "pulumi-alicloud-restore";

const config = new pulumi.Config();
const diskId = config.get("diskId") ?? "d-sim0002";

const restorePoint = new DiskSnapshot("restore-point", { diskId });

// Disarmed while `rollBackTo` is not set: the lever can stay in the program for ever.
const lever = new DiskRollback(
  "lever",
  { diskId, snapshotId: config.get("rollBackTo"), whenRunning: "stop" },
  { dependsOn: restorePoint },
);

export const snapshotId = restorePoint.snapshotId;
export const undoSnapshotId = lever.undoSnapshotId.apply((id) => id ?? "none");
export const phase = lever.phase;
