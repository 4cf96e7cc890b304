import { defineAction } from "../transport/action";
import { flag, text, wholeNumber } from "../transport/parameters";
import { takeSnapshot } from "../world/snapshots";
import { findDisk } from "../world/find";
import { description, snapshotName, tags } from "./parameterRules";
import { checkSnapshotPossible, createSnapshotErrors } from "./snapshotConditions";
import { z } from "zod";

export const CreateSnapshot = defineAction({
  errors: createSnapshotErrors,
  idempotent: true,
  parameters: {
    DiskId: text,
    SnapshotName: snapshotName("InvalidSnapshotName.Malformed").optional(),
    Description: description("InvalidDescription.Malformed").optional(),
    RetentionDays: wholeNumber(1, 65_536, "InvalidRetentionDays.Malformed").optional(),
    ResourceGroupId: z.string().default(""),
    Tag: tags.default({}),
    // Accepted without effect, as for accounts that never had local snapshots.
    Category: z
      .string()
      .refine((category) => ["Standard", "Flash"].includes(category), "InvalidSnapshotCategory.Malformed")
      .optional(),
    InstantAccess: flag.optional(),
    InstantAccessRetentionDays: wholeNumber(
      1,
      65_535,
      "InvalidInstantAccessRetentionDays.Malformed",
    ).optional(),
  },
  run(parameters, context) {
    if (parameters.Category !== undefined && parameters.InstantAccess !== undefined) {
      throw context.error("InvalidCategoryAndInstantAccess.Malformed");
    }
    const disk = findDisk(context, parameters.DiskId);
    if (disk === undefined || disk.released) throw context.error("InvalidDiskId.NotFound");
    checkSnapshotPossible(disk, context, context.error);
    const words = {
      snapshotName: parameters.SnapshotName,
      description: parameters.Description,
      retentionDays: parameters.RetentionDays,
      resourceGroupId: parameters.ResourceGroupId,
      tags: parameters.Tag,
    };
    return { SnapshotId: takeSnapshot(disk, words, context).snapshotId };
  },
});
