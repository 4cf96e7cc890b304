import * as pulumi from "@pulumi/pulumi";
import { DiskRollback, DiskSnapshot } from "pulumi-alicloud-restore";

const config = new pulumi.Config();
const diskId = config.require("diskId");

// A restore point before each release: a pull request that changes `release` takes the next one.
const restorePoint = new DiskSnapshot("before-release", {
  diskId,
  triggers: [config.get("release") ?? "first"],
  keep: 3,
});

// Pulled by a pull request that sets `rollBackTo` in Pulumi.production.yaml. A revert of one is refused in preview.
const lever = new DiskRollback(
  "data",
  {
    diskId,
    snapshotId: config.get("rollBackTo"),
    whenRunning: "stop",
    maxDataLoss: "7d",
  },
  { dependsOn: restorePoint },
);

export const snapshotId = restorePoint.snapshotId;
export const undoSnapshotId = lever.undoSnapshotId.apply((id) => id ?? "none");
