import { defineAction } from "../transport/action";
import { text } from "../transport/parameters";
import { isResetting, submitReset } from "../world/disks";
import { findSnapshot } from "../world/find";
import { instanceStatus } from "../world/instances";
import { snapshotStatus } from "../world/snapshots";
import { sharedErrors } from "./errors";
import { RegionId } from "./parameterRules";

/** The snapshot says which disk is meant; its desktop must be stopped. The page lists no codes. */
export const ResetSnapshot = defineAction({
  errors: sharedErrors,
  parameters: { RegionId, SnapshotId: text },
  run({ RegionId, SnapshotId }, context) {
    const { world, now } = context;
    const snapshot = findSnapshot(context, SnapshotId);
    if (snapshot?.regionId !== RegionId) throw context.error("InvalidSnapshotId.NotFound");
    if (snapshotStatus(snapshot, now) !== "accomplished" || !snapshot.resettable) {
      throw context.error("IncorrectSnapshotStatus");
    }
    const disk = world.disks[snapshot.sourceDiskId];
    if (disk === undefined || disk.released) throw context.error("InvalidDisk.NotFound");
    const desktop = world.instances[disk.instanceIds[0] ?? ""];
    if (desktop === undefined) throw context.error("InvalidDesktopId.NotFound");
    if (instanceStatus(desktop, now) !== "Stopped") throw context.error("IncorrectDesktopStatus");
    if (isResetting(disk, now)) throw context.error("IncorrectDiskStatus");
    submitReset(disk, snapshot, context);
    return {};
  },
});
