import { z } from "zod";
import type { CloudRequest, Product } from "../../../provider/client";
import {
  diskKey,
  type DiskFacts,
  type HostFacts,
  type SnapshotFacts,
} from "../../../provider/lifecycle/facts";
import type { Page, Service, SnapshotChange } from "../../../provider/services";
import { done, requestId, requestsOf } from "../../../provider/services/wire";

/**
 * A product that no cloud has: the one file that a new service is on the provider's side. Its words, its lists
 * and its pages are like nobody else's, so that whatever the rest relies on comes from the interface alone.
 */
const product: Product = {
  service: "scratch",
  version: "2026-01-01",
  endpointVariable: "ALIBABA_CLOUD_ENDPOINT_SCRATCH",
  endpoint: (regionId) => `scratch.${regionId}.aliyuncs.com`,
};

const { read, write } = requestsOf(product);

export const scratch = {
  name: "scratch",
  product,
  hostWord: "machine",
  capabilities: {
    journal: "description",
    receipts: false,
    rollbackToken: false,
    snapshotShowsRollback: false,
    forceStop: false,
  },
  snapshotName: {
    shortest: 3,
    longest: 40,
    pattern: /^[a-z][A-Za-z0-9-]*$/,
    alphabet: 'begin with a small letter and hold only letters, digits and "-"',
    page: "Scratch TakePoint",
  },
  systemDisk: { holds: ["host name"] },
  polling: { shortestMs: 1_000, longestMs: 8_000, soonestMs: 3_000, settleMs: 15_000 },
  batch: { snapshots: 20, disks: 20, hosts: 20 },

  readSnapshots: (regionId, snapshotIds, after) =>
    read(regionId, "QueryPoints", snapshotIds.join(", "), pointPage, { PointId: snapshotIds, From: after }),
  listSnapshots: (regionId, disk, after) =>
    read(regionId, "QueryPoints", diskKey(disk), pointPage, { VolumeId: disk.diskId, From: after }),
  listHostSnapshots: (regionId, hostId, after) =>
    read(regionId, "QueryPoints", hostId, pointPage, { MachineId: hostId, From: after }),
  readDisks: (regionId, disks) =>
    read(regionId, "QueryVolumes", disks.map(diskKey).join(", "), volumes, { VolumeId: disks.map(diskKey) }),
  listDisks: (regionId, hostId) => read(regionId, "QueryVolumes", hostId, volumes, { MachineId: hostId }),
  readHosts: (regionId, hostIds) =>
    read(regionId, "QueryMachines", hostIds.join(", "), machines, { MachineId: hostIds }),

  foundAgainBy: "token",
  takeSnapshot: ({ regionId, disk, name, description, clientToken }) =>
    write(regionId, "TakePoint", diskKey(disk), taken, {
      VolumeId: disk.diskId,
      Label: name,
      Note: description,
      ClientToken: clientToken,
    }),
  deleteSnapshot: (regionId, snapshotId) =>
    write(regionId, "DropPoint", snapshotId, done, { PointId: snapshotId }),
  changeSnapshot: (regionId, snapshotId, { description }: SnapshotChange): CloudRequest<unknown>[] =>
    description === undefined
      ? []
      : [write(regionId, "AnnotatePoint", snapshotId, done, { PointId: snapshotId, Note: description })],

  rollBack: ({ regionId, disk, snapshotId }) => ({
    product,
    regionId,
    action: "RevertVolume",
    target: `${diskKey(disk)} → ${snapshotId}`,
    effect: "once",
    parameters: { VolumeId: disk.diskId, PointId: snapshotId },
    answer: requestId,
  }),
  restoringCodes: ["VolumeReverting"],
  diskBusyCodes: [],

  stopHost: (regionId, hostId) => write(regionId, "HaltMachine", hostId, done, { MachineId: hostId }),
  startHost: (regionId, hostId) => write(regionId, "BootMachine", hostId, done, { MachineId: hostId }),
} satisfies Unregistered;

/** The names that a registered service adds to the unions of provider/lifecycle/facts.ts and service.ts. */
type Unregistered = Omit<Service, "name" | "hostWord"> & { name: "scratch"; hostWord: "machine" };

const taken = z
  .object({ Made: z.object({ Id: z.string() }) })
  .transform(({ Made }) => ({ snapshotId: Made.Id }));

const kind = z.enum(["SYS", "DAT"]).transform((word) => (word === "SYS" ? "system" : "data"));
const states = { COPYING: "progressing", COMPLETE: "accomplished", BROKEN: "failed" } as const;

const pointPage = z
  .object({
    More: z.string().optional(),
    Points: z.array(
      z.object({
        Id: z.string(),
        Label: z.string(),
        Note: z.string().default(""),
        State: z.enum(["COPYING", "COMPLETE", "BROKEN"]),
        Percent: z.number(),
        Of: z.object({ Volume: z.string(), Kind: kind, Gigabytes: z.number() }),
        At: z.number(),
      }),
    ),
  })
  .transform((answer): Page<SnapshotFacts> => ({
    next: answer.More,
    items: answer.Points.map((point) => ({
      snapshotId: point.Id,
      snapshotName: point.Label,
      description: point.Note,
      status: states[point.State],
      progress: point.Percent,
      remainingMs: undefined,
      available: point.State === "COMPLETE",
      sourceDisk: { diskId: point.Of.Volume },
      sourceDiskType: point.Of.Kind,
      sizeGiB: point.Of.Gigabytes,
      encrypted: undefined,
      creationTime: new Date(point.At).toISOString(),
      retentionDays: undefined,
      resourceGroupId: undefined,
      tags: {},
      rollbackTime: undefined,
      diskState: undefined,
    })),
  }));

const volumes = z
  .object({
    Volumes: z.array(
      z.object({
        Id: z.string(),
        Kind: kind,
        Gigabytes: z.number(),
        State: z.string(),
        Machine: z.string().optional(),
      }),
    ),
  })
  .transform((answer) =>
    answer.Volumes.map((volume): DiskFacts => ({
      disk: { diskId: volume.Id },
      type: volume.Kind,
      category: "scratch",
      sizeGiB: volume.Gigabytes,
      state: volume.State === "IDLE" ? "ready" : volume.State === "REVERTING" ? "restoring" : "busy",
      statusWord: volume.State,
      encrypted: undefined,
      multiAttach: false,
      locks: [],
      hostIds: volume.Machine === undefined ? [] : [volume.Machine],
    })),
  );

const machines = z
  .object({ Machines: z.array(z.object({ Id: z.string(), Power: z.string() })) })
  .transform((answer) =>
    answer.Machines.map((machine): HostFacts => ({
      hostId: machine.Id,
      state: machine.Power === "running" || machine.Power === "stopped" ? machine.Power : "changing",
      statusWord: machine.Power,
      startedAt: undefined,
      locks: [],
    })),
  );
