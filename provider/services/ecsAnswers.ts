import { z } from "zod";
import type { DiskFacts, DiskState, HostFacts, SnapshotFacts, SnapshotGroupFacts } from "../lifecycle/facts";
import type { GroupAnswer, Page } from "./service";
import { diskType, percent, remaining, snapshotStatus, tagItems, textOrNothing } from "./wire";

/** DescribeSnapshots */
export const snapshotPage = z
  .object({
    NextToken: textOrNothing,
    Snapshots: z.object({
      Snapshot: z.array(
        z.object({
          SnapshotId: z.string(),
          SnapshotName: z.string().default(""),
          Description: z.string().default(""),
          Status: snapshotStatus,
          Progress: percent,
          RemainTime: remaining,
          Available: z.boolean().default(false),
          SourceDiskId: z.string(),
          SourceDiskType: diskType,
          // The SDK says text, the page's sample is a number.
          SourceDiskSize: z.coerce.number(),
          Encrypted: z.boolean().default(false),
          // auto, timer (an older word for it) or user
          SnapshotType: z.string().optional(),
          // image, disk, image_disk or none
          Usage: z.string().optional(),
          CreationTime: z.string(),
          RetentionDays: z.number().optional(),
          ResourceGroupId: textOrNothing,
          Tags: z.object({ Tag: tagItems }).optional(),
        }),
      ),
    }),
  })
  .transform((answer): Page<SnapshotFacts> => ({
    next: answer.NextToken,
    items: answer.Snapshots.Snapshot.map((item) => ({
      snapshotId: item.SnapshotId,
      snapshotName: item.SnapshotName,
      description: item.Description,
      status: item.Status,
      progress: item.Progress,
      remainingMs: item.RemainTime,
      available: item.Available,
      sourceDisk: { diskId: item.SourceDiskId },
      sourceDiskType: item.SourceDiskType,
      sizeGiB: item.SourceDiskSize,
      encrypted: item.Encrypted,
      creationTime: item.CreationTime,
      retentionDays: item.RetentionDays,
      resourceGroupId: item.ResourceGroupId,
      tags: item.Tags?.Tag ?? {},
      rollbackTime: undefined,
      diskState: undefined,
      automatic: item.SnapshotType === undefined ? undefined : /^(auto|timer)$/.test(item.SnapshotType),
      usedByImage: item.Usage?.startsWith("image"),
    })),
  }));

/** DescribeSnapshotGroups */
export const groupPage = z
  .object({
    NextToken: textOrNothing,
    SnapshotGroups: z.object({
      SnapshotGroup: z.array(
        z.object({
          SnapshotGroupId: z.string(),
          Name: z.string().default(""),
          Description: z.string().default(""),
          Status: snapshotStatus,
          CreationTime: z.string(),
          InstanceId: textOrNothing,
          Tags: z.object({ Tag: tagItems }).optional(),
          Snapshots: z.object({
            Snapshot: z.array(
              z.object({
                SnapshotId: z.string(),
                SourceDiskId: z.string(),
                Progress: percent,
                Available: z.boolean().default(false),
              }),
            ),
          }),
        }),
      ),
    }),
  })
  .transform((answer): Page<SnapshotGroupFacts> => ({
    next: answer.NextToken,
    items: answer.SnapshotGroups.SnapshotGroup.map((item) => ({
      snapshotGroupId: item.SnapshotGroupId,
      name: item.Name,
      description: item.Description,
      status: item.Status,
      creationTime: item.CreationTime,
      instanceId: item.InstanceId,
      tags: item.Tags?.Tag ?? {},
      members: item.Snapshots.Snapshot.map((member) => ({
        snapshotId: member.SnapshotId,
        disk: { diskId: member.SourceDiskId },
        progress: member.Progress,
        available: member.Available,
      })),
    })),
  }));

export const groupItems = groupPage.transform(({ items }) => items);

/** DescribeDisks */
export const diskItems = z
  .object({
    Disks: z.object({
      Disk: z.array(
        z.object({
          DiskId: z.string(),
          Type: diskType,
          Category: z.string(),
          Size: z.number(),
          Status: z.string(),
          Encrypted: z.boolean().default(false),
          MultiAttach: z.string().optional(),
          InstanceId: textOrNothing,
          // InstanceId is empty unless the disk is In_use or Detaching, and for multi-attach disks: the
          // attachments name every instance that must be stopped.
          Attachments: z.object({ Attachment: z.array(z.object({ InstanceId: textOrNothing })) }).optional(),
          AttachedTime: textOrNothing,
          DetachedTime: textOrNothing,
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
      return {
        disk: { diskId: item.DiskId },
        type: item.Type,
        category: item.Category,
        sizeGiB: item.Size,
        state: diskStates[item.Status] ?? "busy",
        statusWord: item.Status,
        encrypted: item.Encrypted,
        multiAttach: item.MultiAttach === "Enabled",
        locks: (item.OperationLocks?.OperationLock ?? []).map((lock) => lock.LockReason),
        hostIds: [...new Set([item.InstanceId, ...attached].filter((id) => id !== undefined))],
        movedAt: [item.AttachedTime, item.DetachedTime]
          .filter((time) => time !== undefined)
          .sort()
          .at(-1),
      };
    }),
  );

/** Other words (Attaching, Detaching, Creating, …) are changes of another kind. */
const diskStates: Readonly<Record<string, DiskState>> = {
  In_use: "ready",
  Available: "ready",
  ReIniting: "restoring",
};

/** DescribeInstances */
export const hostItems = z
  .object({
    Instances: z.object({
      Instance: z.array(
        z.object({
          InstanceId: z.string(),
          Status: z.string(),
          StartTime: textOrNothing,
          // KeepCharging, StopCharging or Not-applicable
          StoppedMode: textOrNothing,
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
      startedAt: item.StartTime,
      economicalMode: item.Status === "Stopped" && item.StoppedMode === "StopCharging",
      locks: (item.OperationLocks?.LockReason ?? []).map((lock) => lock.LockReason),
    })),
  );

const hostStates: Readonly<Record<string, HostFacts["state"]>> = { Running: "running", Stopped: "stopped" };

/** ResetDisks and DeleteSnapshotGroup: a result for each thing, inside an HTTP 200. */
export const operationProgress = z
  .object({
    RequestId: z.string(),
    OperationProgressSet: z
      .object({
        OperationProgress: z.array(
          z.object({
            OperationStatus: z.string(),
            ErrorCode: z.string().default(""),
            ErrorMsg: z.string().default(""),
            RelatedItemSet: z
              .object({ RelatedItem: z.array(z.object({ Name: z.string(), Value: z.string() })) })
              .optional(),
          }),
        ),
      })
      .optional(),
  })
  .transform((answer): GroupAnswer => ({
    requestId: answer.RequestId,
    results: (answer.OperationProgressSet?.OperationProgress ?? []).map((item) => {
      const related = (name: string) =>
        item.RelatedItemSet?.RelatedItem.find((one) => one.Name === name)?.Value;
      const failed = item.OperationStatus !== "Success";
      return {
        snapshotId: related("SnapshotId"),
        diskId: related("DiskId"),
        failure: failed
          ? { code: item.ErrorCode || item.OperationStatus, message: item.ErrorMsg }
          : undefined,
      };
    }),
  }));
