import { diskPerformance } from "../world/diskPerformance";
import { diskStatus, shownInstanceId } from "../world/disks";
import type { Disk } from "../world/entities";
import type { Moment } from "../world/moment";
import { toMinutes, toSeconds } from "../world/time";
import { wireTags } from "./wireTags";

export function wireDisk(disk: Disk, moment: Moment) {
  const attachedTime = disk.attachedAt === undefined ? "" : toSeconds(disk.attachedAt);
  const instanceId = shownInstanceId(disk, moment);
  const mounts = disk.instanceIds.map((InstanceId) => ({
    InstanceId,
    Device: disk.device,
    AttachedTime: attachedTime,
  }));
  return {
    ...ordinaryDisk(disk),
    ...disk.details,
    DiskId: disk.diskId,
    DiskName: disk.diskName,
    Description: disk.description,
    RegionId: disk.regionId,
    ZoneId: disk.zoneId,
    Type: disk.type,
    Category: disk.category,
    PerformanceLevel: disk.performanceLevel,
    Size: disk.size,
    Status: diskStatus(disk, moment.settings, moment.now),
    InstanceId: instanceId,
    Device: instanceId === "" ? "" : disk.device,
    Attachments: { Attachment: mounts },
    // For shared block storage devices only.
    MountInstances: { MountInstance: disk.sharedVolume ? mounts : [] },
    MountInstanceNum: disk.sharedVolume ? mounts.length : 0,
    OperationLocks: { OperationLock: disk.operationLocks.map((LockReason) => ({ LockReason })) },
    Encrypted: disk.encrypted,
    KMSKeyId: disk.kmsKeyId,
    Portable: disk.portable,
    DeleteWithInstance: disk.deleteWithInstance,
    DeleteAutoSnapshot: disk.deleteAutoSnapshot,
    ImageId: disk.imageId,
    SourceSnapshotId: disk.sourceSnapshotId,
    DiskChargeType: disk.chargeType,
    MultiAttach: disk.multiAttach ? "Enabled" : "Disabled",
    CreationTime: toSeconds(disk.createdAt),
    AttachedTime: attachedTime,
    DetachedTime: disk.detachedAt === undefined ? "" : toSeconds(disk.detachedAt),
    ExpiredTime: disk.expiredAt === undefined ? "2999-09-08T16:00Z" : toMinutes(disk.expiredAt),
    ResourceGroupId: disk.resourceGroupId,
    Tags: { Tag: wireTags(disk.tags) },
  };
}

function ordinaryDisk(disk: Disk) {
  const { iops, throughput } = diskPerformance(disk);
  return {
    BdfId: "",
    BurstingEnabled: false,
    EnableAutoSnapshot: true,
    EnableAutomatedSnapshotPolicy: false,
    AutoSnapshotPolicyId: "",
    IOPS: iops,
    IOPSRead: iops,
    IOPSWrite: iops,
    Throughput: throughput,
    ThroughputRead: throughput,
    ThroughputWrite: throughput,
    ProvisionedIops: 0,
    ProductCode: "",
    SerialNumber: disk.diskId.replace(/^d-/, ""),
    SourceDiskId: "",
    StorageClusterId: "",
    StorageSetId: "",
    StorageSetPartitionNumber: 0,
  };
}
