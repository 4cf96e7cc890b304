import { durationMs, durationWords, momentWords } from "./duration";
import type { DiskFacts, HostFacts, SnapshotFacts } from "./facts";
import type { DiskRollbackInputs } from "./inputs/diskRollback";

/** What stands in the way of a rollback, on the property that mends it. */
export interface Obstacle {
  readonly property: string;
  readonly reason: string;
}

export interface Sight {
  readonly now: number;
  readonly disk: DiskFacts | undefined;
  readonly snapshot: SnapshotFacts | undefined;
  /** Every snapshot of the disk, newest first. */
  readonly siblings: readonly SnapshotFacts[];
  readonly hosts: readonly HostFacts[];
  /** A safety snapshot that an earlier attempt has begun: it is waited for, and stands in nobody's way. */
  readonly ownSnapshotId: string | undefined;
  /** The snapshot applied last, or undefined. */
  readonly lastApplied: string | undefined;
  /** Set by an operator who wants no rollback to run at all; where it is set. */
  readonly killSwitch: string | undefined;
}

export type RollbackWish = DiskRollbackInputs & { readonly snapshotId: string };

/** Every obstacle at once: nobody wants to find them one by one at 3 a.m. */
export function obstacles(wish: RollbackWish, sight: Sight): Obstacle[] {
  return [
    ...switchObstacles(sight),
    ...diskObstacles(wish, sight),
    ...snapshotObstacles(wish, sight),
    ...hostObstacles(wish, sight),
    ...guardObstacles(wish, sight),
  ];
}

const switchObstacles = ({ killSwitch }: Sight): Obstacle[] =>
  killSwitch === undefined
    ? []
    : [
        {
          property: "snapshotId",
          reason: `rollbacks are switched off by ${killSwitch}; take that out to allow them`,
        },
      ];

function diskObstacles(
  { diskId, regionId, service }: RollbackWish,
  { disk, siblings, ownSnapshotId }: Sight,
): Obstacle[] {
  const at = (reason: string): Obstacle => ({ property: "diskId", reason });
  if (!disk)
    return [at(`there is no disk ${diskId} (${service}, ${regionId}): correct the id or the region`)];
  const found: Obstacle[] = [];
  if (disk.state !== "ready")
    found.push(
      at(`disk ${diskId} is ${disk.statusWord}: it must be In_use or Available; wait for what is under way`),
    );
  if (disk.multiAttach) found.push(at(`disk ${diskId} is a multi-attach disk, which cannot be rolled back`));
  if (unsupportedCategories.test(disk.category))
    found.push(at(`disk ${diskId} is of category ${disk.category}, which has no snapshots to roll back to`));
  if (disk.locks.length)
    found.push(at(`disk ${diskId} is locked (${disk.locks.join(", ")}): have the lock lifted`));
  for (const sibling of unfinished(siblings).filter(({ snapshotId }) => snapshotId !== ownSnapshotId))
    found.push(
      at(
        `snapshot ${sibling.snapshotId} of disk ${diskId} is still being taken (${sibling.progress} %): wait for it`,
      ),
    );
  return found;
}

export const unfinished = (siblings: readonly SnapshotFacts[]) =>
  siblings.filter(({ status }) => status === "progressing");

/** Local and elastic ephemeral disks. */
const unsupportedCategories = /^(local_|ephemeral|elastic_ephemeral)/;

function snapshotObstacles(
  { diskId, snapshotId, regionId, service }: RollbackWish,
  { disk, snapshot }: Sight,
): Obstacle[] {
  const at = (reason: string): Obstacle => ({ property: "snapshotId", reason });
  if (!snapshot)
    return [
      at(
        `there is no snapshot ${snapshotId} (${service}, ${regionId}): it was deleted or its retention has ended, or the region is another`,
      ),
    ];
  const found: Obstacle[] = [];
  if (snapshot.sourceDisk.diskId !== diskId)
    found.push(
      at(
        `snapshot ${snapshotId} is of disk ${snapshot.sourceDisk.diskId}, not of ${diskId}: a disk can only go back to its own snapshots`,
      ),
    );
  if (snapshot.status === "progressing")
    found.push(at(`snapshot ${snapshotId} is not complete yet (${snapshot.progress} %): wait for it`));
  if (snapshot.status === "failed")
    found.push(at(`snapshot ${snapshotId} has failed and holds no usable data: choose another one`));
  if (disk && snapshot.encrypted !== disk.encrypted)
    found.push(
      at(
        `snapshot ${snapshotId} is ${encryption(snapshot.encrypted)} and disk ${diskId} is ${encryption(disk.encrypted)}: they must match`,
      ),
    );
  if (Date.parse(snapshot.creationTime) < oldestUsable)
    found.push(
      at(`snapshot ${snapshotId} was taken before 2013-07-15: such snapshots cannot be restored any more`),
    );
  return found;
}

const encryption = (encrypted: boolean) => (encrypted ? "encrypted" : "not encrypted");
/** ECS ResetDisk, InvalidSnapshot.TooOld. */
const oldestUsable = Date.parse("2013-07-15T00:00:00Z");

function hostObstacles({ diskId }: RollbackWish, { hosts }: Sight): Obstacle[] {
  return hosts.flatMap((host): Obstacle[] => {
    const locked = host.locks.map((lock) => ({
      property: "diskId",
      reason: `instance ${host.hostId} is locked (${lock}): have the lock lifted`,
    }));
    if (host.state === "stopped") return locked;
    const step =
      host.state === "running"
        ? `stop it first (with StoppedMode KeepCharging, so that its address and capacity stay)`
        : `wait until it is Stopped`;
    return [
      ...locked,
      {
        property: "whenRunning",
        reason: `instance ${host.hostId}, which holds disk ${diskId}, is ${host.statusWord}: it must be Stopped; ${step}`,
      },
    ];
  });
}

function guardObstacles(wish: RollbackWish, sight: Sight): Obstacle[] {
  const found: Obstacle[] = [];
  const { snapshot, now } = sight;
  const age = snapshot ? now - Date.parse(snapshot.creationTime) : 0;
  if (snapshot && wish.maxDataLoss !== undefined && age > durationMs(wish.maxDataLoss))
    found.push({
      property: "maxDataLoss",
      reason: `snapshot ${snapshot.snapshotId} is ${durationWords(age)} old: more than the ${wish.maxDataLoss} of writes you allow to be lost`,
    });
  if (wish.notAfter !== undefined && now > Date.parse(wish.notAfter))
    found.push({
      property: "notAfter",
      reason: `this request expired at ${momentWords(wish.notAfter)}: set a later time if it is still wanted`,
    });
  const newer = newerThan(snapshot, sight.siblings);
  if (wish.requireNewest && newer.length)
    found.push({
      property: "requireNewest",
      reason: `newer snapshots of the disk exist: ${newer.map(({ snapshotId, creationTime }) => `${snapshotId} (${momentWords(creationTime)})`).join(", ")}`,
    });
  const last = sight.lastApplied ?? "none";
  if (wish.expectLast !== undefined && wish.expectLast !== last)
    found.push({
      property: "expectLast",
      reason: `the snapshot applied last is ${last}, not ${wish.expectLast}: somebody rolled back in between; look before you go on`,
    });
  return found;
}

/** The complete snapshots of the disk that a rollback would skip, newest first. */
export function newerThan(
  snapshot: SnapshotFacts | undefined,
  siblings: readonly SnapshotFacts[],
): SnapshotFacts[] {
  if (!snapshot) return [];
  return siblings.filter(
    (sibling) => sibling.status === "accomplished" && sibling.creationTime > snapshot.creationTime,
  );
}
