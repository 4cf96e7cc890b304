import { z } from "zod";
import type { CloudRequest, Product } from "../client";
import {
  diskKey,
  type DiskFacts,
  type DiskState,
  type HostFacts,
  type SnapshotFacts,
} from "../lifecycle/facts";
import type { Page, Service, SnapshotChange } from "./service";
import {
  diskType,
  done,
  percent,
  requestId,
  requestsOf,
  snapshotStatus,
  tagItems,
  tagParameters,
  textOrNothing,
} from "./wire";

const product: Product = {
  service: "swas",
  version: "2020-06-01",
  endpointVariable: "ALIBABA_CLOUD_ENDPOINT_SWAS",
  endpoint: (regionId) => `swas.${regionId}.aliyuncs.com`,
};

const { read, write } = requestsOf(product);

/** Simple Application Server, product SWAS-OPEN, API version 2020-06-01. */
export const swas = {
  name: "swas",
  product,
  hostWord: "server",
  capabilities: {
    journal: "tags",
    receipts: true,
    rollbackToken: true,
    snapshotShowsRollback: false,
    forceStop: true,
  },
  snapshotName: {
    shortest: 2,
    longest: 50,
    pattern: /^(?!auto)(?!https?:\/\/)[A-Za-z\u4E00-\u9FA5][A-Za-z0-9\u4E00-\u9FA5:_.-]*$/u,
    alphabet:
      'begin with a letter (but not with "auto") and hold only letters, digits, ":", "_", "." and "-"',
    page: "SWAS CreateSnapshot",
  },
  snapshotQuota: {
    perHost: 3,
    // Or three for each of its servers, which is no more than all of those may have.
    perAccount: 15,
    words:
      "A server may have 3 snapshots, an account 15 in all; safety snapshots count, and stay until somebody deletes them",
  },
  systemDisk: {
    holds: ["host name", "network settings", "package sources", "clock", "logs", "SSH host keys"],
  },
  // Some editions of its pages allow 10 calls a minute for each action. Eight looks leave two for what else is read.
  polling: { shortestMs: 7_500, longestMs: 30_000, soonestMs: 5_000, settleMs: 20_000 },
  batch: { snapshots: 100, disks: 100, hosts: 100 },

  readSnapshots: (regionId, snapshotIds, after) =>
    read(regionId, "ListSnapshots", snapshotIds.join(", "), snapshotPage, {
      SnapshotIds: JSON.stringify(snapshotIds),
      PageSize: pageSize,
      PageNumber: after ?? 1,
    }),

  listSnapshots: (regionId, disk, after) =>
    read(regionId, "ListSnapshots", diskKey(disk), snapshotPage, {
      DiskId: disk.diskId,
      PageSize: pageSize,
      PageNumber: after ?? 1,
    }),

  readDisks: (regionId, disks) =>
    read(regionId, "ListDisks", disks.map(diskKey).join(", "), diskItems, {
      DiskIds: JSON.stringify(disks.map(diskKey)),
      PageSize: pageSize,
    }),

  listDisks: (regionId, hostId) =>
    read(regionId, "ListDisks", hostId, diskItems, { InstanceId: hostId, PageSize: pageSize }),

  listHostSnapshots: (regionId, hostId, after) =>
    read(regionId, "ListSnapshots", hostId, snapshotPage, {
      InstanceId: hostId,
      PageSize: pageSize,
      PageNumber: after ?? 1,
    }),

  listAllSnapshots: (regionId, after) =>
    read(regionId, "ListSnapshots", "all snapshots", snapshotPage, {
      PageSize: pageSize,
      PageNumber: after ?? 1,
    }),

  readHosts: (regionId, hostIds) =>
    read(regionId, "ListInstances", hostIds.join(", "), hostItems, {
      InstanceIds: JSON.stringify(hostIds),
      PageSize: pageSize,
    }),

  listHosts: (regionId, after) =>
    read(regionId, "ListInstances", "all servers", hostPage, {
      PageSize: pageSize,
      PageNumber: after ?? 1,
    }),

  foundAgainBy: "token",
  takeSnapshot: (snapshot) =>
    write(snapshot.regionId, "CreateSnapshot", diskKey(snapshot.disk), created, {
      RegionId: snapshot.regionId,
      DiskId: snapshot.disk.diskId,
      SnapshotName: snapshot.name,
      ResourceGroupId: snapshot.resourceGroupId,
      Tag: tagParameters(snapshot.tags),
      ClientToken: snapshot.clientToken,
    }),
  setAfterCreate: ["description"],

  deleteSnapshot: (regionId, snapshotId, { clientToken }) =>
    write(regionId, "DeleteSnapshot", snapshotId, done, {
      RegionId: regionId,
      SnapshotId: snapshotId,
      ClientToken: clientToken,
    }),

  changeSnapshot: (regionId, snapshotId, change, clientToken?: string) => [
    ...remarkChange(regionId, snapshotId, change, clientToken),
    ...tagChange(regionId, snapshotId, change, clientToken),
  ],

  tags: {
    write: (regionId, snapshotIds, tags, clientToken?: string) =>
      write(regionId, "TagResources", snapshotIds.join(", "), done, {
        RegionId: regionId,
        ResourceType: "snapshot",
        ResourceId: snapshotIds,
        Tag: tagParameters(tags),
        ClientToken: clientToken,
      }),
    remove: (regionId, snapshotIds, names, clientToken?: string) =>
      write(regionId, "UntagResources", snapshotIds.join(", "), done, {
        RegionId: regionId,
        ResourceType: "snapshot",
        ResourceId: snapshotIds,
        TagKey: names,
        ClientToken: clientToken,
      }),
  },

  rollBack: ({ regionId, disk, snapshotId }, clientToken) =>
    write(regionId, "ResetDisk", `${diskKey(disk)} → ${snapshotId}`, requestId, {
      RegionId: regionId,
      DiskId: disk.diskId,
      SnapshotId: snapshotId,
      ClientToken: clientToken,
    }),
  restoringCodes: [],
  diskBusyCodes: ["IncorrectDiskStatus"],

  stopHost: (regionId, hostId, { force, clientToken }) =>
    force
      ? write(regionId, "StopInstances", hostId, done, {
          RegionId: regionId,
          InstanceIds: JSON.stringify([hostId]),
          ForceStop: true,
          ClientToken: clientToken,
        })
      : write(regionId, "StopInstance", hostId, done, {
          RegionId: regionId,
          InstanceId: hostId,
          ClientToken: clientToken,
        }),
  startHost: (regionId, hostId, clientToken) =>
    write(regionId, "StartInstance", hostId, done, {
      RegionId: regionId,
      InstanceId: hostId,
      ClientToken: clientToken,
    }),
} satisfies Service;

