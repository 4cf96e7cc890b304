import { defineAction } from "../transport/action";
import { text } from "../transport/parameters";
import { checkDeletable, deleteSnapshotErrors } from "./DeleteSnapshot";
import { operationProgress } from "./operationProgress";
import { region } from "./parameterRules";
import { regionErrors } from "./sharedErrors";
import { findGroup, groupErrors, membersOf } from "./snapshotGroups";

/**
 * Deletes a group and its snapshots; one that is being created is cancelled. A snapshot that an image was made
 * of stays, and is not spoken of. What cannot be deleted for another reason is a failed item in an HTTP 200.
 */
export const DeleteSnapshotGroup = defineAction({
  errors: [...groupErrors, ...regionErrors, ...deleteSnapshotErrors],
  parameters: { RegionId: region("InvalidRegionId.NotFound"), SnapshotGroupId: text },
  run({ RegionId, SnapshotGroupId }, context) {
    const group = findGroup(context, RegionId, SnapshotGroupId);
    if (group === undefined) {
      if (context.settings.unknownSnapshotDelete === "notFound") {
        throw context.error(context.settings.ecs.missingGroup);
      }
      return { OperationProgressSet: { OperationProgress: [] } };
    }
    const members = membersOf(group, context);
    const kept = members.filter(({ usage }) => usage.startsWith("image"));
    for (const snapshot of kept) delete snapshot.snapshotGroupId;
    const OperationProgress = members
      .filter((snapshot) => !kept.includes(snapshot))
      .map((snapshot) =>
        operationProgress({ SnapshotId: snapshot.snapshotId }, context.settings.ecs.failedItem, () => {
          checkDeletable(snapshot, false, context, context.error);
          delete context.world.snapshots[snapshot.snapshotId];
        }),
      );
    if (membersOf(group, context).length === 0) delete context.world.snapshotGroups[SnapshotGroupId];
    return { OperationProgressSet: { OperationProgress } };
  },
});
