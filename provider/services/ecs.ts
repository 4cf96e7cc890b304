import { z } from "zod";
import type { CloudRequest, Product } from "../client";
import type { DiskFacts, HostFacts, SnapshotFacts } from "../lifecycle/facts";
import { diskKey } from "../lifecycle/facts";
import type { Page, RollbackPoint, Service, SnapshotChange } from "./service";

const product: Product = {
  service: "ecs",
  version: "2014-05-26",
  endpointVariable: "ALIBABA_CLOUD_ENDPOINT_ECS",
  endpoint: (regionId) => endpointExceptions[regionId] ?? `ecs.${regionId}.aliyuncs.com`,
};

/** Elastic Compute Service, API version 2014-05-26. */
export const ecs = {
  name: "ecs",
  product,
  snapshotName: {
    shortest: 2,
    longest: 128,
    pattern: /^(?!auto)(?!https?:\/\/)\p{L}[\p{L}\p{N}:_.-]*$/u,
    alphabet:
      'begin with a letter (but not with "auto", "http://" or "https://") and hold only letters, digits, ":", "_", "." and "-"',
    page: "ECS CreateSnapshot",
  },
  batch: 100,
  polling: { shortestMs: 1_000, longestMs: 10_000, settleMs: 15_000 },

  readSnapshots: (regionId, snapshotIds) =>
    read(regionId, "DescribeSnapshots", snapshotIds.join(", "), snapshotItems, {
      SnapshotIds: JSON.stringify(snapshotIds),
      MaxResults: 100,
    }),

  listSnapshots: (regionId, disk, after) =>
    read(regionId, "DescribeSnapshots", disk.diskId, snapshotPage, {
      DiskId: disk.diskId,
      MaxResults: 100,
      NextToken: after,
    }),

  readDisks: (regionId, disks) =>
    read(regionId, "DescribeDisks", disks.map(diskKey).join(", "), diskItems, {
      DiskIds: JSON.stringify(disks.map(diskKey)),
      MaxResults: 100,
    }),

  readHosts: (regionId, hostIds) =>
    read(regionId, "DescribeInstances", hostIds.join(", "), hostItems, {
      InstanceIds: JSON.stringify(hostIds),
      MaxResults: 100,
    }),

  takeSnapshot: (snapshot) => ({
    product,
    regionId: snapshot.regionId,
    action: "CreateSnapshot",
    target: snapshot.disk.diskId,
    effect: "repeatable",
    parameters: {
      DiskId: snapshot.disk.diskId,
      SnapshotName: snapshot.name,
      Description: snapshot.description,
      RetentionDays: snapshot.retentionDays,
      ResourceGroupId: snapshot.resourceGroupId,
      Tag: tagParameters(snapshot.tags),
      ClientToken: snapshot.clientToken,
    },
    answer: z
      .object({ SnapshotId: z.string().min(1) })
      .transform(({ SnapshotId }) => ({ snapshotId: SnapshotId })),
  }),

  deleteSnapshot: (regionId, snapshotId, force) =>
    write(regionId, "DeleteSnapshot", snapshotId, { SnapshotId: snapshotId, Force: force || undefined }),

  changeSnapshot: (regionId, snapshotId, change) => [
    ...attributeChange(regionId, snapshotId, change),
    ...tagChange(regionId, snapshotId, change),
    ...resourceGroupChange(regionId, snapshotId, change),
  ],

  rollBack: (point) => ({
    ...resetDisk(point),
    effect: "once",
    answer: z.object({ RequestId: z.string() }).transform(({ RequestId }) => ({ requestId: RequestId })),
  }),

  restoringCodes: ["InvalidOperation.DiskResetInProgress"],

  tryRollBack: (point) => {
    const request = resetDisk(point);
    return {
      ...request,
      effect: "read",
      parameters: { ...request.parameters, DryRun: true },
      answer: z.unknown(),
    };
  },
} satisfies Service;

