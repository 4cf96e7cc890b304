import { z } from "zod";
import type { Product } from "../client";
import {
  diskKey,
  type DiskFacts,
  type DiskReference,
  type DiskState,
  type HostFacts,
  type SnapshotFacts,
} from "../lifecycle/facts";
import type { Page, Service } from "./service";
import {
  diskType,
  done,
  percent,
  remaining,
  requestId,
  requestsOf,
  snapshotStatus,
  textOrNothing,
} from "./wire";

const product: Product = {
  service: "ecd",
  version: "2020-09-30",
  endpointVariable: "ALIBABA_CLOUD_ENDPOINT_ECD",
  endpoint: (regionId) => `ecd.${regionId}.aliyuncs.com`,
};

const { read, write } = requestsOf(product);

/** Elastic Desktop Service (WUYING Workspace), API version 2020-09-30. */
export const ecd = {
  name: "ecd",
  product,
  hostWord: "desktop",
  capabilities: {
    // Neither its name nor its description can be changed, and it takes no tags.
    journal: "description",
    receipts: false,
    rollbackToken: false,
    snapshotShowsRollback: true,
    forceStop: false,
  },
  snapshotName: {
    shortest: 2,
    longest: 127,
    pattern: /^(?!auto)[A-Za-z][A-Za-z0-9_-]*$/,
    alphabet: 'begin with a letter (but not with "auto") and hold only letters, digits, "_" and "-"',
    page: "ECD CreateSnapshot",
  },
  systemDisk: { holds: ["computer name", "network settings", "installed programs", "clock", "logs"] },
  polling: { shortestMs: 1_000, longestMs: 15_000, soonestMs: 3_000, settleMs: 20_000 },
  // DescribeSnapshots takes one id; several are found in the list of the region.
  batch: { snapshots: 100, disks: 100, hosts: 100 },

  readSnapshots: (regionId, snapshotIds, after) =>
    read(regionId, "DescribeSnapshots", snapshotIds.join(", "), snapshotPage, {
      SnapshotId: snapshotIds.length === 1 ? snapshotIds[0] : undefined,
      MaxResults: 100,
      NextToken: after,
    }),

  listSnapshots: (regionId, disk, after) =>
    read(regionId, "DescribeSnapshots", diskKey(disk), snapshotPage, {
      DesktopId: desktopOf(disk),
      SourceDiskType: typeOf(disk),
      MaxResults: 100,
      NextToken: after,
    }),

  readDisks: (regionId, disks) =>
    read(
      regionId,
      "DescribeDesktops",
      disks.map(diskKey).join(", "),
      diskItems,
      desktops(disks.map(desktopOf)),
    ),

  listDisks: (regionId, hostId) => read(regionId, "DescribeDesktops", hostId, diskItems, desktops([hostId])),

  listHostSnapshots: (regionId, hostId, after) =>
    read(regionId, "DescribeSnapshots", hostId, snapshotPage, {
      DesktopId: hostId,
      MaxResults: 100,
      NextToken: after,
    }),

  readHosts: (regionId, hostIds) =>
    read(regionId, "DescribeDesktops", hostIds.join(", "), hostItems, desktops(hostIds)),

  foundAgainBy: "name",
  takeSnapshot: (snapshot) => ({
    product,
    regionId: snapshot.regionId,
    action: "CreateSnapshot",
    target: diskKey(snapshot.disk),
    // There is no ClientToken: a second request would take a second snapshot.
    effect: "once",
    parameters: {
      RegionId: snapshot.regionId,
      DesktopId: desktopOf(snapshot.disk),
      SourceDiskType: typeOf(snapshot.disk),
      SnapshotName: snapshot.name,
      Description: snapshot.description,
    },
    answer: created,
  }),

  deleteSnapshot: (regionId, snapshotId) =>
    write(regionId, "DeleteSnapshot", snapshotId, done, { RegionId: regionId, SnapshotId: [snapshotId] }),

  // Its name and description cannot be changed, and it takes no tags.
  changeSnapshot: () => [],

  rollBack: ({ regionId, disk, snapshotId }) => ({
    product,
    regionId,
    action: "ResetSnapshot",
    target: `${diskKey(disk)} → ${snapshotId}`,
    effect: "once",
    parameters: { RegionId: regionId, SnapshotId: snapshotId },
    answer: requestId,
  }),
  restoringCodes: [],
  diskBusyCodes: ["IncorrectDiskStatus"],

  // A forced stop is not to be had. Without KeepCharging the desktop may lose its capacity.
  stopHost: (regionId, hostId) =>
    write(regionId, "StopDesktops", hostId, done, {
      RegionId: regionId,
      DesktopId: [hostId],
      StoppedMode: "KeepCharging",
    }),
  startHost: (regionId, hostId) =>
    write(regionId, "StartDesktops", hostId, done, { RegionId: regionId, DesktopId: [hostId] }),
} satisfies Service;

