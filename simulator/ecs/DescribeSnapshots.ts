import { z } from "zod";
import type { ErrorRow } from "../transport/cloudError";
import { defineAction } from "../transport/action";
import { flag, idsAsJson } from "../transport/parameters";
import { hasTags, tagFilter } from "../transport/tagParameters";
import type { Snapshot } from "../world/entities";
import type { Moment } from "../world/instances";
import { listedSnapshots, snapshotStatus, snapshotUsage } from "../world/snapshots";
import { paginate, pagingErrors, pagingParameters } from "./paging";
import { region } from "./parameterRules";
import { dryRunPassed, internalErrors, regionErrors } from "./sharedErrors";
import { snapshotLinkId, wireSnapshot } from "./wireSnapshot";

const errors = [
  [403, "InvalidSnapshotIds.Malformed", "The amount of specified specified snapshot Ids exceeds the limit."],
  [404, "InvalidFilterKey.NotFound", "The specified FilterKey is not found."],
  [404, "InvalidUsage", "The specifed Usage is not valid"],
  [404, "InvalidSourceDiskType", "The specifed SourceDiskType is not valid"],
  [404, "InvalidStatus.NotFound", "The specified Status is not found"],
  [404, "InvalidSnapshotType.NotFound", "The specfied SnapshotType is not found"],
  [404, "InvalidSnapshotLinkId.NotFound", "The specified snapshot link is not found."],
  [400, "InvalidTag.Mismatch", "The specified Tag.n.Key and Tag.n.Value are not match."],
  [400, "InvalidTagCount", "The specified tags are beyond the permitted range."],
  [403, "InvalidSnapshotCategory.Malformed", "The specified Category is not valid."],
  dryRunPassed,
  ...regionErrors,
  ...pagingErrors,
  ...internalErrors,
] as const satisfies readonly ErrorRow[];

const oneOf = (values: readonly string[], code: string) =>
  z.string().refine((value) => values.includes(value), code);

const parameters = {
  RegionId: region("InvalidRegionId.NotFound"),
  SnapshotIds: idsAsJson("InvalidSnapshotIds.Malformed").optional(),
  InstanceId: z.string().optional(),
  DiskId: z.string().optional(),
  SnapshotLinkId: z.string().optional(),
  SnapshotName: z.string().optional(),
  Status: oneOf(["progressing", "accomplished", "failed", "all"], "InvalidStatus.NotFound").default("all"),
  SnapshotType: oneOf(["auto", "user", "all"], "InvalidSnapshotType.NotFound").default("all"),
  SourceDiskType: z
    .string()
    .toLowerCase()
    .refine((type) => ["system", "data"].includes(type), "InvalidSourceDiskType")
    .optional(),
  Usage: oneOf(["image", "disk", "image_disk", "none"], "InvalidUsage").optional(),
  Encrypted: flag.optional(),
  KMSKeyId: z.string().optional(),
  ResourceGroupId: z.string().optional(),
  Tag: tagFilter.refine((tags) => tags.length <= 20, "InvalidTagCount").default([]),
  Filter: z
    .array(
      z.object({
        Key: oneOf(["CreationStartTime", "CreationEndTime"], "InvalidFilterKey.NotFound"),
        Value: z.string().refine((time) => !Number.isNaN(Date.parse(time)), "InvalidFilterKey.NotFound"),
      }),
    )
    .default([]),
  DryRun: flag.default(false),
  ...pagingParameters,
};

type Request = z.output<z.ZodObject<typeof parameters>>;

/** An id that is unknown is simply not in the list. */
export const DescribeSnapshots = defineAction({
  errors,
  parameters,
  run(request, context) {
    if (request.DryRun) throw context.error("DryRunOperation");
    const found = listedSnapshots(context).filter(
      (snapshot) =>
        snapshot.service === "ecs" &&
        snapshot.regionId === request.RegionId &&
        namedBy(snapshot, request) &&
        has(snapshot, request, context),
    );
    const limits = { least: 1, most: 100, outOfRange: "refuse" } as const;
    const { items, fields } = paginate(found, (item) => item.snapshotId, request, limits, context.error);
    return {
      ...fields,
      Snapshots: { Snapshot: items.map((snapshot) => wireSnapshot(snapshot, context)) },
    };
  },
});

/** All that is given must match. */
function namedBy(snapshot: Snapshot, request: Request): boolean {
  return (
    (request.SnapshotIds?.includes(snapshot.snapshotId) ?? true) &&
    (request.DiskId ?? snapshot.sourceDiskId) === snapshot.sourceDiskId &&
    (request.InstanceId ?? snapshot.instanceId) === snapshot.instanceId &&
    (request.SnapshotLinkId ?? snapshotLinkId(snapshot)) === snapshotLinkId(snapshot) &&
    (request.SnapshotName === undefined || request.SnapshotName === snapshot.snapshotName)
  );
}

function has(snapshot: Snapshot, request: Request, { world, now }: Moment): boolean {
  return (
    ["all", snapshotStatus(snapshot, now)].includes(request.Status) &&
    ["all", snapshot.snapshotType].includes(request.SnapshotType) &&
    (request.SourceDiskType ?? snapshot.sourceDiskType) === snapshot.sourceDiskType &&
    [undefined, snapshotUsage(snapshot, world)].includes(request.Usage as never) &&
    (request.Encrypted ?? snapshot.encrypted) === snapshot.encrypted &&
    (request.KMSKeyId ?? snapshot.kmsKeyId) === snapshot.kmsKeyId &&
    (request.ResourceGroupId ?? snapshot.resourceGroupId) === snapshot.resourceGroupId &&
    hasTags(snapshot.tags, request.Tag) &&
    request.Filter.every(({ Key, Value }) => {
      const limit = Date.parse(Value);
      return Key === "CreationStartTime" ? snapshot.createdAt >= limit : snapshot.createdAt <= limit;
    })
  );
}
