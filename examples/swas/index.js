// @ts-check
"use strict";

const pulumi = require("@pulumi/pulumi");
const { DiskRollback, DiskSnapshot } = require("pulumi-alicloud-restore");

const config = new pulumi.Config();
const diskId = config.require("diskId");

// A server has room for three snapshots: one is kept here, and the safety snapshot of a rollback is another.
const restorePoint = new DiskSnapshot("weekly", {
  service: "swas",
  diskId,
  description: "Before the week begins",
  triggers: [config.get("week") ?? "first"],
  keep: 1,
});

// Disarmed while `rollBackTo` is not set: the lever can stay in the program for ever.
const lever = new DiskRollback(
  "server",
  { service: "swas", diskId, snapshotId: config.get("rollBackTo"), whenRunning: "stop" },
  { dependsOn: restorePoint },
);

exports.snapshotId = restorePoint.snapshotId;
exports.phase = lever.phase;
exports.undoSnapshotId = lever.undoSnapshotId.apply((id) => id ?? "none");
