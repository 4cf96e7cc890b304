import type { Disk, Snapshot } from "./entities";
import { newId } from "./identifiers";
import type { Moment } from "./moment";
import { newestSnapshots, retainedSnapshots, type Among } from "./snapshotIndex";
import { day } from "./time";
import type { World } from "./world";

export type SnapshotStatus = "progressing" | "accomplished" | "failed";

export function snapshotStatus(snapshot: Snapshot, now: number): SnapshotStatus {
  if (snapshot.failedAt !== undefined && now >= snapshot.failedAt) return "failed";
  return snapshot.finishesAt !== null && now >= snapshot.finishesAt ? "accomplished" : "progressing";
}

/** Percent done. One that hangs stays at 99, as the real ones seem to. */
export function snapshotProgress(snapshot: Snapshot, now: number): number {
  const status = snapshotStatus(snapshot, now);
  if (status === "accomplished") return 100;
  if (snapshot.finishesAt === null) return 99;
  const until = status === "failed" ? snapshot.failedAt! : now;
  const whole = Math.max(1, snapshot.finishesAt - snapshot.createdAt);
  return Math.min(99, Math.floor((100 * (until - snapshot.createdAt)) / whole));
}

export function remainingSeconds(snapshot: Snapshot, now: number): number {
  if (snapshotStatus(snapshot, now) !== "progressing") return 0;
  return snapshot.finishesAt === null ? 3600 : Math.ceil((snapshot.finishesAt - now) / 1000);
}

/** As if a quarter of the disk were written to; nothing before the snapshot is complete. */
export function dataBytes(snapshot: Snapshot, now: number): number {
  return snapshotStatus(snapshot, now) === "accomplished" ? snapshot.sourceDiskSize * 2 ** 28 : 0;
}

export function isAvailable(snapshot: Snapshot, now: number): boolean {
  if (snapshotStatus(snapshot, now) === "failed") return false;
  const early = snapshot.availableAt !== null && now >= snapshot.availableAt;
  return early || snapshotStatus(snapshot, now) === "accomplished";
}

/** A snapshot whose retention has ended is gone, for every call. */
export function isPresent(snapshot: Snapshot, now: number): boolean {
  return snapshot.retentionDays === undefined || now < snapshot.createdAt + snapshot.retentionDays * day;
}

export function presentSnapshots(world: World, now: number): Snapshot[] {
  return Object.values(world.snapshots).filter((snapshot) => isPresent(snapshot, now));
}

/**
 * What depends on snapshots: images as the world was told, disks as they are. The disks are looked through once,
 * for however many snapshots are asked about.
 */
export function usages(world: World): (snapshot: Snapshot) => Snapshot["usage"] {
  let sources: ReadonlySet<string> | undefined;
  return ({ snapshotId, usage }) => {
    sources ??= new Set(
      Object.values(world.disks).flatMap((disk) => (disk.released ? [] : disk.sourceSnapshotId)),
    );
    const ofImage = usage.startsWith("image");
    const ofDisk = usage.endsWith("disk") || sources.has(snapshotId);
    if (ofImage) return ofDisk ? "image_disk" : "image";
    return ofDisk ? "disk" : "none";
  };
}

export function presentSnapshotsOf(diskId: string, world: World, now: number): Snapshot[] {
  return newestSnapshots(world.snapshots, (snapshot) => isPresent(snapshot, now), { diskId });
}

/** Whether the lists have come as far as a new snapshot or group; other calls know it at once. */
export function isListed({ createdAt }: Pick<Snapshot, "createdAt">, { settings, now }: Moment): boolean {
  return now >= createdAt + settings.durations.listing;
}

/** A filter that a request has; undefined where it has none, which costs nothing: there may be very many snapshots. */
export type Filter = ((snapshot: Snapshot) => boolean) | undefined;

/** What a service's lists show in a region of those that pass all filters, newest first. */
export function listedSnapshots(
  moment: Moment,
  place: NonNullable<Among["place"]>,
  filters: readonly Filter[] = [],
  among: Omit<Among, "place"> = {},
): Snapshot[] {
  const { world, settings, now } = moment;
  const gone = new Set(retainedSnapshots(world.snapshots, (snapshot) => !isPresent(snapshot, now)));
  const given = [
    gone.size === 0 ? undefined : (snapshot: Snapshot) => !gone.has(snapshot),
    settings.durations.listing === 0 ? undefined : (snapshot: Snapshot) => isListed(snapshot, moment),
    ...((among.ids ?? among.diskId) === undefined
      ? []
      : [equals("service", place.service), equals("regionId", place.regionId)]),
    ...filters,
  ].filter((filter) => filter !== undefined);
  const isShown =
    given.length === 0 ? undefined : (snapshot: Snapshot) => given.every((filter) => filter(snapshot));
  return newestSnapshots(world.snapshots, isShown, { ...among, place });
}

/** The filter that a field is as wanted; none where nothing is wanted. */
export function equals(field: keyof Snapshot, wanted: unknown): Filter {
  return wanted === undefined ? undefined : (snapshot) => snapshot[field] === wanted;
}

export function unfinishedSnapshotsOf(diskId: string, world: World, now: number): Snapshot[] {
  const isUnfinished = (snapshot: Snapshot) =>
    isPresent(snapshot, now) && snapshotStatus(snapshot, now) === "progressing";
  return newestSnapshots(world.snapshots, isUnfinished, { diskId });
}

export type SnapshotWords = Pick<
  Snapshot,
  | "snapshotName"
  | "description"
  | "retentionDays"
  | "tags"
  | "resourceGroupId"
  | "snapshotGroupId"
  | "snapshotType"
>;

/** The content is copied now: what is written to the disk from here on is not in the snapshot. */
export function takeSnapshot(disk: Disk, words: Partial<SnapshotWords>, moment: Moment): Snapshot {
  const { world, settings, now } = moment;
  const finishesAt = disk.snapshotFate === "hangs" ? null : now + settings.durations.snapshot;
  const snapshot: Snapshot = {
    snapshotType: "user",
    resourceGroupId: "",
    tags: {},
    details: {},
    ...words,
    snapshotId: newId("s-"),
    service: disk.service,
    regionId: disk.regionId,
    sourceDiskId: disk.diskId,
    sourceDiskType: disk.type,
    sourceDiskSize: disk.size,
    instanceId: disk.instanceIds[0] ?? "",
    content: disk.content,
    encrypted: disk.encrypted,
    kmsKeyId: disk.kmsKeyId,
    createdAt: now,
    // CreateSnapshot, operation description: ESSD-series snapshots are available right after creation.
    availableAt: isEssd(disk.category) ? now + settings.durations.available : finishesAt,
    finishesAt,
    failedAt: disk.snapshotFate === "fails" ? finishesAt! : undefined,
    usage: "none",
    resettable: true,
    locked: false,
    shared: false,
    managedByCloudProduct: false,
  };
  world.snapshots[snapshot.snapshotId] = snapshot;
  return snapshot;
}

/** The category family that has instant snapshots and may be in groups. */
export function isEssd(category: string): boolean {
  return ["cloud_essd", "cloud_auto", "cloud_essd_entry", "ESSD"].includes(category);
}

export function failUnfinishedSnapshotsOf(instanceId: string, world: World, now: number): void {
  for (const disk of Object.values(world.disks)) {
    if (!disk.instanceIds.includes(instanceId)) continue;
    for (const snapshot of unfinishedSnapshotsOf(disk.diskId, world, now)) snapshot.failedAt = now;
  }
}
