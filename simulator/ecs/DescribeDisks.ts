import { z } from "zod";
import { defineAction } from "../transport/action";
import type { ErrorRow } from "../transport/cloudError";
import { flag, idsAsJson } from "../transport/parameters";
import { hasTags, tagFilter } from "../transport/tagParameters";
import { diskStatus } from "../world/disks";
import type { Disk } from "../world/entities";
import type { Moment } from "../world/moment";
import { paginate, pagingErrors, pagingParameters } from "./paging";
import { region } from "./parameterRules";
import { dryRunPassed, internalErrors } from "./sharedErrors";
import { wireDisk } from "./wireDisk";

const errors = [
  [400, "InvalidRegion.NotFound", "The specified parameter RegionId is not valid."],
  [400, "MissingParamter.RegionId", "The regionId should not be null."],
  [400, "InvalidParameter.DiskIds", "The specified parameter diskIds is not valid."],
  [403, "InvalidDiskIds.Malformed", "The amount of specified disk Ids exceeds the limit."],
  [404, "InvalidDiskIds.ValueNotSupported", "The specified parameter diskIds is not supported."],
  [400, "InvalidZoneId.NotFound", "The zoneId provided does not exist in our records."],
  [400, "InvalidDiskType.ValueNotSupported", "The specified disk type is not supported."],
  [400, "InvalidCategory.ValueNotSupported", "The specified category is not supported."],
  [400, "InvalidStatus.ValueNotSupported", "The specified status is not supported."],
  [404, "InvalidDiskChargeType.NotFound", "The DiskChargeType does not exist in our records."],
  [404, "InvalidLockReason.NotFound", "The specified LockReason is not found."],
  [400, "InvalidSnapshot.NotFound", "The specified snapshot does not exist."],
  [400, "InvalidTag.Mismatch", "The specified Tag.n.Key and Tag.n.Value are not match."],
  [400, "InvalidTagCount", "The specified tags are beyond the permitted range."],
  dryRunPassed,
  ...pagingErrors,
  ...internalErrors,
] as const satisfies readonly ErrorRow[];

const oneOf = (values: readonly string[], code: string) =>
  z.string().refine((value) => values.includes(value), code);
const statuses = ["In_use", "Available", "Attaching", "Detaching", "Creating", "ReIniting", "All"];

const parameters = {
  RegionId: z
    .string({ error: "MissingParamter.RegionId" })
    .min(1, { error: "MissingParamter.RegionId" })
    .pipe(region("InvalidRegion.NotFound")),
  DiskIds: idsAsJson("InvalidParameter.DiskIds", "InvalidDiskIds.Malformed").optional(),
  InstanceId: z.string().optional(),
  ZoneId: z.string().optional(),
  Status: oneOf(statuses, "InvalidStatus.ValueNotSupported").default("All"),
  DiskType: oneOf(["system", "data", "all"], "InvalidDiskType.ValueNotSupported").default("all"),
  Category: z.string().optional(),
  /** The snapshot a disk was created from. */
  SnapshotId: z.string().optional(),
  DiskChargeType: oneOf(["PrePaid", "PostPaid"], "InvalidDiskChargeType.NotFound").optional(),
  Encrypted: flag.optional(),
  Portable: flag.optional(),
  MultiAttach: z.string().optional(),
  LockReason: z.string().optional(),
  ResourceGroupId: z.string().optional(),
  Tag: tagFilter.refine((tags) => tags.length <= 20, "InvalidTagCount").default([]),
  DryRun: flag.default(false),
  ...pagingParameters,
};

type Request = z.output<z.ZodObject<typeof parameters>>;

/** `DiskIds=[]` is a filter that nothing passes; without DiskIds every disk of the region comes. */
export const DescribeDisks = defineAction({
  errors,
  parameters,
  run(request, context) {
    if (request.DryRun) throw context.error("DryRunOperation");
    const found = Object.values(context.world.disks).filter(
      (disk) =>
        disk.service === "ecs" &&
        !disk.released &&
        disk.regionId === request.RegionId &&
        namedBy(disk, request) &&
        has(disk, request, context),
    );
    const limits = { least: 10, most: 500, outOfRange: "clamp" } as const;
    const { items, fields } = paginate(found, (item) => item.diskId, request, limits, context.error);
    return { ...fields, Disks: { Disk: items.map((disk) => wireDisk(disk, context)) } };
  },
});

function namedBy(disk: Disk, request: Request): boolean {
  return (
    (request.DiskIds?.includes(disk.diskId) ?? true) &&
    (request.InstanceId === undefined || disk.instanceIds.includes(request.InstanceId)) &&
    (request.ZoneId ?? disk.zoneId) === disk.zoneId &&
    (request.SnapshotId ?? disk.sourceSnapshotId) === disk.sourceSnapshotId &&
    (request.ResourceGroupId ?? disk.resourceGroupId) === disk.resourceGroupId
  );
}

function has(disk: Disk, request: Request, { settings, now }: Moment): boolean {
  return (
    ["All", diskStatus(disk, settings, now)].includes(request.Status) &&
    ["all", disk.type].includes(request.DiskType) &&
    [undefined, "all", disk.category].includes(request.Category) &&
    (request.DiskChargeType ?? disk.chargeType) === disk.chargeType &&
    (request.Encrypted ?? disk.encrypted) === disk.encrypted &&
    (request.Portable ?? disk.portable) === disk.portable &&
    (request.MultiAttach === undefined || (request.MultiAttach === "Enabled") === disk.multiAttach) &&
    (request.LockReason === undefined || disk.operationLocks.includes(request.LockReason)) &&
    hasTags(disk.tags, request.Tag)
  );
}
