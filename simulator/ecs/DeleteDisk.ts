import { defineAction } from "../transport/action";
import { text } from "../transport/parameters";
import { diskStatus } from "../world/disks";
import { findDisk } from "../world/find";
import { presentSnapshotsOf, unfinishedSnapshotsOf } from "../world/snapshots";
import { internalErrors } from "./sharedErrors";

/** Releases a disk for good. One that is not there is ignored, says the page. Manual snapshots stay. */
export const DeleteDisk = defineAction({
  errors: [
    [403, "IncorrectDiskStatus", "The current disk status does not support this operation."],
    [403, "DiskNotPortable", "The specified disk is not a portable disk."],
    [403, "DiskTypeViolation", "The specified disk is a system disk and cannot support the operation."],
    [
      403,
      "DiskCreatingSnapshot",
      "The operation is denied due to a snapshot of the specified disk is not completed yet.",
    ],
    [403, "UserNotInTheWhiteList", "The user is not in disk white list."],
    ...internalErrors,
  ],
  parameters: { DiskId: text },
  run({ DiskId }, context) {
    const { world, settings, now } = context;
    const disk = findDisk(context, DiskId);
    if (disk === undefined || disk.released) return {};
    if (!disk.whitelisted) throw context.error("UserNotInTheWhiteList");
    const attached = disk.instanceIds.length > 0;
    if (attached && disk.type === "system") throw context.error("DiskTypeViolation");
    if (attached || diskStatus(disk, settings, now) !== "Available")
      throw context.error("IncorrectDiskStatus");
    if (!disk.portable && disk.type === "data") throw context.error("DiskNotPortable");
    if (unfinishedSnapshotsOf(DiskId, world, now).length > 0) throw context.error("DiskCreatingSnapshot");
    disk.released = true;
    disk.content = "";
    if (disk.deleteAutoSnapshot) {
      for (const { snapshotId, snapshotType } of presentSnapshotsOf(DiskId, world, now))
        if (snapshotType === "auto") delete world.snapshots[snapshotId];
    }
    return {};
  },
});
