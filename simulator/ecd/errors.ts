import type { ErrorRow } from "../transport/cloudError";

/**
 * The pages of ECD list no codes. IncorrectDesktopStatus is a real one with its real text (seen in the result of
 * RebuildDesktops); its HTTP status, and every other row, is formed like those of the neighbours.
 */
export const sharedErrors = [
  [403, "IncorrectDesktopStatus", "The current status of the desktop does not support this operation."],
  [403, "IncorrectDiskStatus", "The current disk status does not support this operation."],
  [403, "IncorrectSnapshotStatus", "The current status of the snapshot does not support this operation."],
  [403, "OperationDenied.NoStock", "The requested resource is sold out in the specified zone."],
  [404, "InvalidRegionId.NotFound", "The specified RegionId does not exist."],
  [404, "InvalidDesktopId.NotFound", "The specified DesktopId does not exist."],
  [404, "InvalidDisk.NotFound", "The desktop has no disk of the specified SourceDiskType."],
  [404, "InvalidSnapshotId.NotFound", "The specified SnapshotId does not exist."],
  [400, "InvalidSnapshotName.Malformed", "The specified SnapshotName is wrongly formed."],
  [400, "InvalidDescription.Malformed", "The specified description is wrongly formed."],
  [400, "InvalidSourceDiskType", "The specified SourceDiskType is not valid."],
  [400, "InvalidNextToken", "The specified NextToken is not valid."],
  [500, "InternalError", "The request processing has failed due to some unknown error."],
] as const satisfies readonly ErrorRow[];
