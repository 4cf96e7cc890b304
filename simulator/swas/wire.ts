import { diskStatus, isResetting } from "../world/disks";
import type { Disk, Instance, Snapshot } from "../world/entities";
import { disksOf } from "../world/find";
import { shownStatus } from "../world/instances";
import type { Moment } from "../world/moment";
import type { Settings } from "../world/settings";
import { snapshotProgress, snapshotStatus } from "../world/snapshots";
import { toSeconds } from "../world/time";
import { ordinaryServer } from "./ordinaryServer";

/** How SWAS writes its things: lists are flat, tags are Key and Value. */
export function wireSnapshot(snapshot: Snapshot, { settings, now }: Moment) {
  const rolledBack = snapshot.rolledBackAt !== undefined && now >= snapshot.rolledBackAt;
  return {
    ...snapshot.details,
    SnapshotId: snapshot.snapshotId,
    SnapshotName: snapshot.snapshotName ?? "",
    SourceDiskId: snapshot.sourceDiskId,
    SourceDiskType: word(snapshot.sourceDiskType, settings),
    // Only those of system disks name their server.
    InstanceId: snapshot.sourceDiskType === "system" ? snapshot.instanceId : "",
    Status: word(snapshotStatus(snapshot, now), settings),
    Progress: `${snapshotProgress(snapshot, now)}%`,
    CreationTime: toSeconds(snapshot.createdAt),
    RollbackTime: rolledBack ? toSeconds(snapshot.rolledBackAt!) : "",
    Remark: snapshot.remark ?? "",
    RegionId: snapshot.regionId,
    ResourceGroupId: snapshot.resourceGroupId,
    Tags: wireTags(snapshot.tags),
  };
}

export function wireDisk(disk: Disk, { world, settings, now }: Moment) {
  const instanceId = disk.instanceIds[0] ?? "";
  return {
    ...disk.details,
    DiskId: disk.diskId,
    DiskName: disk.diskName,
    DiskType: word(disk.type, settings),
    Category: disk.category,
    Size: disk.size,
    Status: diskStatus(disk, settings, now),
    InstanceId: instanceId,
    InstanceName: world.instances[instanceId]?.instanceName ?? "",
    Device: disk.device,
    DiskChargeType: disk.chargeType,
    CreationTime: toSeconds(disk.createdAt),
    Remark: disk.description,
    RegionId: disk.regionId,
    ResourceGroupId: disk.resourceGroupId,
    Tags: wireTags(disk.tags),
  };
}

export function wireServer(server: Instance, moment: Moment) {
  const { settings, now } = moment;
  const disks = disksOf(server.instanceId, moment);
  return {
    ...ordinaryServer(server, disks),
    ...server.details,
    InstanceId: server.instanceId,
    InstanceName: server.instanceName,
    Status: serverStatus(server, moment),
    BusinessStatus: server.businessStatus,
    DisableReason: server.disableReason ?? "",
    ChargeType: server.chargeType,
    CreationTime: toSeconds(server.createdAt),
    ExpiredTime: server.expiredAt === undefined ? "2099-12-31T15:59:59Z" : toSeconds(server.expiredAt),
    PlanId: server.instanceType,
    ImageId: server.imageId,
    RegionId: server.regionId,
    ResourceGroupId: server.resourceGroupId,
    Disks: disks.map((disk) => ({
      DiskId: disk.diskId,
      DiskName: disk.diskName,
      DiskType: word(disk.type, settings),
      DiskChargeType: disk.chargeType,
      Category: disk.category,
      Size: disk.size,
      Status: diskStatus(disk, settings, now),
      Device: disk.device,
      CreationTime: toSeconds(disk.createdAt),
      Remark: disk.description,
      RegionId: disk.regionId,
      ResourceGroupId: disk.resourceGroupId,
      DiskTags: wireTags(disk.tags),
    })),
    Tags: wireTags(server.tags),
  };
}

export function serverStatus(server: Instance, moment: Moment): string {
  const status = shownStatus(server, moment);
  const resetting = disksOf(server.instanceId, moment).some((disk) => isResetting(disk, moment.now));
  return status === "Stopped" && resetting ? moment.settings.swas.serverStatusDuringReset : status;
}

function word(lower: string, { swas }: Settings): string {
  return swas.wordCase === "lower" ? lower : lower.charAt(0).toUpperCase() + lower.slice(1);
}

function wireTags(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
