import { defineAction } from "../transport/action";
import { text } from "../transport/parameters";
import { isResetting, submitReset } from "../world/disks";
import { instanceStatus } from "../world/instances";
import { snapshotStatus } from "../world/snapshots";
import { internalError, sharedErrors } from "./errors";
import { diskIn, snapshotIn } from "./inRegion";
import { RegionId } from "./parameterRules";

/** The page's four codes; what else can be wrong has none there, and takes the nearest that SWAS has. */
export const ResetDisk = defineAction({
  errors: [
    [404, "InvalidDiskId.NotFound", "The specified DiskId does not exist."],
    [404, "InvalidSnapshotId.NotFound", "The specified SnapshotId does not exist."],
    internalError,
    [
      403,
      "IncorrectInstanceStatus.ResetDisk",
      "Rolling back the disk requires the instance to operate in a stopped state.",
    ],
    [403, "InvalidParameter.Mismatch", "The specified snapshot is not created from the specified disk."],
    ...sharedErrors,
  ],
  idempotent: true,
  parameters: { RegionId, DiskId: text, SnapshotId: text },
  run({ RegionId, DiskId, SnapshotId }, context) {
    const { world, settings, now } = context;
    const disk = diskIn(context, RegionId, DiskId, context.error);
    const snapshot = snapshotIn(context, RegionId, SnapshotId, context.error);
    const status = snapshotStatus(snapshot, now);
    if (snapshot.sourceDiskId !== DiskId) throw context.error(settings.swas.foreignSnapshot);
    if (!snapshot.resettable || status === "failed") throw context.error("InvalidSnapshotId.NotFound");
    if (status === "progressing") throw context.error(settings.swas.unfinishedSnapshot);
    const servers = disk.instanceIds.map((instanceId) => world.instances[instanceId]);
    if (servers.some((server) => server === undefined || instanceStatus(server, now) !== "Stopped")) {
      throw context.error("IncorrectInstanceStatus.ResetDisk");
    }
    if (isResetting(disk, now)) throw context.error("IncorrectDiskStatus");
    submitReset(disk, snapshot, context);
    return {};
  },
});
