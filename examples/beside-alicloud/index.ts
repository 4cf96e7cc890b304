import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { DiskRollback, DiskSnapshot } from "pulumi-alicloud-restore";

const config = new pulumi.Config();
const zoneId = config.require("zoneId");

const machine = new alicloud.ecs.Instance("machine", {
  availabilityZone: zoneId,
  instanceType: config.get("instanceType") ?? "ecs.g7.large",
  imageId: config.require("imageId"),
  vswitchId: config.require("vswitchId"),
  securityGroups: [config.require("securityGroupId")],
});

const disk = new alicloud.ecs.EcsDisk("data", {
  zoneId,
  size: 100,
  category: "cloud_essd",
});

const attachment = new alicloud.ecs.EcsDiskAttachment("data", { instanceId: machine.id, diskId: disk.id });

// The ids are Outputs: the snapshot waits for the disk, and for its attachment, since a disk that was never
// attached cannot have one.
const restorePoint = new DiskSnapshot(
  "before-release",
  { diskId: disk.id, triggers: [config.get("release") ?? "first"] },
  { dependsOn: attachment },
);

// All disks of the machine at one moment, the system disk too.
const wholeMachine = new DiskSnapshot(
  "whole-machine",
  { instanceId: machine.id, triggers: [config.get("release") ?? "first"] },
  // One after the other: a disk has one snapshot in the making at a time.
  { dependsOn: restorePoint },
);

// The lever changes what is on the disk, and nothing that @pulumi/alicloud manages: neither the disk nor its
// `snapshotId`, whose change would replace the disk.
const lever = new DiskRollback(
  "data",
  { diskId: disk.id, snapshotId: config.get("rollBackTo"), whenRunning: "stop" },
  { dependsOn: wholeMachine },
);

export const diskId = disk.id;
export const snapshotId = restorePoint.snapshotId;
export const snapshotGroupId = wholeMachine.snapshotGroupId;
export const phase = lever.phase;
export const undoSnapshotId = lever.undoSnapshotId.apply((id) => id ?? "none");
