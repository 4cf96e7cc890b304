import * as pulumi from "@pulumi/pulumi";
import { DiskRollback, DiskSnapshot } from "pulumi-alicloud-restore";

const config = new pulumi.Config();
const diskId = config.require("diskId");

// A restore point before each release: another `release` takes a new snapshot, and the last three stay.
const restorePoint = new DiskSnapshot("before-release", {
  diskId,
  triggers: [config.get("release") ?? "first"],
  keep: 3,
  retentionDays: 30,
  tags: { purpose: "before-release" },
});

// Disarmed while `rollBackTo` is not set: the lever can stay in the program for ever.
const lever = new DiskRollback(
  "data",
  {
    diskId,
    snapshotId: config.get("rollBackTo"),
    whenRunning: "stop",
    safetySnapshot: { retentionDays: 7 },
    maxDataLoss: "7d",
  },
  { dependsOn: restorePoint },
);

export const snapshotId = restorePoint.snapshotId;
export const earlierSnapshotIds = restorePoint.previousSnapshotIds;
export const phase = lever.phase;
export const undoSnapshotId = lever.undoSnapshotId.apply((id) => id ?? "none");
