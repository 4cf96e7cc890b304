import type { ErrorRow } from "../transport/cloudError";

/** Rows that several pages of ECS have in common. */
export const internalErrors = [
  [500, "InternalError", "The request processing has failed due to some unknown error."],
  [
    500,
    "InternalError",
    "The request processing has failed due to some unknown error, exception or failure.",
  ],
] as const satisfies readonly ErrorRow[];

export const dryRunPassed = [
  400,
  "DryRunOperation",
  "Request validation has been passed with DryRun flag set.",
] as const satisfies ErrorRow;

export const regionErrors = [
  [404, "InvalidRegionId.NotFound", "The RegionId provided does not exist in our records."],
] as const satisfies readonly ErrorRow[];

export const tagErrors = [
  [400, "Duplicate.TagKey", "The Tag.N.Key contain duplicate key."],
  [400, "InvalidTagKey.Malformed", "The specified Tag.n.Key is not valid."],
  [400, "InvalidTagValue.Malformed", "The specified Tag.n.Value is not valid."],
  [400, "NumberExceed.Tags", "The Tags parameter's number is exceed , Valid : 20"],
] as const satisfies readonly ErrorRow[];

export const tokenErrors = [
  [403, "IdempotentParameterMismatch", "The specified clientToken is used."],
  [403, "IdempotentProcessing", "The previous idempotent request(s) is still processing."],
  [
    403,
    "InvalidClientToken.Malformed",
    "The specified clientToken is improperly formatted. It must contain only ASCII characters and must not exceed 64 characters in length.",
  ],
] as const satisfies readonly ErrorRow[];

export const kmsErrors = [
  [403, "InvalidParameter.KMSKeyId.CMKUnauthorized", "The CMK needs to be added ECS tag."],
  [403, "InvalidParameter.KMSKeyId.CMKNotEnabled", "The CMK needs to be enabled."],
  [403, "InvalidParameter.KMSKeyId.KMSUnauthorized", "ECS service have no right to access your KMS."],
  [404, "InvalidParameter.KMSKeyId.NotFound", "The specified KMSKeyId does not exist."],
] as const satisfies readonly ErrorRow[];

export const accountErrors = [
  [403, "InvalidAccountStatus.NotEnoughBalance", "Your account does not have enough balance."],
  [403, "InvalidAccountStatus.SnapshotServiceUnavailable", "Snapshot service has not been opened yet."],
] as const satisfies readonly ErrorRow[];
