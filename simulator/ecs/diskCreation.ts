import type { ActionContext } from "../transport/action";
import type { ErrorRow } from "../transport/cloudError";
import type { Snapshot } from "../world/entities";
import { findSnapshot } from "../world/find";
import { isAvailable, snapshotStatus } from "../world/snapshots";
import { checkAccount } from "./diskConditions";
import { accountErrors, internalErrors, kmsErrors, tagErrors, tokenErrors } from "./sharedErrors";

/** Of the CreateDisk page's table, what a simulated account can meet. */
export const createDiskErrors = [
  [400, "MissingParameter", 'The input parameter either "SnapshotId" or "Size" should be specified.'],
  [400, "InvalidSize.ValueNotSupported", "The specified parameter Size is not valid."],
  [400, "InvalidDiskName.Malformed", "The specified disk name is wrongly formed."],
  [400, "InvalidDescription.Malformed", "The specified description is wrongly formed."],
  [400, "InvalidPerformanceLevel.Malformed", "The specified parameter PerformanceLevel is not valid."],
  [
    400,
    "InvalidParameter.EncryptedIllegal",
    "The specified parameter Encrypted must be true when kmsKeyId is not empty.",
  ],
  [400, "InvalidParameter.Conflict", "The specified parameters cannot be used together."],
  [403, "InvalidDataDiskCategory.NotSupported", "Specified disk category is not supported."],
  [
    403,
    "InvalidSnapshot.TooOld",
    "This operation is forbidden because the specified snapshot is created before 2013-07-15.",
  ],
  [403, "InvalidSnapshotId.NotReady", "The specified snapshot has not completed yet."],
  [403, "OperationDenied", "The specified snapshot is not allowed to create disk."],
  [403, "InvalidPayMethod", "The specified pay method is not valid."],
  [404, "InvalidRegionId.NotFound", "The specified RegionId does not exist."],
  [404, "InvalidZoneId.NotFound", "The specified zone does not exist."],
  [404, "InvalidSnapshotId.NotFound", "The specified SnapshotId does not exist."],
  [404, "InvalidInstanceId.NotFound", "The InstanceId provided does not exist in our records."],
  [404, "InvalidResourceGroup.NotFound", "The ResourceGroup provided does not exist in our records."],
  ...accountErrors,
  ...kmsErrors,
  ...tagErrors,
  ...tokenErrors,
  ...internalErrors,
] as const satisfies readonly ErrorRow[];

export type CreateDiskCode = (typeof createDiskErrors)[number][1];

const sizes: Readonly<Record<string, readonly [least: number, most: number]>> = {
  cloud: [5, 2000],
  cloud_efficiency: [20, 32_768],
  cloud_ssd: [20, 32_768],
  cloud_auto: [1, 65_536],
  cloud_essd_entry: [10, 32_768],
  PL0: [1, 65_536],
  PL1: [20, 65_536],
  PL2: [461, 65_536],
  PL3: [1261, 65_536],
};

/** In GiB, from the CreateDisk page; undefined for a category that cannot be made here. */
export function leastAndMostSize(category: string, performanceLevel: string) {
  return sizes[category === "cloud_essd" ? performanceLevel : category];
}

const oldestUsable = Date.UTC(2013, 6, 15);

/** The snapshot that a disk is made of. An ESSD's is of use as soon as it is available. */
export function findSource(
  snapshotId: string,
  regionId: string,
  context: ActionContext<CreateDiskCode>,
): Snapshot {
  const { world, now, error } = context;
  checkAccount(world.account, error);
  const snapshot = findSnapshot(context, snapshotId);
  if (snapshot?.regionId !== regionId) throw error("InvalidSnapshotId.NotFound");
  if (snapshot.createdAt < oldestUsable) throw error("InvalidSnapshot.TooOld");
  if (snapshotStatus(snapshot, now) === "failed") throw error("OperationDenied");
  if (!isAvailable(snapshot, now)) throw error("InvalidSnapshotId.NotReady");
  return snapshot;
}
