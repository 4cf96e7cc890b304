import { z } from "zod";
import { defineAction } from "../transport/action";
import { text } from "../transport/parameters";
import { isPresent } from "../world/snapshots";
import { region } from "./parameterRules";
import { internalErrors, regionErrors } from "./sharedErrors";

/**
 * Moves a resource to another resource group: the way to change a snapshot's, which ModifySnapshotAttribute
 * cannot. Which groups an account has is not modelled: any id is one of them. Snapshots and their groups only.
 */
export const JoinResourceGroup = defineAction({
  errors: [
    [404, "InvalidResourceGroup.NotFound", "The ResourceGroup provided does not exist in our records."],
    [404, "InvalidResourceId.NotFound", "The specified ResourceIds are not found in our records."],
    [404, "InvalidResourceType.NotFound", "The ResourceType provided does not exist in our records."],
    ...regionErrors,
    ...internalErrors,
  ],
  parameters: {
    RegionId: region("InvalidRegionId.NotFound"),
    ResourceGroupId: text,
    ResourceId: text,
    ResourceType: z
      .string()
      .refine((type) => type === "snapshot" || type === "snapshotgroup", "InvalidResourceType.NotFound"),
  },
  run({ ResourceGroupId, ResourceId, ResourceType }, { world, now, error }) {
    const snapshot = ResourceType === "snapshot" ? world.snapshots[ResourceId] : undefined;
    const group = ResourceType === "snapshot" ? undefined : world.snapshotGroups[ResourceId];
    const found = snapshot && isPresent(snapshot, now) ? snapshot : group;
    if (found === undefined) throw error("InvalidResourceId.NotFound");
    found.resourceGroupId = ResourceGroupId;
    return {};
  },
});