const pageSize = 100;

const created = z
  .object({ SnapshotId: z.string().min(1) })
  .transform(({ SnapshotId }) => ({ snapshotId: SnapshotId }));

/** One change may be several calls, each with a token of its own. */
const part = (clientToken: string | undefined, name: "remark" | "untag" | "tag") =>
  clientToken === undefined ? undefined : `${clientToken}-${name}`;

/** A snapshot of a simple application server has a remark and no name to change. */
function remarkChange(
  regionId: string,
  snapshotId: string,
  change: SnapshotChange,
  clientToken: string | undefined,
): CloudRequest<unknown>[] {
  if (change.description === undefined) return [];
  return [
    write(regionId, "UpdateSnapshotAttribute", snapshotId, done, {
      RegionId: regionId,
      SnapshotId: snapshotId,
      Remark: change.description,
      ClientToken: part(clientToken, "remark"),
    }),
  ];
}

function tagChange(
  regionId: string,
  snapshotId: string,
  change: SnapshotChange,
  clientToken: string | undefined,
): CloudRequest<unknown>[] {
  const resource = { RegionId: regionId, ResourceType: "snapshot", ResourceId: [snapshotId] };
  const set = tagParameters(change.setTags ?? {});
  const remove = change.removeTags ?? [];
  return [
    ...(remove.length
      ? [
          write(regionId, "UntagResources", snapshotId, done, {
            ...resource,
            TagKey: remove,
            ClientToken: part(clientToken, "untag"),
          }),
        ]
      : []),
    ...(set.length
      ? [
          write(regionId, "TagResources", snapshotId, done, {
            ...resource,
            Tag: set,
            ClientToken: part(clientToken, "tag"),
          }),
        ]
      : []),
  ];
}

