import { defineAction } from "../transport/action";
import { isResetting } from "../world/disks";
import { findSnapshot } from "../world/find";
import { sharedErrors } from "./errors";
import { RegionId, someIds } from "./parameterRules";

/** Ids that do not exist are ignored, says the SDK. */
export const DeleteSnapshot = defineAction({
  errors: sharedErrors,
  parameters: { RegionId, SnapshotId: someIds },
  run({ RegionId, SnapshotId }, context) {
    const found = SnapshotId.map((id) => findSnapshot(context, id)).filter(
      (snapshot) => snapshot?.regionId === RegionId,
    );
    for (const snapshot of found) {
      const disk = context.world.disks[snapshot!.sourceDiskId];
      if (disk?.lastReset?.snapshotId === snapshot!.snapshotId && isResetting(disk, context.now)) {
        throw context.error("IncorrectSnapshotStatus");
      }
    }
    for (const snapshot of found) delete context.world.snapshots[snapshot!.snapshotId];
    return {};
  },
});
