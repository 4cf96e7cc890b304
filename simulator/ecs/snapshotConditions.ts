import type { ServiceMoment } from "../world/find";
import type { ErrorRow } from "../transport/cloudError";
import { diskStatus, isResetting } from "../world/disks";
import type { Disk, Snapshot } from "../world/entities";
import { instanceStatus } from "../world/instances";
import { countSnapshots } from "../world/snapshotIndex";
import { isPresent, unfinishedSnapshotsOf } from "../world/snapshots";
import { checkAccount, checkKey, hasSnapshots, hostsOf, type Refuse } from "./diskConditions";
import { accountErrors, internalErrors, kmsErrors, tagErrors, tokenErrors } from "./sharedErrors";

/** Error table of the CreateSnapshot page; `InvalidDescription.Malformed` really is a 404 there. */
export const createSnapshotErrors = [
  [400, "InvalidSnapshotName.Malformed", "The specified SnapshotName is wrongly formed."],
  [400, "IncorrectInstanceStatus", "The current status of the resource does not support this operation."],
  [
    400,
    "DiskCategory.OperationNotSupported",
    "The type of the specified disk does not support creating a snapshot.",
  ],
  [400, "InvalidRetentionDays.Malformed", "The specified RetentionDays is not valid."],
  [400, "CreateSnapshot.Failed", "The process of creating snapshot is failed."],
  [403, "Throttling", "Request was denied due to user flow control."],
  [403, "IncorrectDiskStatus", "The current disk status does not support this operation."],
  [403, "IncorrectDiskStatus.CreatingSnapshot", "A previous snapshot creation is in process."],
  [403, "IncorrectDiskStatus.NeverAttached", "The specified disk has never been attached to any instance."],
  [403, "IncorrectDiskStatus.NeverUsed", "The specified disk has never been used after creating."],
  [403, "IncorrectDiskStatus.Invalid", "The specified disk status invalid, restart instance and try again."],
  [
    403,
    "IncorrectDiskStatus.Transferring",
    "The specified device is transferring, you can retry after the process is finished.",
  ],
  [
    403,
    "DISK_HAS_CREATING_SNAPSHOT",
    "The operation cannot be performed while a snapshot is being created for the disk.",
  ],
  [403, "IncorrectVolumeStatus", "The current volume status does not support this operation."],
  [403, "IncorrectDiskType.NotSupport", "The specified device type is not supported."],
  [403, "DiskId.ValueNotSupported", "The specified parameter diskid is not supported."],
  [403, "DiskInArrears", "The specified operation is denied as your disk has expired."],
  [403, "InstanceLockedForSecurity", "The disk attached instance is locked due to security."],
  [403, "QuotaExceed.Snapshot", "The snapshot quota exceeds."],
  [
    403,
    "QuotaExceed.SnapshotQuota",
    "The quota is insufficient, please contact your channel partner to increase the quota.",
  ],
  [
    403,
    "QuotaExceed.ConcurrentSnapshotQuota",
    "The number of snapshots being created for the disk %s has exceeded the concurrent quota (%s). Please wait for the previous snapshots to complete before trying again.",
  ],
  [403, "InvalidSnapshotCategory.Malformed", "The specified Category is not valid."],
  [
    403,
    "InvalidCategoryAndInstantAccess.Malformed",
    "The snapshot Category and InstantAccess can't be used together.",
  ],
  [
    403,
    "InvalidInstantAccessRetentionDays.Malformed",
    "The specified InstantAccessRetentionDays is not valid.",
  ],
  [
    403,
    "InvalidRegion.NotSupportSnapshotInstantAccessRegion",
    "The snapshot InstantAccess is not supported for this region.",
  ],
  [
    403,
    "CloudBoxNotSupportSnapshotWithInstantAccess",
    "The specified disk in CloudBox does not support to create a snapshot with InstantAccess.",
  ],
  [
    403,
    "HibernationConfigured.InstanceOperationForbidden",
    "The operation is not permitted due to limit of the hibernation configured instance.",
  ],
  [
    403,
    "InvalidOperation.UnfinishedEncryptedSnapshotCopy",
    "This disk has unfinished encrypted copy snapshots in the target region.",
  ],
  [403, "InvalidAction.Unauthorized", "The specified action is not valid."],
  [404, "InvalidDiskId.NotFound", "The specified DiskId does not exist."],
  [404, "InvalidDescription.Malformed", "The specified description is wrongly formed."],
  [404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."],
  [404, "InvalidVolumeId.NotFound", "The specified volume does not exist."],
  [404, "InvalidResourceGroup.NotFound", "The ResourceGroup provided does not exist in our records."],
  ...accountErrors,
  ...kmsErrors,
  ...tagErrors,
  ...tokenErrors,
  ...internalErrors,
] as const satisfies readonly ErrorRow[];

export type SnapshotCode = (typeof createSnapshotErrors)[number][1];

/** What must hold of a disk that is to have a snapshot, as the CreateSnapshot page says. */
export function checkSnapshotPossible(disk: Disk, moment: ServiceMoment, refuse: Refuse<SnapshotCode>): void {
  checkAccount(moment.world.account, refuse);
  if (!hasSnapshots(disk)) throw refuse("DiskCategory.OperationNotSupported");
  if (!disk.everAttached) throw refuse("IncorrectDiskStatus.NeverAttached");
  if (!disk.everUsed) throw refuse("IncorrectDiskStatus.NeverUsed");
  checkStatus(disk, moment, refuse);
  checkHosts(disk, moment, refuse);
  checkKey(disk, refuse);
  checkQuotas(disk, moment, refuse);
}

function checkStatus(disk: Disk, { settings, now }: ServiceMoment, refuse: Refuse<SnapshotCode>): void {
  const status = diskStatus(disk, settings, now);
  if (status === "Transferring") throw refuse("IncorrectDiskStatus.Transferring");
  if (isResetting(disk, now) || !["In_use", "Available"].includes(status))
    throw refuse("IncorrectDiskStatus");
}

function checkHosts(disk: Disk, moment: ServiceMoment, refuse: Refuse<SnapshotCode>): void {
  for (const instance of hostsOf(disk, moment, refuse)) {
    if (instance.operationLocks.includes("security")) throw refuse("InstanceLockedForSecurity");
    if (!["Running", "Stopped"].includes(instanceStatus(instance, moment.now))) {
      throw refuse("IncorrectInstanceStatus");
    }
  }
}

function checkQuotas(
  disk: Disk,
  { world, settings, now }: ServiceMoment,
  refuse: Refuse<SnapshotCode>,
): void {
  const unfinished = unfinishedSnapshotsOf(disk.diskId, world, now).length;
  const atOnce = settings.concurrentSnapshotsPerDisk;
  if (unfinished >= atOnce && atOnce === 1) throw refuse("IncorrectDiskStatus.CreatingSnapshot");
  if (unfinished >= atOnce) {
    const text = `The number of snapshots being created for the disk ${disk.diskId} has exceeded the concurrent quota (${atOnce}). Please wait for the previous snapshots to complete before trying again.`;
    throw refuse("QuotaExceed.ConcurrentSnapshotQuota", text);
  }
  const isManual = (snapshot: Snapshot) => snapshot.snapshotType === "user" && isPresent(snapshot, now);
  const manual = countSnapshots(world.snapshots, isManual, { diskId: disk.diskId });
  if (manual >= settings.manualSnapshotsPerDisk) throw refuse("QuotaExceed.Snapshot");
}
