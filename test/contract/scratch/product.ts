import { z } from "zod";
import { defineAction } from "../../../simulator/transport/action";
import type { ErrorRow } from "../../../simulator/transport/cloudError";
import { newestFirst, tokenPage } from "../../../simulator/transport/paging";
import { repeated, text } from "../../../simulator/transport/parameters";
import type { Product } from "../../../simulator/transport/products";
import { diskStatus, isResetting, submitReset } from "../../../simulator/world/disks";
import { findDisk, findInstance, findSnapshot } from "../../../simulator/world/find";
import { beginStart, beginStop, instanceStatus } from "../../../simulator/world/instances";
import {
  presentSnapshots,
  snapshotProgress,
  snapshotStatus,
  takeSnapshot,
} from "../../../simulator/world/snapshots";

/** The new folder on the simulator's side: the same product as the cloud would play it. */
const errors = [
  [404, "NoSuchVolume", "There is no such volume."],
  [404, "NoSuchPoint", "There is no such point."],
  [404, "NoSuchMachine", "There is no such machine."],
  [409, "MachineNotHalted", "The machine must be halted."],
  [409, "MachinePowerWrong", "The machine is not in that state."],
  [409, "PointNotComplete", "The point is not complete."],
  [409, "VolumeReverting", "The volume is being reverted."],
  [403, "IdempotentParameterMismatch", "The token was used with other parameters."],
] as const satisfies readonly ErrorRow[];

const some = repeated(z.string(), 20).optional();

const QueryPoints = defineAction({
  errors,
  parameters: {
    PointId: some,
    VolumeId: z.string().optional(),
    MachineId: z.string().optional(),
    From: z.string().optional(),
  },
  run({ PointId, VolumeId, MachineId, From }, context) {
    const { world, now } = context;
    const found = presentSnapshots(world, now).filter(
      (point) =>
        String(point.service) === "scratch" &&
        (PointId?.includes(point.snapshotId) ?? true) &&
        (VolumeId ?? point.sourceDiskId) === point.sourceDiskId &&
        (MachineId ?? point.instanceId) === point.instanceId,
    );
    const idOf = ({ snapshotId }: { snapshotId: string }) => snapshotId;
    const { items, NextToken } = tokenPage(newestFirst(found, idOf), idOf, { NextToken: From, size: 7 }, () =>
      context.error("NoSuchPoint"),
    );
    const words = { progressing: "COPYING", accomplished: "COMPLETE", failed: "BROKEN" };
    return {
      ...(NextToken ? { More: NextToken } : {}),
      Points: items.map((point) => ({
        Id: point.snapshotId,
        Label: point.snapshotName ?? "",
        Note: point.description ?? "",
        State: words[snapshotStatus(point, now)],
        Percent: snapshotProgress(point, now),
        Of: {
          Volume: point.sourceDiskId,
          Kind: point.sourceDiskType === "system" ? "SYS" : "DAT",
          Gigabytes: point.sourceDiskSize,
        },
        At: point.createdAt,
      })),
    };
  },
});

const QueryVolumes = defineAction({
  errors,
  parameters: { VolumeId: some, MachineId: z.string().optional() },
  run({ VolumeId, MachineId }, { world, settings, now }) {
    const words: Record<string, string> = { In_use: "IDLE", Available: "IDLE", ReIniting: "REVERTING" };
    const found = Object.values(world.disks).filter(
      (disk) =>
        String(disk.service) === "scratch" &&
        (VolumeId?.includes(disk.diskId) ?? true) &&
        (MachineId === undefined || disk.instanceIds.includes(MachineId)),
    );
    return {
      Volumes: found.map((disk) => ({
        Id: disk.diskId,
        Kind: disk.type === "system" ? "SYS" : "DAT",
        Gigabytes: disk.size,
        State: words[diskStatus(disk, settings, now)] ?? "ELSEWHERE",
        Machine: disk.instanceIds[0],
      })),
    };
  },
});

const QueryMachines = defineAction({
  errors,
  parameters: { MachineId: some },
  run({ MachineId }, { world, now }) {
    const found = Object.values(world.instances).filter(
      (machine) => String(machine.service) === "scratch" && (MachineId?.includes(machine.instanceId) ?? true),
    );
    return {
      Machines: found.map((machine) => ({
        Id: machine.instanceId,
        Power: instanceStatus(machine, now).toLowerCase(),
      })),
    };
  },
});

const TakePoint = defineAction({
  errors,
  idempotent: true,
  parameters: { VolumeId: text, Label: text, Note: z.string().optional() },
  run({ VolumeId, Label, Note }, context) {
    const disk = findDisk(context, VolumeId);
    if (!disk) throw context.error("NoSuchVolume");
    const { snapshotId } = takeSnapshot(disk, { snapshotName: Label, description: Note }, context);
    return { Made: { Id: snapshotId } };
  },
});

const DropPoint = defineAction({
  errors,
  parameters: { PointId: text },
  run({ PointId }, context) {
    if (!findSnapshot(context, PointId)) throw context.error("NoSuchPoint");
    delete context.world.snapshots[PointId];
    return {};
  },
});

const AnnotatePoint = defineAction({
  errors,
  parameters: { PointId: text, Note: z.string() },
  run({ PointId, Note }, context) {
    const point = findSnapshot(context, PointId);
    if (!point) throw context.error("NoSuchPoint");
    point.description = Note;
    return {};
  },
});

const RevertVolume = defineAction({
  errors,
  parameters: { VolumeId: text, PointId: text },
  run({ VolumeId, PointId }, context) {
    const { world, now } = context;
    const disk = findDisk(context, VolumeId);
    if (!disk) throw context.error("NoSuchVolume");
    const point = findSnapshot(context, PointId);
    if (point?.sourceDiskId !== VolumeId) throw context.error("NoSuchPoint");
    if (snapshotStatus(point, now) !== "accomplished") throw context.error("PointNotComplete");
    const machine = world.instances[disk.instanceIds[0] ?? ""];
    if (machine && instanceStatus(machine, now) !== "Stopped") throw context.error("MachineNotHalted");
    if (isResetting(disk, now)) throw context.error("VolumeReverting");
    submitReset(disk, point, context);
    return {};
  },
});

/** HaltMachine and BootMachine. */
const power = (from: "Running" | "Stopped") =>
  defineAction({
    errors,
    parameters: { MachineId: text },
    run({ MachineId }, context) {
      const machine = findInstance(context, MachineId);
      if (!machine) throw context.error("NoSuchMachine");
      if (instanceStatus(machine, context.now) !== from) throw context.error("MachinePowerWrong");
      if (from === "Running") beginStop(machine, { stoppedMode: "KeepCharging", force: false }, context);
      else beginStart(machine, context);
      return {};
    },
  });

export const scratchProduct = {
  version: "2026-01-01",
  code: "scratch",
  ramPrefix: "scratch",
  actions: {
    ...{ QueryPoints, QueryVolumes, QueryMachines },
    ...{ TakePoint, DropPoint, AnnotatePoint, RevertVolume },
    HaltMachine: power("Running"),
    BootMachine: power("Stopped"),
  },
} satisfies Product;
