import { defineAction, type ActionContext } from "../transport/action";
import { flag, text } from "../transport/parameters";
import { diskStatus, isInTransition } from "../world/disks";
import type { Disk, Instance } from "../world/entities";
import { findDisk, findInstance } from "../world/find";
import { instanceStatus } from "../world/instances";
import { unfinishedSnapshotsOf } from "../world/snapshots";
import { detach } from "./attachment";
import { internalErrors } from "./sharedErrors";

const errors = [
  [403, "IncorrectDiskStatus", "The current disk status does not support this operation."],
  [403, "DiskNotPortable", "The specified disk is not a portable disk."],
  [403, "InstanceLockedForSecurity", "The instance is locked due to security."],
  [403, "DependencyViolation", "The specified disk has not been attached on the specified instance."],
  [403, "IncorrectInstanceStatus", "The current status of the resource does not support this operation."],
  [403, "UserNotInTheWhiteList", "The user is not in disk white list."],
  [403, "DeleteWithInstance.Conflict", "Multi attach disk cannot be set to DeleteWithInstance attribute."],
  [403, "InvalidOperation.DiskDetachingFromThisEcs", "The specified disk is detaching from this ecs."],
  [404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."],
  [404, "InvalidDiskId.NotFound", "The specified disk does not exist."],
  [404, "InvalidDisk.AlreadyDetached", "The specified disk has been detached."],
  ...internalErrors,
] as const;
type Context = ActionContext<(typeof errors)[number][1]>;

/** A data disk leaves a running or stopped instance, a system disk a stopped one. */
export const DetachDisk = defineAction({
  errors,
  parameters: { InstanceId: text, DiskId: text, DeleteWithInstance: flag.optional() },
  run({ InstanceId, DiskId, DeleteWithInstance }, context) {
    const instance = findInstance(context, InstanceId);
    if (instance === undefined) throw context.error("InvalidInstanceId.NotFound");
    const disk = findDisk(context, DiskId);
    if (disk === undefined || disk.released) throw context.error("InvalidDiskId.NotFound");
    checkAttached(disk, instance, context);
    if (disk.multiAttach && DeleteWithInstance !== undefined)
      throw context.error("DeleteWithInstance.Conflict");
    checkFree(disk, instance, context);
    disk.deleteWithInstance = DeleteWithInstance ?? disk.type === "system";
    detach(disk, instance, context);
    return {};
  },
});

function checkAttached(disk: Disk, { instanceId }: Instance, { now, error }: Context): void {
  if (disk.instanceIds.includes(instanceId)) return;
  const leaving = isInTransition(disk, now) && disk.transition.status === "Detaching";
  if (leaving && disk.transition.instanceId === instanceId) {
    throw error("InvalidOperation.DiskDetachingFromThisEcs");
  }
  throw error(disk.instanceIds.length === 0 ? "InvalidDisk.AlreadyDetached" : "DependencyViolation");
}

function checkFree(disk: Disk, instance: Instance, { world, settings, now, error }: Context): void {
  if (instance.operationLocks.includes("security")) throw error("InstanceLockedForSecurity");
  if (!disk.whitelisted) throw error("UserNotInTheWhiteList");
  if (!disk.portable && disk.type === "data") throw error("DiskNotPortable");
  const fitting = disk.type === "system" ? ["Stopped"] : ["Running", "Stopped"];
  if (!fitting.includes(instanceStatus(instance, now))) throw error("IncorrectInstanceStatus");
  const busy = unfinishedSnapshotsOf(disk.diskId, world, now).length > 0;
  if (busy || diskStatus(disk, settings, now) !== "In_use") throw error("IncorrectDiskStatus");
}
