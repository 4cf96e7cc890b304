import { defineAction } from "../transport/action";
import { idsAsJson } from "../transport/parameters";
import { checkDeletable } from "./DeleteSnapshot";
import { sharedErrors } from "./errors";
import { snapshotIn } from "./inRegion";
import { RegionId } from "./parameterRules";

/** All or none: one that cannot be deleted refuses the others too. */
export const DeleteSnapshots = defineAction({
  errors: sharedErrors,
  idempotent: true,
  parameters: { RegionId, SnapshotIds: idsAsJson("InvalidParameter") },
  run({ RegionId, SnapshotIds }, context) {
    const found = SnapshotIds.map((id) => snapshotIn(context, RegionId, id, context.error));
    for (const snapshot of found) checkDeletable(snapshot, context, context.error);
    for (const { snapshotId } of found) delete context.world.snapshots[snapshotId];
    return {};
  },
});