const nextPage = (page: { PageNumber: number; PageSize: number; TotalCount: number }): string | undefined =>
  page.PageNumber * page.PageSize < page.TotalCount ? `${page.PageNumber + 1}` : undefined;

const snapshotPage = z
  .object({
    TotalCount: z.number(),
    PageNumber: z.number(),
    PageSize: z.number(),
    Snapshots: z.array(
      z.object({
        SnapshotId: z.string(),
        SnapshotName: z.string().default(""),
        Remark: z.string().default(""),
        // Documented capitalised, answered in lower case.
        Status: snapshotStatus,
        Progress: percent,
        SourceDiskId: z.string(),
        SourceDiskType: diskType,
        CreationTime: z.string(),
        RollbackTime: textOrNothing,
        ResourceGroupId: textOrNothing,
        Tags: tagItems.optional(),
      }),
    ),
  })
  .transform((answer): Page<SnapshotFacts> => ({
    next: nextPage(answer),
    items: answer.Snapshots.map((item) => ({
      snapshotId: item.SnapshotId,
      snapshotName: item.SnapshotName,
      description: item.Remark,
      status: item.Status,
      progress: item.Progress,
      remainingMs: undefined,
      available: item.Status === "accomplished",
      sourceDisk: { diskId: item.SourceDiskId },
      sourceDiskType: item.SourceDiskType,
      sizeGiB: undefined,
      encrypted: undefined,
      creationTime: item.CreationTime,
      retentionDays: undefined,
      resourceGroupId: item.ResourceGroupId,
      tags: item.Tags ?? {},
      rollbackTime: item.RollbackTime,
      diskState: undefined,
    })),
  }));

const diskItems = z
  .object({
    Disks: z.array(
      z.object({
        DiskId: z.string(),
        DiskType: diskType,
        Category: z.string().default(""),
        Size: z.number(),
        Status: z.string(),
        InstanceId: textOrNothing,
      }),
    ),
  })
  .transform((answer) =>
    answer.Disks.map((item): DiskFacts => ({
      disk: { diskId: item.DiskId },
      type: item.DiskType,
      category: item.Category,
      sizeGiB: item.Size,
      state: diskStates[item.Status.toLowerCase()] ?? "busy",
      statusWord: item.Status,
      encrypted: undefined,
      multiAttach: false,
      locks: [],
      hostIds: item.InstanceId === undefined ? [] : [item.InstanceId],
    })),
  );

const diskStates: Readonly<Record<string, DiskState>> = {
  in_use: "ready",
  available: "ready",
  reiniting: "restoring",
};

const hosts = z.array(
  z
    .object({
      InstanceId: z.string(),
      Status: z.string(),
      BusinessStatus: textOrNothing,
      DisableReason: textOrNothing,
    })
    .transform((item): HostFacts => ({
      hostId: item.InstanceId,
      state: hostStates[item.Status.toLowerCase()] ?? "changing",
      statusWord: item.Status,
      startedAt: undefined,
      locks: [
        ...(item.BusinessStatus === undefined || item.BusinessStatus === "Normal"
          ? []
          : [item.BusinessStatus]),
        ...(item.DisableReason === undefined ? [] : [item.DisableReason]),
      ],
    })),
);

const hostItems = z.object({ Instances: hosts }).transform(({ Instances }) => Instances);

const hostPage = z
  .object({ TotalCount: z.number(), PageNumber: z.number(), PageSize: z.number(), Instances: hosts })
  .transform((answer): Page<HostFacts> => ({ next: nextPage(answer), items: answer.Instances }));

const hostStates: Readonly<Record<string, HostFacts["state"]>> = { running: "running", stopped: "stopped" };
