import { defineAction } from "../transport/action";
import { text } from "../transport/parameters";
import { isResetting } from "../world/disks";
import { sharedErrors } from "./errors";
import { snapshotIn } from "./inRegion";
import { RegionId } from "./parameterRules";

export const DeleteSnapshot = defineAction({
  errors: sharedErrors,
  idempotent: true,
  parameters: { RegionId, SnapshotId: text },
  run({ RegionId, SnapshotId }, context) {
    const snapshot = snapshotIn(context, RegionId, SnapshotId, context.error);
    // "Delete custom images made from it first."
    if (snapshot.usage.startsWith("image")) throw context.error("CustomImageInShare");
    const disk = context.world.disks[snapshot.sourceDiskId];
    if (disk?.lastReset?.snapshotId === SnapshotId && isResetting(disk, context.now)) {
      throw context.error("IncorrectDiskStatus");
    }
    delete context.world.snapshots[SnapshotId];
    return {};
  },
});
