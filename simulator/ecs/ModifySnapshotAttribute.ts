import { defineAction } from "../transport/action";
import { flag, text, wholeNumber } from "../transport/parameters";
import { snapshotStatus } from "../world/snapshots";
import { findSnapshot } from "../world/find";
import { description, snapshotName } from "./parameterRules";
import { internalErrors } from "./sharedErrors";

/** Changes name, description and retention; the retention can only be made longer. */
export const ModifySnapshotAttribute = defineAction({
  errors: [
    [400, "InvalidSnapshotName.Malformed", "The specified SnapshotName is wrongly formed."],
    [400, "NoAttributeToModify", "No attribute to be modified in this request."],
    [400, "InvalidRetentionDays.Malformed", "The specified RetentionDays is not valid."],
    [
      400,
      "InvalidOperation.DecreaseRetentionDaysUnsupported",
      "The requested operation to decrease retention days for the snapshot is not supported.",
    ],
    [400, "InvalidSnapshotId.NotReady", "The specified snapshot has not completed yet."],
    [400, "IncorrectDiskStatus.CreatingSnapshot", "A previous snapshot creation is in process."],
    [
      403,
      "InvalidOperation.ResourceManagedByCloudProduct",
      "The current operation is not supported because the resource is managed by a cloud product. Please contact the relevant cloud product to confirm the reason.",
    ],
    [
      403,
      "InvalidOperation.DefaultFreeSnapshotNotSupport",
      "The specified snapshot is a default free snapshot and does not support this operation.",
    ],
    [404, "InvalidDescription.Malformed", "The specified description is wrongly formed."],
    [404, "InvalidSnapshotId.NotFound", "The specified SnapshotId does not exist."],
    [
      404,
      "InvalidSnapshotDisableInstantAccess.Malformed",
      "The specified DisableInstantAccess is not valid!",
    ],
    ...internalErrors,
  ],
  mayBeEmpty: ["Description"],
  parameters: {
    SnapshotId: text,
    SnapshotName: snapshotName("InvalidSnapshotName.Malformed").optional(),
    Description: description("InvalidDescription.Malformed", 0).optional(),
    RetentionDays: wholeNumber(1, 65_536, "InvalidRetentionDays.Malformed").optional(),
    DisableInstantAccess: flag.optional(),
  },
  run({ SnapshotId, SnapshotName, Description, RetentionDays, DisableInstantAccess }, context) {
    const changes = [SnapshotName, Description, RetentionDays, DisableInstantAccess];
    if (changes.every((change) => change === undefined)) throw context.error("NoAttributeToModify");
    const snapshot = findSnapshot(context, SnapshotId);
    if (snapshot === undefined) throw context.error("InvalidSnapshotId.NotFound");
    if (snapshot.managedByCloudProduct) {
      throw context.error("InvalidOperation.ResourceManagedByCloudProduct");
    }
    const { changeUnfinished, retentionOfKept } = context.settings.ecs;
    const unfinished = snapshotStatus(snapshot, context.now) === "progressing";
    if (unfinished && changeUnfinished === "refused") throw context.error("InvalidSnapshotId.NotReady");
    // Kept for ever is the longest: whether a number may follow it is not documented, and it would be shorter.
    const least = snapshot.retentionDays ?? (retentionOfKept === "refused" ? Infinity : 0);
    if (RetentionDays !== undefined && RetentionDays < least) {
      throw context.error("InvalidOperation.DecreaseRetentionDaysUnsupported");
    }
    context.world.snapshots[SnapshotId] = {
      ...snapshot,
      snapshotName: SnapshotName ?? snapshot.snapshotName,
      description: Description ?? snapshot.description,
      retentionDays: RetentionDays ?? snapshot.retentionDays,
      modifiedAt: context.now,
    };
    return {};
  },
});
