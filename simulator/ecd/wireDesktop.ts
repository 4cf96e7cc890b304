import type { Disk, Instance } from "../world/entities";
import { disksOf } from "../world/find";
import type { Moment } from "../world/moment";
import { toSeconds } from "../world/time";
import { desktopStatus } from "./desktops";
import { ordinaryDesktop } from "./ordinaryDesktop";

export function wireDesktop(desktop: Instance, moment: Moment) {
  const disks = disksOf(desktop.instanceId, moment);
  const started = desktop.startedAt === undefined ? "" : toSeconds(desktop.startedAt);
  return {
    ...ordinaryDesktop(desktop),
    ...desktop.details,
    DesktopId: desktop.instanceId,
    DesktopName: desktop.instanceName,
    DesktopStatus: desktopStatus(desktop, moment),
    ConnectionStatus: desktop.connectionStatus,
    Sessions: sessions(desktop, started),
    ManagementFlag: desktop.managementFlag,
    ManagementFlags: desktop.managementFlag === "NoFlag" ? [] : [desktop.managementFlag],
    ChargeType: desktop.chargeType,
    DesktopType: desktop.instanceType,
    OsType: desktop.osType === "linux" ? "Linux" : "Windows",
    ImageId: desktop.imageId,
    CreationTime: toSeconds(desktop.createdAt),
    ExpiredTime: desktop.expiredAt === undefined ? "2099-12-31T15:59:59Z" : toSeconds(desktop.expiredAt),
    StartTime: started,
    StandardStartTime: started,
    Disks: disks.map(wireDisk),
    ...diskSummary(disks),
    Tags: Object.entries(desktop.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}

function wireDisk(disk: Disk) {
  return {
    DiskId: disk.diskId,
    DiskType: disk.type.toUpperCase(),
    DiskSize: disk.size,
    DiskCategory: disk.category,
    PerformanceLevel: disk.performanceLevel,
  };
}

function diskSummary(disks: readonly Disk[]) {
  const system = disks.find(({ type }) => type === "system");
  const data = disks.find(({ type }) => type === "data");
  return {
    SystemDiskCategory: system?.category ?? "",
    SystemDiskSize: system?.size ?? 0,
    DataDiskCategory: data?.category ?? "",
    DataDiskSize: data === undefined ? "" : String(data.size),
    VolumeEncryptionEnabled: disks.some(({ encrypted }) => encrypted),
    VolumeEncryptionKey: disks.find(({ encrypted }) => encrypted)?.kmsKeyId ?? "",
  };
}

/** Someone who is connected has a session. */
function sessions({ connectionStatus }: Instance, started: string) {
  if (connectionStatus !== "Connected") return [];
  return [{ EndUserId: "simulated-user", ExternalUserName: "", EstablishmentTime: started }];
}
