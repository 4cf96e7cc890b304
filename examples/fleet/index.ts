import * as pulumi from "@pulumi/pulumi";
import { DiskRollback, DiskSnapshot } from "pulumi-alicloud-restore";

const config = new pulumi.Config();
const diskId = config.require("diskId");

const restorePoint = new DiskSnapshot("before-release", {
  diskId,
  triggers: [config.get("release") ?? "first"],
  keep: 3,
});

// `fleet.mjs` arms it.
const lever = new DiskRollback(
  "data",
  { diskId, snapshotId: config.get("rollBackTo"), whenRunning: "stop" },
  { dependsOn: restorePoint },
);

export const snapshotId = restorePoint.snapshotId;
export const undoSnapshotId = lever.undoSnapshotId.apply((id) => id ?? "none");
