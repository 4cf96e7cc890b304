import { z } from "zod";
import type { NameRule } from "../facts";
import * as field from "./fields";

/** What a program declares of a DiskSnapshot of an ECS disk, after defaults. */
export const ecsDiskSnapshot = (names: NameRule) =>
  z.strictObject({
    service: z.literal("ecs"),
    regionId: field.regionId,
    diskId: field.ecsDiskId.optional(),
    snapshotName: field.snapshotName(names).optional(),
    description: field.ecsDescription.optional(),
    retentionDays: field.ecsRetentionDays.optional(),
    tags: field.ecsTags.optional(),
    resourceGroupId: z.string().min(1, "must be a resource group id").optional(),
    triggers: field.triggers.optional(),
    keep: z
      .int()
      .min(1, "must be at least 1: the newest generation is always kept")
      .max(256, "must be at most 256")
      .default(2),
    existingSnapshotId: field.snapshotId.optional(),
    waitFor: z.enum(["accomplished", "available", "submitted"]).default("accomplished"),
    onMissing: z.enum(["keep", "recreate"]).default("keep"),
    forceDelete: z.boolean().default(false),
    timeouts: z
      .strictObject({ create: field.duration.default("60m"), delete: field.duration.default("10m") })
      .prefault({}),
  });

export type DiskSnapshotInputs = z.output<ReturnType<typeof ecsDiskSnapshot>>;

/** Rules between several properties; `involves` names them all, so that unknown ones silence the rule. */
export function diskSnapshotRules(inputs: Partial<DiskSnapshotInputs>): Rule[] {
  const rules: Rule[] = [];
  if (inputs.existingSnapshotId === undefined) {
    if (inputs.diskId === undefined)
      rules.push({
        property: "diskId",
        involves: ["existingSnapshotId"],
        reason:
          "is required: which disk to take the snapshot of (or existingSnapshotId, to track one that exists)",
      });
    return rules;
  }
  for (const property of ownSnapshotOnly) {
    if (inputs[property] !== undefined)
      rules.push({
        property,
        involves: ["existingSnapshotId"],
        reason:
          "is for a snapshot that this resource takes; with existingSnapshotId it only tracks one that exists",
      });
  }
  return rules;
}

const ownSnapshotOnly = [
  "snapshotName",
  "description",
  "retentionDays",
  "tags",
  "resourceGroupId",
  "triggers",
] as const;

export interface Rule {
  readonly property: string;
  readonly involves: readonly string[];
  readonly reason: string;
}

/** Rules against what was declared before: retention can only be extended. */
export function diskSnapshotChangeRules(
  before: Partial<DiskSnapshotInputs>,
  now: Partial<DiskSnapshotInputs>,
): Rule[] {
  const newGeneration = JSON.stringify(before.triggers) !== JSON.stringify(now.triggers);
  const sameDisk = before.diskId === now.diskId && before.regionId === now.regionId;
  if (
    newGeneration ||
    !sameDisk ||
    before.retentionDays === undefined ||
    now.existingSnapshotId !== undefined
  )
    return [];
  if (now.retentionDays !== undefined && now.retentionDays >= before.retentionDays) return [];
  const wanted = now.retentionDays === undefined ? "removed" : `${now.retentionDays}`;
  return [
    {
      property: "retentionDays",
      involves: ["retentionDays", "triggers", "diskId", "regionId"],
      reason: `can only be extended: it is ${before.retentionDays} now and cannot be ${wanted} (page ECS ModifySnapshotAttribute). Take a new snapshot by changing triggers`,
    },
  ];
}
