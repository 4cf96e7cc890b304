import { z } from "zod";
import { defineAction, type ActionContext } from "../transport/action";
import { flag, text } from "../transport/parameters";
import { diskStatus } from "../world/disks";
import type { Disk, Instance } from "../world/entities";
import { disksOf, findDisk, findInstance } from "../world/find";
import { instanceStatus, isExpired } from "../world/instances";
import { attach } from "./attachment";
import { internalErrors } from "./sharedErrors";

const errors = [
  [400, "IncorrectInstanceStatus", "The current status of the resource does not support this operation."],
  [403, "IncorrectDiskStatus", "The operation is not supported in this status."],
  [403, "InstanceDiskLimitExceeded", "The amount of the disk on instance in question reach its limits."],
  [403, "InvalidDevice.InUse", "The specified device has been occupied."],
  [403, "DiskNotPortable", "The specified disk is not a portable disk."],
  [403, "InstanceLockedForSecurity", "The instance is locked due to security."],
  [403, "ResourcesNotInSameZone", "The specified instance and disk are not in the same zone."],
  [
    403,
    "InstanceExpiredOrInArrears",
    "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).",
  ],
  [403, "DiskInArrears", "The specified operation is denied as your disk owing fee."],
  [403, "DiskId.ValueNotSupported", "The specified parameter diskid is not supported."],
  [403, "UserNotInTheWhiteList", "The user is not in disk white list."],
  [404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."],
  [404, "InvalidDiskId.NotFound", "The specified disk does not exist."],
  [404, "InvalidDisk.InUse", "The specified disk has been occupied."],
  [404, "DiskAttachedNumberExceeded", "The attaching times of the specified disk exceeded."],
  ...internalErrors,
] as const;
type Context = ActionContext<(typeof errors)[number][1]>;

/** A system disk and sixteen others (ECS limits); sixteen instances for a disk that many may have. */
const mostDisks = 17;
const mostHosts = 16;

export const AttachDisk = defineAction({
  errors,
  parameters: {
    InstanceId: text,
    DiskId: text,
    Device: z.string().min(1).optional(),
    DeleteWithInstance: flag.default(false),
    /** As the instance's system disk. */
    Bootable: flag.default(false),
  },
  run({ InstanceId, DiskId, Device, DeleteWithInstance, Bootable }, context) {
    const instance = findInstance(context, InstanceId);
    if (instance === undefined) throw context.error("InvalidInstanceId.NotFound");
    const disk = findDisk(context, DiskId);
    if (disk === undefined || disk.released) throw context.error("InvalidDiskId.NotFound");
    checkInstance(instance, disk, Bootable, context);
    checkDisk(disk, instance, context);
    const attached = disksOf(InstanceId, context);
    if (attached.length >= mostDisks) throw context.error("InstanceDiskLimitExceeded");
    if (attached.some(({ device }) => device === Device)) throw context.error("InvalidDevice.InUse");
    checkBoot(disk, attached, Bootable, context);
    disk.type = Bootable ? "system" : "data";
    attach(disk, instance, { deleteWithInstance: DeleteWithInstance, device: Device }, context);
    return {};
  },
});

function checkInstance(instance: Instance, disk: Disk, bootable: boolean, context: Context): void {
  const { now, error } = context;
  if (instance.operationLocks.includes("security")) throw error("InstanceLockedForSecurity");
  if (isExpired(instance, now) || instance.operationLocks.includes("financial")) {
    throw error("InstanceExpiredOrInArrears");
  }
  if (instance.zoneId !== disk.zoneId) throw error("ResourcesNotInSameZone");
  const fitting = bootable ? ["Stopped"] : ["Running", "Stopped"];
  if (!fitting.includes(instanceStatus(instance, now))) throw error("IncorrectInstanceStatus");
}

function checkDisk(disk: Disk, { instanceId }: Instance, { settings, now, error }: Context): void {
  if (!disk.whitelisted) throw error("UserNotInTheWhiteList");
  if (isExpired(disk, now)) throw error("DiskInArrears");
  if (disk.instanceIds.includes(instanceId)) throw error("InvalidDisk.InUse");
  if (disk.instanceIds.length >= mostHosts) throw error("DiskAttachedNumberExceeded");
  const status = diskStatus(disk, settings, now);
  if (status !== "Available" && !(disk.multiAttach && status === "In_use"))
    throw error("IncorrectDiskStatus");
  if (!disk.portable && disk.type === "data") throw error("DiskNotPortable");
}

/** To boot from: a system disk, for an instance that has none. */
function checkBoot(disk: Disk, attached: readonly Disk[], bootable: boolean, { error }: Context): void {
  if (!bootable) return;
  if (disk.type !== "system") throw error("DiskId.ValueNotSupported");
  if (attached.some(({ type }) => type === "system")) throw error("InvalidDevice.InUse");
}
