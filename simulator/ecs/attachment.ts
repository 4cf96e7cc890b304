import type { Disk, Instance } from "../world/entities";
import { disksOf } from "../world/find";
import type { Moment } from "../world/moment";

export interface AttachWish {
  readonly deleteWithInstance: boolean;
  readonly device?: string;
}

/** The instance has it from now on; the disk says Attaching for a while. */
export function attach(disk: Disk, instance: Instance, wish: AttachWish, moment: Moment): void {
  const { now, settings } = moment;
  disk.device = wish.device ?? freeDevice(instance.instanceId, moment);
  disk.instanceIds = [...disk.instanceIds, instance.instanceId];
  disk.deleteWithInstance = wish.deleteWithInstance;
  disk.attachedAt = now;
  disk.everAttached = true;
  disk.everUsed = true;
  disk.transition = { status: "Attaching", finishesAt: now + settings.durations.attach, instanceId: "" };
}

/** The instance no longer has it; the disk says Detaching, and from where, for a while. */
export function detach(disk: Disk, instance: Instance, { now, settings }: Moment): void {
  const { instanceId } = instance;
  disk.instanceIds = disk.instanceIds.filter((id) => id !== instanceId);
  disk.detachedAt = now;
  disk.transition = { status: "Detaching", finishesAt: now + settings.durations.detach, instanceId };
}

const letters = "abcdefghijklmnopqrstuvwxyz";

export function freeDevice(instanceId: string, moment: Moment): string {
  const taken = disksOf(instanceId, moment).map(({ device }) => device);
  const free = [...letters].map((letter) => `/dev/xvd${letter}`).find((device) => !taken.includes(device));
  return free ?? "";
}
