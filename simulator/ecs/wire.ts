import { toMinutes, toSeconds } from "../world/time";
import { diskStatus } from "../world/disks";
import type { Disk, Instance, Snapshot } from "../world/entities";
import { shownStatus, isExpired, type Moment } from "../world/instances";
import { isAvailable, remainingSeconds, snapshotProgress, snapshotStatus } from "../world/snapshots";

/** How ECS writes its things: lists are wrapped twice, tags are TagKey and TagValue. */
export function wireSnapshot(snapshot: Snapshot, now: number) {
  return {
    SnapshotId: snapshot.snapshotId,
    // Returned only when one was given.
    ...(snapshot.snapshotName === undefined ? {} : { SnapshotName: snapshot.snapshotName }),
    Description: snapshot.description ?? "",
    Status: snapshotStatus(snapshot, now),
    Progress: `${snapshotProgress(snapshot, now)}%`,
    RemainTime: remainingSeconds(snapshot, now),
    Available: isAvailable(snapshot, now),
    Usage: snapshot.usage,
    Category: "standard",
    SnapshotType: snapshot.snapshotType,
    SourceDiskId: snapshot.sourceDiskId,
    SourceDiskType: snapshot.sourceDiskType,
    // The SDK types it as text, the page's sample and its table show a number and a text.
    SourceDiskSize: String(snapshot.sourceDiskSize),
    SourceStorageType: "disk",
    SourceSnapshotId: "",
    SourceRegionId: snapshot.regionId,
    RegionId: snapshot.regionId,
    CreationTime: toSeconds(snapshot.createdAt),
    LastModifiedTime: toSeconds(snapshot.modifiedAt ?? snapshot.createdAt),
    ...(snapshot.retentionDays === undefined ? {} : { RetentionDays: snapshot.retentionDays }),
    Encrypted: snapshot.encrypted,
    KMSKeyId: snapshot.kmsKeyId,
    InstantAccess: false,
    ProductCode: "",
    ResourceGroupId: snapshot.resourceGroupId,
    SnapshotLinkId: snapshotLinkId(snapshot),
    SnapshotSN: `64472-116742336-${snapshot.snapshotId}`,
    Tags: { Tag: wireTags(snapshot.tags) },
  };
}

/** All snapshots of one disk are one chain. */
export function snapshotLinkId({ sourceDiskId }: Snapshot): string {
  return sourceDiskId.replace(/^d-/, "sl-");
}

export function wireDisk(disk: Disk, { settings, now }: Moment) {
  const status = diskStatus(disk, settings, now);
  const attached = ["In_use", "Detaching"].includes(status) && !disk.multiAttach;
  const attachedTime = disk.attachedAt === undefined ? "" : toSeconds(disk.attachedAt);
  return {
    DiskId: disk.diskId,
    DiskName: disk.diskName,
    Description: disk.description,
    RegionId: disk.regionId,
    ZoneId: disk.zoneId,
    Type: disk.type,
    Category: disk.category,
    PerformanceLevel: disk.performanceLevel,
    Size: disk.size,
    Status: status,
    // Only while In_use or Detaching, and never for a multi-attach disk: Attachments has them all.
    InstanceId: attached ? (disk.instanceIds[0] ?? "") : "",
    Device: attached ? disk.device : "",
    Attachments: {
      Attachment: disk.instanceIds.map((InstanceId) => ({
        InstanceId,
        Device: disk.device,
        AttachedTime: attachedTime,
      })),
    },
    MountInstances: { MountInstance: [] },
    OperationLocks: { OperationLock: disk.operationLocks.map((LockReason) => ({ LockReason })) },
    Encrypted: disk.encrypted,
    KMSKeyId: disk.kmsKeyId,
    Portable: disk.portable,
    DeleteWithInstance: disk.deleteWithInstance,
    DeleteAutoSnapshot: true,
    EnableAutoSnapshot: true,
    AutoSnapshotPolicyId: "",
    ImageId: disk.imageId,
    SourceSnapshotId: disk.sourceSnapshotId,
    DiskChargeType: disk.chargeType,
    MultiAttach: disk.multiAttach ? "Enabled" : "Disabled",
    CreationTime: toSeconds(disk.createdAt),
    AttachedTime: attachedTime,
    DetachedTime: disk.detachedAt === undefined ? "" : toSeconds(disk.detachedAt),
    ExpiredTime: disk.expiredAt === undefined ? "2999-09-08T16:00Z" : toMinutes(disk.expiredAt),
    SerialNumber: disk.diskId.replace(/^d-/, ""),
    ResourceGroupId: disk.resourceGroupId,
    StorageClusterId: "",
    Tags: { Tag: wireTags(disk.tags) },
  };
}

export function wireInstance(instance: Instance, moment: Moment) {
  const { now } = moment;
  const status = shownStatus(instance, moment);
  const locks = isExpired(instance, now)
    ? [...new Set([...instance.operationLocks, "financial"])]
    : instance.operationLocks;
  return {
    InstanceId: instance.instanceId,
    InstanceName: instance.instanceName,
    HostName: instance.instanceName,
    Description: instance.description,
    RegionId: instance.regionId,
    ZoneId: instance.zoneId,
    Status: status,
    StoppedMode: status === "Stopped" ? instance.stoppedMode : "Not-applicable",
    InstanceType: instance.instanceType,
    InstanceChargeType: instance.chargeType,
    InstanceNetworkType: instance.networkType,
    ImageId: instance.imageId,
    OSType: instance.osType,
    CreationTime: toMinutes(instance.createdAt),
    StartTime: instance.startedAt === undefined ? "" : toMinutes(instance.startedAt),
    ExpiredTime: instance.expiredAt === undefined ? "2099-12-31T15:59Z" : toMinutes(instance.expiredAt),
    AutoReleaseTime: "",
    OperationLocks: { LockReason: locks.map((LockReason) => ({ LockReason, LockMsg: "" })) },
    Recyclable: false,
    LocalStorageAmount: 0,
    DeviceAvailable: true,
    ResourceGroupId: instance.resourceGroupId,
    Tags: { Tag: wireTags(instance.tags) },
  };
}

export function wireTags(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}
