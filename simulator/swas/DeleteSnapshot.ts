import { defineAction } from "../transport/action";
import type { CloudError } from "../transport/cloudError";
import { text } from "../transport/parameters";
import { isResetting } from "../world/disks";
import type { Snapshot } from "../world/entities";
import type { Moment } from "../world/moment";
import { sharedErrors } from "./errors";
import { snapshotIn } from "./inRegion";
import { RegionId } from "./parameterRules";

export const DeleteSnapshot = defineAction({
  errors: sharedErrors,
  idempotent: true,
  parameters: { RegionId, SnapshotId: text },
  run({ RegionId, SnapshotId }, context) {
    checkDeletable(snapshotIn(context, RegionId, SnapshotId, context.error), context, context.error);
    delete context.world.snapshots[SnapshotId];
    return {};
  },
});

export function checkDeletable(
  snapshot: Snapshot,
  { world, now }: Moment,
  refuse: (code: "CustomImageInShare" | "IncorrectDiskStatus") => CloudError,
): void {
  // "Delete custom images made from it first."
  if (snapshot.usage.startsWith("image")) throw refuse("CustomImageInShare");
  const disk = world.disks[snapshot.sourceDiskId];
  if (disk?.lastReset?.snapshotId === snapshot.snapshotId && isResetting(disk, now)) {
    throw refuse("IncorrectDiskStatus");
  }
}
