import { z } from "zod";
import { completion } from "./completion";
import {
  contentOfDisk,
  contentOfSnapshot,
  expiry,
  givenTime,
  keyValueTags,
  otherFields,
  power,
  text,
  wireTime,
} from "./wireFields";

const diskType = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["system", "data"]));

const diskFields = {
  DiskId: z.string(),
  DiskType: diskType,
  DiskSize: z.number(),
  DiskCategory: text,
  PerformanceLevel: text,
};

const desktopFields = {
  DesktopId: z.string(),
  DesktopName: text,
  DesktopStatus: z.string(),
  ConnectionStatus: z.enum(["Unknown", "Connected", "Disconnected"]).default("Disconnected"),
  Sessions: z.unknown(),
  ManagementFlag: z.enum(["NoFlag", "Updating"]).catch("NoFlag"),
  ManagementFlags: z.unknown(),
  ChargeType: z.enum(["PrePaid", "PostPaid"]).default("PostPaid"),
  DesktopType: text,
  OsType: text,
  ImageId: text,
  CreationTime: givenTime,
  ExpiredTime: expiry.optional(),
  StartTime: wireTime.optional(),
  StandardStartTime: z.unknown(),
  Disks: z.array(z.looseObject(diskFields)).default([]),
  SystemDiskCategory: z.unknown(),
  SystemDiskSize: z.unknown(),
  DataDiskCategory: z.unknown(),
  DataDiskSize: z.unknown(),
  VolumeEncryptionEnabled: z.boolean().default(false),
  VolumeEncryptionKey: text,
  Tags: keyValueTags,
};

const desktop = z.looseObject({ ...desktopFields, OfficeSiteId: text, ZoneId: text });
type Desktop = z.infer<typeof desktop>;

/** Desktops have their disks in them. */
export const ecdDesktops = z.array(desktop).transform((desktops) => ({
  instances: desktops.map(toInstance),
  disks: desktops.flatMap(toDisks),
}));

function toInstance(wire: Desktop) {
  return {
    instanceId: wire.DesktopId,
    service: "ecd",
    regionId: regionOf(wire),
    zoneId: wire.ZoneId || undefined,
    instanceName: wire.DesktopName,
    instanceType: wire.DesktopType,
    osType: wire.OsType.toLowerCase() === "linux" ? "linux" : "windows",
    imageId: wire.ImageId,
    chargeType: wire.ChargeType,
    createdAt: wire.CreationTime,
    startedAt: wire.StartTime,
    expiredAt: wire.ExpiredTime,
    tags: wire.Tags,
    connectionStatus: wire.ConnectionStatus,
    managementFlag: wire.ManagementFlag,
    ...power(["Stopped", "Stopping"].includes(wire.DesktopStatus), wire.CreationTime),
    details: otherFields(wire, Object.keys(desktopFields)),
  };
}

function toDisks(wire: Desktop) {
  return wire.Disks.map((disk) => ({
    diskId: disk.DiskId,
    service: "ecd",
    regionId: regionOf(wire),
    zoneId: wire.ZoneId || undefined,
    type: disk.DiskType,
    category: disk.DiskCategory,
    performanceLevel: disk.PerformanceLevel,
    size: disk.DiskSize,
    instanceIds: [wire.DesktopId],
    createdAt: wire.CreationTime,
    attachedAt: wire.CreationTime,
    content: contentOfDisk(disk.DiskId),
    encrypted: wire.VolumeEncryptionEnabled,
    kmsKeyId: wire.VolumeEncryptionKey,
  }));
}

/** Desktops do not name their region: their office network and their zone do. */
function regionOf({ OfficeSiteId, ZoneId }: Desktop): string | undefined {
  if (OfficeSiteId.includes("+")) return OfficeSiteId.split("+")[0];
  return /^(.*?)-?[a-z]$/.exec(ZoneId)?.[1];
}

const snapshotFields = {
  SnapshotId: z.string(),
  SnapshotName: text,
  Description: z.string().optional(),
  DesktopId: z.string(),
  DesktopName: z.unknown(),
  DesktopStatus: z.unknown(),
  DiskStatus: z.unknown(),
  Status: z.string(),
  Progress: z.unknown(),
  RemainTime: z.unknown(),
  SnapshotType: z.string().toLowerCase(),
  SourceDiskType: diskType,
  SourceDiskSize: z.coerce.number(),
  CreationTime: givenTime,
  OsType: z.unknown(),
  VolumeEncryptionEnabled: z.boolean().default(false),
  VolumeEncryptionKey: text,
};

/** They name their desktop and the type of their disk; which disk that is, the desktop's answer says. */
export const ecdSnapshots = z.array(
  z.looseObject(snapshotFields).transform((wire) => ({
    snapshotId: wire.SnapshotId,
    service: "ecd",
    snapshotName: wire.SnapshotName,
    description: wire.Description || undefined,
    sourceDiskId: "",
    sourceDiskType: wire.SourceDiskType,
    sourceDiskSize: wire.SourceDiskSize,
    instanceId: wire.DesktopId,
    content: contentOfSnapshot(wire.SnapshotId),
    snapshotType: wire.SnapshotType === "user" ? "user" : "auto",
    encrypted: wire.VolumeEncryptionEnabled,
    kmsKeyId: wire.VolumeEncryptionKey,
    createdAt: wire.CreationTime,
    ...completion(wire.Status, wire.CreationTime),
    details: otherFields(wire, Object.keys(snapshotFields)),
  })),
);
