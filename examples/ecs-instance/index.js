// @ts-check
import * as pulumi from "@pulumi/pulumi";
import { DiskRollback, DiskSnapshot } from "pulumi-alicloud-restore";

const config = new pulumi.Config();
const instanceId = config.require("instanceId");

// All disks of the instance at one moment. The group is crash-consistent: like a machine that lost its power.
const restorePoint = new DiskSnapshot("all-disks", {
  instanceId,
  triggers: [config.get("release") ?? "first"],
});

// Disarmed while `rollBackTo` is not set. All disks go back together, or the error says which did not.
const lever = new DiskRollback(
  "all-disks",
  { instanceId, snapshotGroupId: config.get("rollBackTo"), whenRunning: "stop" },
  { dependsOn: restorePoint },
);

export const snapshotGroupId = restorePoint.snapshotGroupId;
export const snapshots = restorePoint.snapshots;
export const phase = lever.phase;
export const disks = lever.disks;
export const undoSnapshotGroupId = lever.undoSnapshotGroupId.apply((id) => id ?? "none");
