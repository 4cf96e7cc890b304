import type { ErrorRow } from "../transport/cloudError";

/**
 * SWAS has few documented codes. Those of ResetDisk, StopInstance and DeleteSnapshot are from their pages; the
 * ones about names, tags, tokens and regions are formed like those of ECS, for want of a page.
 */
export const internalError = [
  500,
  "InternalError",
  "An error occurred while processing your request.",
] as const satisfies ErrorRow;

export const sharedErrors = [
  internalError,
  [404, "InvalidRegionId.NotFound", "The specified RegionId does not exist."],
  [404, "InvalidDiskId.NotFound", "The specified DiskId does not exist."],
  [404, "InvalidSnapshotId.NotFound", "The specified SnapshotId does not exist."],
  [404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."],
  [
    403,
    "IncorrectDiskStatus.CreatingSnapshot",
    "A snapshot is being created in the specified disk. Please try again later.",
  ],
  [403, "IncorrectInstanceStatus", "The state of the current instance does not support this operation."],
  [403, "IncorrectDiskStatus", "The current disk status does not support this operation."],
  [400, "InvalidSnapshotName.Malformed", "The specified SnapshotName is wrongly formed."],
  [400, "InvalidTagKey.Malformed", "The specified Tag.n.Key is not valid."],
  [400, "InvalidTagValue.Malformed", "The specified Tag.n.Value is not valid."],
  [400, "Duplicate.TagKey", "The Tag.N.Key contain duplicate key."],
  [400, "NumberExceed.Tags", "The Tags parameter's number is exceed , Valid : 20"],
  [400, "NumberExceed.ResourceIds", "The ResourceIds parameter's number is exceed , Valid : 50"],
  [403, "QuotaExceed.Tags", "The maximum number of tags is exceeded."],
  [404, "InvalidResourceType.NotFound", "The ResourceType provided does not exist in our records."],
  [404, "InvalidResourceId.NotFound", "The specified ResourceIds are not found in our records."],
  [404, "MissingParameter.Tags", "The parameter - Tags should not be null"],
  [403, "IdempotentParameterMismatch", "The specified clientToken is used."],
  [403, "IdempotentProcessing", "The previous idempotent request(s) is still processing."],
  [403, "InvalidClientToken.Malformed", "The specified clientToken is improperly formatted."],
  [400, "CustomImageInShare", "The custom image is in sharing,please unshare first then to retry."],
  [400, "InvalidNextToken", "The specified NextToken is not valid."],
] as const satisfies readonly ErrorRow[];

export type SwasCode = (typeof sharedErrors)[number][1];
