import type { Disk, Snapshot } from "./entities";
import { instanceStatus } from "./instances";
import type { Moment } from "./moment";
import type { Settings } from "./settings";

export type DiskStatus =
  | "In_use"
  | "Available"
  | "ReIniting"
  | "Attaching"
  | "Detaching"
  | "Creating"
  | "Migrating"
  | "Transferring";

export function diskStatus(disk: Disk, settings: Settings, now: number): DiskStatus {
  if (disk.heldStatus !== undefined) return disk.heldStatus;
  if (isResetting(disk, now) && settings.resetShowsReIniting) return "ReIniting";
  if (isInTransition(disk, now)) return disk.transition.status;
  return disk.instanceIds.length > 0 ? "In_use" : "Available";
}

type InTransition = Disk & { transition: NonNullable<Disk["transition"]> };

export function isInTransition(disk: Disk, now: number): disk is InTransition {
  const { transition } = disk;
  return transition !== undefined && (transition.finishesAt === null || now < transition.finishesAt);
}

/** Only while In_use or Detaching, and never for a multi-attach disk: Attachments has them all. */
export function shownInstanceId(disk: Disk, { settings, now }: Moment): string {
  const status = diskStatus(disk, settings, now);
  const resets = status === "ReIniting" && settings.ecs.resettingDiskNamesInstance;
  if (disk.multiAttach || !(resets || ["In_use", "Detaching"].includes(status))) return "";
  if (isInTransition(disk, now) && disk.transition.instanceId !== "") return disk.transition.instanceId;
  return disk.instanceIds[0] ?? "";
}

export function isResetting(disk: Disk, now: number): boolean {
  const reset = disk.lastReset;
  return reset !== undefined && (reset.finishesAt === null || now < reset.finishesAt);
}

/** So many of a disk are remembered. */
const mostRollbacks = 50;

/** From the moment of the request what was on the disk is lost, whatever happens later. */
export function submitReset(disk: Disk, snapshot: Snapshot, { settings, now }: Moment): void {
  disk.content = snapshot.content;
  disk.resets += 1;
  disk.lastReset = {
    snapshotId: snapshot.snapshotId,
    startedAt: now,
    finishesAt: disk.resetFate === "hangs" ? null : now + settings.durations.reset,
  };
  const { snapshotId } = snapshot;
  disk.rollbacks = [...disk.rollbacks, { snapshotId, startedAt: now }].slice(-mostRollbacks);
  if (snapshot.service === "swas") snapshot.rolledBackAt = disk.lastReset.finishesAt ?? undefined;
}

/** What a reader of the disk would see: nothing while a reset runs. */
export function readableContent(disk: Disk, now: number): string {
  return isResetting(disk, now) ? "" : disk.content;
}

/** Why nothing can be written to the disk now; undefined when something can. */
export function whyNotWritable(disk: Disk, { world, now }: Moment): string | undefined {
  if (disk.released) return `disk ${disk.diskId} is released`;
  if (isResetting(disk, now)) return `disk ${disk.diskId} is being reset`;
  if (isInTransition(disk, now)) return `disk ${disk.diskId} is ${disk.transition.status}`;
  if (disk.instanceIds.length === 0) return undefined;
  const hosts = disk.instanceIds.map((instanceId) => world.instances[instanceId]);
  if (hosts.some((host) => host && instanceStatus(host, now) === "Running")) return undefined;
  const states = hosts.map((host) =>
    host ? `${host.instanceId} is ${instanceStatus(host, now)}` : "no host",
  );
  return `no running machine can write to disk ${disk.diskId}: ${states.join(", ")}`;
}