const desktopOf = (disk: DiskReference): string => disk.desktopId ?? disk.diskId;
const typeOf = (disk: DiskReference) => (disk.desktopId === undefined ? undefined : disk.sourceDiskType);
const desktops = (ids: readonly string[]) => ({ DesktopId: [...new Set(ids)], MaxResults: 100 });

const created = z
  .object({ SnapshotId: z.string().min(1) })
  .transform(({ SnapshotId }) => ({ snapshotId: SnapshotId }));

const snapshotPage = z
  .object({
    NextToken: textOrNothing,
    Snapshots: z.array(
      z.object({
        SnapshotId: z.string(),
        SnapshotName: z.string().default(""),
        Description: z.string().default(""),
        DesktopId: z.string(),
        DiskStatus: textOrNothing,
        Status: snapshotStatus,
        Progress: percent,
        RemainTime: remaining,
        // AUTO or USER
        SnapshotType: z.string().optional(),
        SourceDiskType: diskType,
        SourceDiskSize: z.coerce.number().optional(),
        CreationTime: z.string(),
        VolumeEncryptionEnabled: z.boolean().optional(),
      }),
    ),
  })
  .transform((answer): Page<SnapshotFacts> => ({
    next: answer.NextToken,
    items: answer.Snapshots.map((item) => ({
      snapshotId: item.SnapshotId,
      snapshotName: item.SnapshotName,
      description: item.Description,
      status: item.Status,
      progress: item.Progress,
      remainingMs: item.RemainTime,
      available: item.Status === "accomplished",
      sourceDisk: { desktopId: item.DesktopId, sourceDiskType: item.SourceDiskType },
      sourceDiskType: item.SourceDiskType,
      sizeGiB: item.SourceDiskSize,
      // Of the desktop's disks it is not told, so there is nothing to compare it with.
      encrypted: item.VolumeEncryptionEnabled,
      creationTime: item.CreationTime,
      automatic: item.SnapshotType === undefined ? undefined : /^auto$/i.test(item.SnapshotType),
      retentionDays: undefined,
      resourceGroupId: undefined,
      tags: {},
      rollbackTime: undefined,
      diskState:
        item.DiskStatus === undefined
          ? undefined
          : (diskStates[item.DiskStatus.toLowerCase()] ?? "restoring"),
    })),
  }));

/** The words of a disk at rest; the enumeration is not documented, so any other one is a change. */
const diskStates: Readonly<Record<string, DiskState>> = {
  available: "ready",
  in_use: "ready",
  inuse: "ready",
};

const desktopAnswer = z.object({
  Desktops: z.array(
    z.object({
      DesktopId: z.string(),
      DesktopStatus: z.string(),
      Disks: z
        .array(
          z.object({
            DiskId: z.string().optional(),
            DiskType: diskType,
            DiskSize: z.coerce.number(),
            DiskCategory: z.string().default(""),
          }),
        )
        .default([]),
    }),
  ),
});

const diskItems = desktopAnswer.transform((answer) =>
  answer.Desktops.flatMap((desktop) =>
    desktop.Disks.map((item): DiskFacts => {
      const alike = desktop.Disks.filter(({ DiskType }) => DiskType === item.DiskType).length;
      const rebuilding = desktop.DesktopStatus === "Rebuilding";
      return {
        disk: { desktopId: desktop.DesktopId, sourceDiskType: item.DiskType },
        type: item.DiskType,
        category: item.DiskCategory,
        sizeGiB: item.DiskSize,
        // Also while its image is changed, or another of its disks is put back: no sign of just this one.
        state: rebuilding ? "busy" : "ready",
        statusWord: desktop.DesktopStatus,
        encrypted: undefined,
        multiAttach: false,
        // The service names a disk by its type alone: with two of a type nobody can tell which is meant.
        locks:
          alike > 1 ? [`one of ${alike} ${item.DiskType} disks, which this service cannot tell apart`] : [],
        hostIds: [desktop.DesktopId],
      };
    }),
  ),
);

const hostItems = desktopAnswer.transform((answer) =>
  answer.Desktops.map((item): HostFacts => ({
    hostId: item.DesktopId,
    state: hostStates[item.DesktopStatus] ?? "changing",
    statusWord: item.DesktopStatus,
    // Its StartTime may be that of the first start: nothing is concluded from it.
    startedAt: undefined,
    locks: item.DesktopStatus === "Expired" ? ["Expired"] : [],
  })),
);

const hostStates: Readonly<Record<string, HostFacts["state"]>> = { Running: "running", Stopped: "stopped" };
