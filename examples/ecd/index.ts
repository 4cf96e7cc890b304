import * as pulumi from "@pulumi/pulumi";
import { DiskRollback, DiskSnapshot } from "pulumi-alicloud-restore";

const config = new pulumi.Config();
// A desktop's disk has no id of its own: it is named by the desktop and the disk's type.
const disk = {
  service: "ecd",
  desktopId: config.require("desktopId"),
  sourceDiskType: config.get<"system" | "data">("diskType") ?? "data",
} as const;

const restorePoint = new DiskSnapshot("desktop", {
  ...disk,
  triggers: [config.get("day") ?? "first"],
  description: "Before the day begins",
});

// Disarmed while `rollBackTo` is not set. Whoever works on the desktop is asked to stop it first: "fail" says so.
const lever = new DiskRollback(
  "desktop",
  { ...disk, snapshotId: config.get("rollBackTo"), whenRunning: "fail" },
  { dependsOn: restorePoint },
);

export const snapshotId = restorePoint.snapshotId;
export const phase = lever.phase;
export const undoSnapshotId = lever.undoSnapshotId.apply((id) => id ?? "none");