/** Regions whose host does not follow the rule, from Alibaba's own SDK. */
const endpointExceptions: Readonly<Record<string, string>> = {
  "cn-hangzhou": "ecs-cn-hangzhou.aliyuncs.com",
  "cn-shanghai-finance-1": "ecs-cn-hangzhou.aliyuncs.com",
  "cn-shenzhen-finance-1": "ecs-cn-hangzhou.aliyuncs.com",
  "cn-north-2-gov-1": "ecs.aliyuncs.com",
  "cn-hangzhou-finance": "ecs.aliyuncs.com",
  "cn-wuhan": "ecs.aliyuncs.com",
  "cn-beijing-gov-1": "ecs.aliyuncs.com",
};

function read<Answer>(
  regionId: string,
  action: string,
  target: string,
  answer: z.ZodType<Answer>,
  parameters: CloudRequest<Answer>["parameters"],
): CloudRequest<Answer> {
  return {
    product,
    regionId,
    action,
    target,
    effect: "read",
    parameters: { RegionId: regionId, ...parameters },
    answer,
  };
}

/** A write whose repetition leaves the same state behind. */
function write(
  regionId: string,
  action: string,
  target: string,
  parameters: CloudRequest<unknown>["parameters"],
): CloudRequest<unknown> {
  return { product, regionId, action, target, effect: "repeatable", parameters, answer: z.unknown() };
}

const resetDisk = ({ regionId, disk, snapshotId }: RollbackPoint) => ({
  product,
  regionId,
  action: "ResetDisk",
  target: `${disk.diskId} → ${snapshotId}`,
  parameters: { DiskId: disk.diskId, SnapshotId: snapshotId },
});

const tagParameters = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

function attributeChange(
  regionId: string,
  snapshotId: string,
  change: SnapshotChange,
): CloudRequest<unknown>[] {
  const { name, description, retentionDays } = change;
  if (name === undefined && description === undefined && retentionDays === undefined) return [];
  return [
    write(regionId, "ModifySnapshotAttribute", snapshotId, {
      SnapshotId: snapshotId,
      SnapshotName: name,
      Description: description,
      RetentionDays: retentionDays,
    }),
  ];
}

function tagChange(regionId: string, snapshotId: string, change: SnapshotChange): CloudRequest<unknown>[] {
  const resource = { RegionId: regionId, ResourceType: "snapshot", ResourceId: [snapshotId] };
  const set = tagParameters(change.setTags ?? {});
  const remove = change.removeTags ?? [];
  return [
    ...(remove.length
      ? [write(regionId, "UntagResources", snapshotId, { ...resource, TagKey: [...remove] })]
      : []),
    ...(set.length ? [write(regionId, "TagResources", snapshotId, { ...resource, Tag: set })] : []),
  ];
}

function resourceGroupChange(
  regionId: string,
  snapshotId: string,
  change: SnapshotChange,
): CloudRequest<unknown>[] {
  if (change.resourceGroupId === undefined) return [];
  return [
    write(regionId, "JoinResourceGroup", snapshotId, {
      RegionId: regionId,
      ResourceGroupId: change.resourceGroupId,
      ResourceId: snapshotId,
      ResourceType: "snapshot",
    }),
  ];
}

const diskType = z
  .string()
  .transform((word) => word.toLowerCase())
  .pipe(z.enum(["system", "data"]));

const snapshot = z
  .object({
    SnapshotId: z.string(),
    SnapshotName: z.string().optional(),
    Description: z.string().optional(),
    Status: z.enum(["progressing", "accomplished", "failed"]),
    Progress: z.string().optional(),
    RemainTime: z.number().optional(),
    Available: z.boolean().optional(),
    SourceDiskId: z.string(),
    SourceDiskType: diskType,
    // The SDK says text, the page's sample is a number.
    SourceDiskSize: z.coerce.number(),
    Encrypted: z.boolean().optional(),
    CreationTime: z.string(),
    RetentionDays: z.number().optional(),
    ResourceGroupId: z.string().optional(),
    Tags: z
      .object({ Tag: z.array(z.object({ TagKey: z.string(), TagValue: z.string().optional() })) })
      .optional(),
  })
  .transform((item): SnapshotFacts => ({
    snapshotId: item.SnapshotId,
    snapshotName: item.SnapshotName ?? "",
    description: item.Description ?? "",
    status: item.Status,
    progress: percent(item.Progress),
    remainingMs: item.RemainTime !== undefined && item.RemainTime >= 0 ? item.RemainTime * 1_000 : undefined,
    available: item.Available ?? false,
    sourceDisk: { diskId: item.SourceDiskId },
    sourceDiskType: item.SourceDiskType,
    sizeGiB: item.SourceDiskSize,
    encrypted: item.Encrypted ?? false,
    creationTime: item.CreationTime,
    retentionDays: item.RetentionDays,
    resourceGroupId: item.ResourceGroupId || undefined,
    tags: Object.fromEntries((item.Tags?.Tag ?? []).map((tag) => [tag.TagKey, tag.TagValue ?? ""])),
  }));

