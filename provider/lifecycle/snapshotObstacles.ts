import { diskKey, type DiskFacts, type DiskReference, type HostFacts } from "./facts";
import type { SnapshotTarget } from "./inputs/diskSnapshot";

/** What a preview sees of the disks of which a snapshot would be taken. */
export interface SnapshotSight {
  readonly target: SnapshotTarget;
  readonly disks: readonly SnapshotDisk[];
  /** Of a group that names an instance. */
  readonly instance: { readonly id: string; readonly isThere: boolean } | undefined;
  readonly room: SnapshotRoom | undefined;
  /** "ecs, cn-hangzhou" */
  readonly where: string;
  readonly hostWord: string;
}

export interface SnapshotDisk {
  readonly reference: DiskReference;
  readonly disk: DiskFacts | undefined;
  /** Where the disk was not found: the desktop that should have it. */
  readonly desktop: HostFacts | undefined;
  /** This process is at work on it: the snapshot waits its turn. */
  readonly awaited: boolean;
}

/** Of a service with so few snapshots that the next one may have no room. */
export interface SnapshotRoom {
  readonly hostId: string;
  readonly taken: number;
  readonly most: number;
}

export interface SnapshotObstacle {
  readonly property: string;
  readonly reason: string;
}

/** Every obstacle at once, as far as the cloud's documents tell what it refuses. */
export const snapshotObstacles = (sight: SnapshotSight): SnapshotObstacle[] => [
  ...instanceObstacles(sight),
  ...sight.disks.flatMap((one) => diskObstacles(one, sight)),
  ...roomObstacles(sight),
];

function instanceObstacles({ instance, disks, where }: SnapshotSight): SnapshotObstacle[] {
  if (!instance) return [];
  const at = (reason: string) => [{ property: "instanceId", reason }];
  if (!instance.isThere)
    return at(`there is no instance ${instance.id} (${where}): correct the id or the region`);
  return disks.length ? [] : at(`instance ${instance.id} has no disk that is not excluded`);
}

function diskObstacles(
  { reference, disk, desktop, awaited }: SnapshotDisk,
  { target, where, hostWord }: SnapshotSight,
): SnapshotObstacle[] {
  const name = diskKey(reference);
  const property = propertyOf(target);
  const at = (reason: string): SnapshotObstacle => ({ property, reason });
  if (!disk && desktop && reference.desktopId !== undefined)
    return [
      {
        property: "sourceDiskType",
        reason: `${hostWord} ${desktop.hostId} has no ${reference.sourceDiskType} disk: choose the other type, or another ${hostWord}`,
      },
    ];
  if (!disk && reference.desktopId !== undefined)
    return [at(`there is no ${hostWord} ${reference.desktopId} (${where}): correct the id or the region`)];
  if (!disk) return [at(`there is no disk ${name} (${where}): correct the id or the region`)];
  const found: SnapshotObstacle[] = [];
  if (disk.state !== "ready" && !awaited)
    found.push(
      at(
        `disk ${name} is ${disk.statusWord}, and a snapshot cannot be taken of it now: wait for what is under way`,
      ),
    );
  if (withoutSnapshots.test(disk.category))
    found.push(at(`disk ${name} is of category ${disk.category}, of which there are no snapshots`));
  else if (target.kind === "group" && !essdFamily.test(disk.category))
    found.push(
      at(
        `disk ${name} is of category ${disk.category}: a group holds disks of the ESSD family only; exclude it`,
      ),
    );
  if (target.kind === "group" && disk.multiAttach)
    found.push(at(`disk ${name} is a multi-attach disk, which no group can hold: exclude it`));
  return found;
}

function propertyOf(target: SnapshotTarget): string {
  if (target.kind === "group") return target.diskIds.length ? "diskIds" : "instanceId";
  return target.disk.desktopId === undefined ? "diskId" : "desktopId";
}

/** Local and elastic ephemeral disks (ECS CreateSnapshot, DiskCategory.OperationNotSupported). */
const withoutSnapshots = /^(local_|ephemeral|elastic_ephemeral)/;
/** ECS CreateSnapshotGroup. */
const essdFamily = /^cloud_(essd|auto)/;

function roomObstacles({ room, target, hostWord }: SnapshotSight): SnapshotObstacle[] {
  // With more than the service documents, this account's limit is another.
  if (!room || room.taken !== room.most) return [];
  return [
    {
      property: propertyOf(target),
      reason: `${hostWord} ${room.hostId} has ${room.taken} of ${room.most} snapshots: no room for another one. Delete one that is not needed any more`,
    },
  ];
}
