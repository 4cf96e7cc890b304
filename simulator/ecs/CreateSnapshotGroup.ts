import { z } from "zod";
import { defineAction } from "../transport/action";
import { repeated } from "../transport/parameters";
import type { Disk } from "../world/entities";
import { newId } from "../world/identifiers";
import { takeSnapshot } from "../world/snapshots";
import { checkGroupPossible, chooseDisks, createGroupErrors } from "./groupConditions";
import { description, region, snapshotName, tags } from "./parameterRules";

/** Snapshots of several disks at one moment. They are kept until deleted: there is no retention. */
export const CreateSnapshotGroup = defineAction({
  errors: createGroupErrors,
  idempotent: true,
  parameters: {
    RegionId: region("InvalidRegionId.NotFound"),
    InstanceId: z.string().min(1).optional(),
    DiskId: repeated(z.string(), 128, "NumberExceed.TooManyDisks").default([]),
    ExcludeDiskId: repeated(z.string(), 128, "NumberExceed.TooManyDisks").default([]),
    Name: snapshotName("InvalidParameter.Name").optional(),
    Description: description("InvalidParameter.Description").optional(),
    ResourceGroupId: z.string().default(""),
    Tag: tags.default({}),
  },
  run(parameters, context) {
    const disks = chooseDisks(parameters, context, context.error);
    checkGroupPossible(disks, context, context.error);
    const snapshotGroupId = newId("ssg-");
    context.world.snapshotGroups[snapshotGroupId] = {
      snapshotGroupId,
      regionId: parameters.RegionId,
      name: parameters.Name ?? "",
      description: parameters.Description ?? "",
      instanceId: commonInstance(disks),
      createdAt: context.now,
      resourceGroupId: parameters.ResourceGroupId,
      tags: parameters.Tag,
    };
    for (const disk of disks.filter(({ skippedByGroups }) => !skippedByGroups)) {
      // The SDK documents this system tag on the members.
      const memberTags = { "acs:ecs:createFrom": disk.instanceIds[0] ?? "" };
      takeSnapshot(disk, { snapshotGroupId, tags: memberTags }, context);
    }
    return { SnapshotGroupId: snapshotGroupId };
  },
});

/** Empty when the disks are on several instances. */
function commonInstance(disks: readonly Disk[]): string {
  const instanceIds = new Set(disks.map(({ instanceIds }) => instanceIds[0] ?? ""));
  return instanceIds.size === 1 ? [...instanceIds][0]! : "";
}