const snapshotAnswer = z.object({
  NextToken: z.string().optional(),
  Snapshots: z.object({ Snapshot: z.array(snapshot) }),
});
const snapshotItems = snapshotAnswer.transform((answer) => answer.Snapshots.Snapshot);
const snapshotPage = snapshotAnswer.transform((answer): Page<SnapshotFacts> => ({
  items: answer.Snapshots.Snapshot,
  next: answer.NextToken || undefined,
}));

const diskItems = z
  .object({
    Disks: z.object({
      Disk: z.array(
        z.object({
          DiskId: z.string(),
          Type: diskType,
          Category: z.string(),
          Size: z.number(),
          Status: z.string(),
          Encrypted: z.boolean().optional(),
          MultiAttach: z.string().optional(),
          InstanceId: z.string().optional(),
          // InstanceId is empty unless the disk is In_use or Detaching, and for multi-attach disks: the
          // attachments name every instance that must be stopped.
          Attachments: z
            .object({ Attachment: z.array(z.object({ InstanceId: z.string().optional() })) })
            .optional(),
          OperationLocks: z
            .object({ OperationLock: z.array(z.object({ LockReason: z.string() })) })
            .optional(),
        }),
      ),
    }),
  })
  .transform((answer) =>
    answer.Disks.Disk.map((item): DiskFacts => {
      const attached = (item.Attachments?.Attachment ?? []).map((attachment) => attachment.InstanceId);
      const hostIds = [item.InstanceId, ...attached].filter((id): id is string => Boolean(id));
      return {
        disk: { diskId: item.DiskId },
        type: item.Type,
        category: item.Category,
        sizeGiB: item.Size,
        state: diskStates[item.Status] ?? "busy",
        statusWord: item.Status,
        encrypted: item.Encrypted ?? false,
        multiAttach: item.MultiAttach === "Enabled",
        locks: (item.OperationLocks?.OperationLock ?? []).map((lock) => lock.LockReason),
        hostIds: [...new Set(hostIds)],
      };
    }),
  );

/** Other words (Attaching, Detaching, Creating, …) are changes of another kind. */
const diskStates: Readonly<Record<string, DiskFacts["state"]>> = {
  In_use: "ready",
  Available: "ready",
  ReIniting: "restoring",
};

const hostItems = z
  .object({
    Instances: z.object({
      Instance: z.array(
        z.object({
          InstanceId: z.string(),
          Status: z.string(),
          OperationLocks: z.object({ LockReason: z.array(z.object({ LockReason: z.string() })) }).optional(),
        }),
      ),
    }),
  })
  .transform((answer) =>
    answer.Instances.Instance.map((item): HostFacts => ({
      hostId: item.InstanceId,
      state: hostStates[item.Status] ?? "changing",
      statusWord: item.Status,
      locks: (item.OperationLocks?.LockReason ?? []).map((lock) => lock.LockReason),
    })),
  );

const hostStates: Readonly<Record<string, HostFacts["state"]>> = { Running: "running", Stopped: "stopped" };

/** "40%" → 40. */
function percent(text: string | undefined): number {
  const number = Number.parseFloat(text ?? "");
  return Number.isFinite(number) ? Math.min(100, Math.max(0, number)) : 0;
}
