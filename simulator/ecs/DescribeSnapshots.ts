import { z } from "zod";
import type { ErrorRow } from "../transport/cloudError";
import { defineAction } from "../transport/action";
import { flag, idsAsJson } from "../transport/parameters";
import { hasTags, tagFilter } from "../transport/tagParameters";
import type { Snapshot } from "../world/entities";
import { equals, listedSnapshots, snapshotStatus, usages, type Filter } from "../world/snapshots";
import { paginateSorted, pagingErrors, pagingParameters } from "./paging";
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
    const usageOf = usages(context.world);
    const place = { service: "ecs", regionId: request.RegionId } as const;
    const among = { ids: request.SnapshotIds, diskId: request.DiskId };
    const found = listedSnapshots(context, place, filtersOf(request, context.now, usageOf), among);
    const limits = { least: 1, most: 100, outOfRange: "refuse" } as const;
    const { items, fields } = paginateSorted(
      found,
      (item) => item.snapshotId,
      request,
      limits,
      context.error,
    );
    return {
      ...fields,
      Snapshots: { Snapshot: items.map((snapshot) => wireSnapshot(snapshot, context, usageOf)) },
    };
  },
});

/** All that is given must match. */
function filtersOf(
  request: Request,
  now: number,
  usageOf: (snapshot: Snapshot) => Snapshot["usage"],
): Filter[] {
  const { Status, SnapshotType, SnapshotLinkId, Usage, Tag } = request;
  return [
    equals("sourceDiskId", request.DiskId),
    equals("instanceId", request.InstanceId),
    equals("snapshotName", request.SnapshotName),
    equals("sourceDiskType", request.SourceDiskType),
    equals("encrypted", request.Encrypted),
    equals("kmsKeyId", request.KMSKeyId),
    equals("resourceGroupId", request.ResourceGroupId),
    SnapshotType === "all" ? undefined : equals("snapshotType", SnapshotType),
    Status === "all" ? undefined : (snapshot) => snapshotStatus(snapshot, now) === Status,
    SnapshotLinkId === undefined ? undefined : (snapshot) => snapshotLinkId(snapshot) === SnapshotLinkId,
    Usage === undefined ? undefined : (snapshot) => usageOf(snapshot) === Usage,
    Tag.length === 0 ? undefined : (snapshot) => hasTags(snapshot.tags, Tag),
    ...request.Filter.map(({ Key, Value }): Filter => {
      const limit = Date.parse(Value);
      return Key === "CreationStartTime"
        ? ({ createdAt }) => createdAt >= limit
        : ({ createdAt }) => createdAt <= limit;
    }),
  ];
}
