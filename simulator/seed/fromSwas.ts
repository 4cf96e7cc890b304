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
} from "./wireFields";

const diskType = z
  .string()
  .toLowerCase()
  .pipe(z.enum(["system", "data"]));

const serverFields = {
  InstanceId: z.string(),
  InstanceName: text,
  Status: z.string(),
  BusinessStatus: z.enum(["Normal", "Expired", "Overdue"]).default("Normal"),
  DisableReason: z.string().optional(),
  ChargeType: z.string().optional(),
  CreationTime: givenTime,
  ExpiredTime: expiry.optional(),
  PlanId: z.string(),
  ImageId: text,
  RegionId: z.string(),
  ResourceGroupId: text,
  Disks: z.unknown(),
  Tags: keyValueTags,
};

export const swasServer = z.looseObject(serverFields).transform((wire) => ({
  instanceId: wire.InstanceId,
  service: "swas",
  regionId: wire.RegionId,
  instanceName: wire.InstanceName,
  instanceType: wire.PlanId,
  imageId: wire.ImageId,
  chargeType: wire.ChargeType === "PostPaid" ? "PostPaid" : "PrePaid",
  createdAt: wire.CreationTime,
  startedAt: wire.CreationTime,
  expiredAt: wire.ExpiredTime,
  resourceGroupId: wire.ResourceGroupId,
  tags: wire.Tags,
  businessStatus: wire.BusinessStatus,
  disableReason: wire.DisableReason || undefined,
  ...power(["Stopped", "Stopping", "Disabled"].includes(wire.Status), wire.CreationTime),
  details: otherFields(wire, Object.keys(serverFields)),
}));

const diskFields = {
  DiskId: z.string(),
  DiskName: text,
  DiskType: diskType,
  Category: z.string(),
  Size: z.number(),
  Status: z.string(),
  InstanceId: text,
  InstanceName: z.unknown(),
  Device: text,
  DiskChargeType: z.string().optional(),
  CreationTime: givenTime,
  Remark: text,
  RegionId: z.string(),
  ResourceGroupId: text,
  Tags: keyValueTags,
};

export const swasDisk = z.looseObject(diskFields).transform((wire) => ({
  diskId: wire.DiskId,
  service: "swas",
  regionId: wire.RegionId,
  diskName: wire.DiskName,
  description: wire.Remark,
  type: wire.DiskType,
  category: wire.Category,
  performanceLevel: "",
  size: wire.Size,
  instanceIds: [wire.InstanceId].filter(Boolean),
  device: wire.Device,
  chargeType: wire.DiskChargeType === "PrePaid" ? "PrePaid" : "PostPaid",
  createdAt: wire.CreationTime,
  attachedAt: wire.CreationTime,
  resourceGroupId: wire.ResourceGroupId,
  tags: wire.Tags,
  content: contentOfDisk(wire.DiskId),
  details: otherFields(wire, Object.keys(diskFields)),
}));

const snapshotFields = {
  SnapshotId: z.string(),
  SnapshotName: text,
  SourceDiskId: z.string(),
  SourceDiskType: diskType,
  InstanceId: text,
  Status: z.string(),
  Progress: z.unknown(),
  CreationTime: givenTime,
  RollbackTime: text,
  Remark: z.string().optional(),
  RegionId: z.string(),
  ResourceGroupId: text,
  Tags: keyValueTags,
};

export const swasSnapshot = z.looseObject(snapshotFields).transform((wire) => ({
  snapshotId: wire.SnapshotId,
  service: "swas",
  regionId: wire.RegionId,
  snapshotName: wire.SnapshotName,
  remark: wire.Remark || undefined,
  sourceDiskId: wire.SourceDiskId,
  sourceDiskType: wire.SourceDiskType,
  instanceId: wire.InstanceId,
  content: contentOfSnapshot(wire.SnapshotId),
  createdAt: wire.CreationTime,
  ...completion(wire.Status, wire.CreationTime),
  rolledBackAt: wire.RollbackTime === "" ? undefined : wire.RollbackTime,
  resourceGroupId: wire.ResourceGroupId,
  tags: wire.Tags,
  details: otherFields(wire, Object.keys(snapshotFields)),
}));
