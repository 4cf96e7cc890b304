import type { ErrorRow } from "../transport/cloudError";
import { diskStatus, isResetting } from "../world/disks";
import type { Disk, Snapshot } from "../world/entities";
import { instanceStatus, isExpired } from "../world/instances";
import { snapshotStatus, unfinishedSnapshotsOf } from "../world/snapshots";
import { checkAccount, checkKey, hasSnapshots, hostsOf, type Refuse } from "./diskConditions";
import { findDisk, findSnapshot, type ServiceMoment } from "../world/find";

/**
 * The error table of the ECS ResetDisk page in its order and words ("dees not" is the cloud's), then what only
 * the newer page and the page of ResetDisks have.
 */
export const resetErrors = [
  [
    400,
    "DiskCategory.OperationNotSupported",
    "The operation is not supported to the specified disk due to its disk category",
  ],
  [400, "InvalidRegionId.MalFormed", "The specified RegionId is not valid"],
  [400, "DryRunOperation", "Request validation has been passed with DryRun flag set."],
  [403, "IncorrectDiskStatus", "The current disk status does not support this operation."],
  [403, "IncorrectInstanceStatus", "The current status of the resource does not support this operation."],
  [403, "InstanceLockedForSecurity", "The instance is locked due to security."],
  [403, "InvalidParameter.Mismatch", "The specified snapshot is not created from the specified disk."],
  [
    403,
    "InvalidSnapshot.TooOld",
    "The snapshotId is created before 2013-07-15, it cannot be restored since the first time the disk detached.",
  ],
  [
    403,
    "InstanceExpiredOrInArrears",
    "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).",
  ],
  [403, "OperationDenied", "The specified snapshot dees not support ResetDisk."],
  [403, "InvalidSnapshotId.NotReady", "The specified snapshot has not completed yet."],
  [403, "InvalidAccountStatus.NotEnoughBalance", "Your account does not have enough balance."],
  [403, "InvalidAccountStatus.SnapshotServiceUnavailable", "Snapshot service has not been opened yet."],
  [403, "Operation.Conflict", "The operation may conflicts with others."],
  [403, "UserNotInTheWhiteList", "The user is not in disk white list."],
  [403, "InvalidParameter.KMSKeyId.CMKNotEnabled", "The CMK needs to be enabled."],
  [403, "InvalidParameter.KMSKeyId.KMSUnauthorized", "ECS service have no right to access your KMS."],
  [404, "InvalidParameter.KMSKeyId.NotFound", "The specified KMSKeyId does not exist."],
  [404, "InvalidDiskId.NotFound", "The specified disk does not exist."],
  [404, "Disk.NotFound", "The specified disk does not exist."],
  [404, "InvalidSnapshotId.NotFound", "The specified SnapshotId does not exist."],
  [404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."],
  [500, "InternalError", "The request processing has failed due to some unknown error."],
  [
    500,
    "InternalError",
    "The request processing has failed due to some unknown error, exception or failure.",
  ],

  [403, "InvalidParameter.Mismatch", "Non-encrypted disk can not be reset by encrypted snapshot."],
  [403, "InvalidParameter.KMSKeyId.CMKUnauthorized", "The CMK needs to be added ECS tag."],
  [403, "IncorrectDiskStatus.HasUnfinishedSnapshot", "The current disk has unfinished snapshot."],
  [
    403,
    "InvalidOperation.DiskResetInProgress",
    "The operation cannot be performed because the disk has an ongoing reset task, please try again later.",
  ],
] as const satisfies readonly ErrorRow[];

export type ResetCode = (typeof resetErrors)[number][1];

export interface ResetRequest {
  readonly DiskId: string;
  readonly SnapshotId: string;
}

/** Finds both and checks all that the page asks for, in the order: there, fitting, ready, free. */
export function checkReset(
  { DiskId, SnapshotId }: ResetRequest,
  moment: ServiceMoment,
  refuse: Refuse<ResetCode>,
): { disk: Disk; snapshot: Snapshot } {
  const disk = findDisk(moment, DiskId);
  // Two codes for one thing; which one when is not documented.
  if (disk === undefined || disk.released) {
    const isOld = (disk !== undefined) === (moment.settings.ecs.missingDisk === "byHistory");
    throw refuse(isOld ? "Disk.NotFound" : "InvalidDiskId.NotFound");
  }
  const snapshot = findSnapshot(moment, SnapshotId);
  if (snapshot === undefined) throw refuse("InvalidSnapshotId.NotFound");

  if (!hasSnapshots(disk)) throw refuse("DiskCategory.OperationNotSupported");
  if (!disk.whitelisted) throw refuse("UserNotInTheWhiteList");
  checkAccount(moment.world.account, refuse);
  checkFit(disk, snapshot, refuse);
  checkKey(disk, refuse);
  checkSnapshotReady(snapshot, moment, refuse);
  checkDiskFree(disk, moment, refuse);
  checkHosts(disk, moment, refuse);
  return { disk, snapshot };
}

function checkFit(disk: Disk, snapshot: Snapshot, refuse: Refuse<ResetCode>): void {
  if (snapshot.sourceDiskId !== disk.diskId) throw refuse("InvalidParameter.Mismatch");
  if (snapshot.encrypted && !disk.encrypted) {
    throw refuse("InvalidParameter.Mismatch", "Non-encrypted disk can not be reset by encrypted snapshot.");
  }
}

const oldestUsable = Date.UTC(2013, 6, 15);

function checkSnapshotReady(
  snapshot: Snapshot,
  { settings, now }: ServiceMoment,
  refuse: Refuse<ResetCode>,
): void {
  if (snapshot.createdAt < oldestUsable) throw refuse("InvalidSnapshot.TooOld");
  const status = snapshotStatus(snapshot, now);
  if (status === "progressing") throw refuse("InvalidSnapshotId.NotReady");
  if (status === "failed") throw refuse(settings.ecs.failedSnapshot);
  if (!snapshot.resettable) throw refuse("OperationDenied");
}

function checkDiskFree(disk: Disk, moment: ServiceMoment, refuse: Refuse<ResetCode>): void {
  const { world, settings, now } = moment;
  if (disk.conflicting) throw refuse("Operation.Conflict");
  if (isResetting(disk, now)) throw refuse(settings.ecs.resetInProgress);
  if (!["In_use", "Available"].includes(diskStatus(disk, settings, now))) throw refuse("IncorrectDiskStatus");
  if (unfinishedSnapshotsOf(disk.diskId, world, now).length > 0) {
    throw refuse("IncorrectDiskStatus.HasUnfinishedSnapshot");
  }
}

function checkHosts(disk: Disk, moment: ServiceMoment, refuse: Refuse<ResetCode>): void {
  for (const instance of hostsOf(disk, moment, refuse)) {
    if (instance.operationLocks.includes("security")) throw refuse("InstanceLockedForSecurity");
    if (isExpired(instance, moment.now) || instance.operationLocks.includes("financial")) {
      throw refuse("InstanceExpiredOrInArrears");
    }
    if (instanceStatus(instance, moment.now) !== "Stopped") throw refuse("IncorrectInstanceStatus");
  }
}
