import { defineAction } from "../transport/action";
import { text } from "../transport/parameters";
import { description, region, snapshotName } from "./parameterRules";
import { internalErrors, regionErrors } from "./sharedErrors";
import { findGroup, groupErrors } from "./snapshotGroups";

export const ModifySnapshotGroup = defineAction({
  errors: [
    [400, "InvalidParameter.Name", "The specified Name is invalid."],
    [400, "InvalidParameter.Description", "The specified Description is invalid."],
    ...groupErrors,
    ...regionErrors,
    ...internalErrors,
  ],
  parameters: {
    RegionId: region("InvalidRegionId.NotFound"),
    SnapshotGroupId: text,
    Name: snapshotName("InvalidParameter.Name").optional(),
    Description: description("InvalidParameter.Description").optional(),
  },
  run({ RegionId, SnapshotGroupId, Name, Description }, context) {
    const group = findGroup(context, RegionId, SnapshotGroupId);
    if (group === undefined) throw context.error(context.settings.ecs.missingGroup);
    group.name = Name ?? group.name;
    group.description = Description ?? group.description;
    return {};
  },
});
