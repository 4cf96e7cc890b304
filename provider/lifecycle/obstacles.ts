import { momentWords } from "./duration";
import { diskKey, type SnapshotFacts } from "./facts";
import type { GoalProperties } from "./goal";
import { guardObstacles, ownGuardObstacles } from "./guards";
import type { RollbackPolicy } from "./inputs/diskRollback";
import { lostBefore } from "./inPlaceOf";
import type { ObstacleRule } from "./findings/rules";
import type { Obstacle } from "./obstacle";
import { unfinished, type Observed, type ObservedDisk, type ObservedPoint } from "../rollback/model/observed";

/** The words of a service that obstacles use. */
export interface Words {
  readonly properties: GoalProperties;
  /** "ecs, cn-hangzhou" */
  readonly where: string;
  readonly hostWord: string;
}

/** Every obstacle at once: nobody wants to find them one by one at 3 a.m. */
export function obstacles(policy: RollbackPolicy, sight: Observed, words: Words): Obstacle[] {
  return [
    ...switchObstacles(sight, words),
    ...sight.points.flatMap((point) => pointObstacles(point, words)),
    ...sight.unaimed.flatMap((disk) => diskObstacles(disk, words)),
    ...hostObstacles(policy, sight, words),
    ...guardObstacles(policy, sight),
  ];
}

/** What keeps one disk from going back to one snapshot, whatever the lever says. */
export const pointObstacles = (point: ObservedPoint, words: Words): Obstacle[] => [
  ...diskObstacles(point, words),
  ...snapshotObstacles(point, words),
];

/** Those for which nothing of the cloud need be read. */
export const ownObstacles = (policy: RollbackPolicy, known: Known, words: Words): Obstacle[] => [
  ...switchObstacles(known, words),
  ...ownGuardObstacles(policy, known),
];

type Known = Pick<Observed, "now" | "killSwitch" | "lastApplied">;

const switchObstacles = ({ killSwitch }: Pick<Known, "killSwitch">, { properties }: Words): Obstacle[] =>
  killSwitch === undefined
    ? []
    : [
        {
          rule: "rollbacks-switched-off",
          property: properties.snapshot,
          reason: `rollbacks are switched off by ${killSwitch}; take that out to allow them`,
        },
      ];

export function diskObstacles(
  {
    reference,
    snapshotId,
    snapshot,
    disk,
    desktop,
    restoring,
    siblings,
  }: ObservedDisk & Partial<ObservedPoint>,
  words: Words,
): Obstacle[] {
  const name = diskKey(reference);
  const at = (rule: ObstacleRule, reason: string): Obstacle => ({
    rule,
    property: words.properties.disk,
    reason,
  });
  if (!disk && desktop && reference.desktopId !== undefined)
    return [
      {
        rule: "disk-not-found",
        property: "sourceDiskType",
        reason: `${words.hostWord} ${desktop.hostId} has no ${reference.sourceDiskType} disk: choose the other type, or another ${words.hostWord}`,
      },
    ];
  if (!disk && snapshot?.sourceDiskType === "system" && diskKey(snapshot.sourceDisk) === name)
    return [
      at(
        "system-disk-replaced",
        `there is no disk ${name} any more (${words.where}): it was replaced or released after snapshot ${snapshot.snapshotId}, and no other system disk can go back to that. ${afterReplacement}`,
      ),
    ];
  if (!disk)
    return [at("disk-not-found", `there is no disk ${name} (${words.where}): correct the id or the region`)];
  const found: Obstacle[] = [];
  if (disk.state === "ready" && restoring)
    found.push(at("disk-restoring", `disk ${name} is being rolled back: wait for what is under way`));
  if (disk.state !== "ready")
    found.push(
      at(
        disk.state === "restoring" ? "disk-restoring" : "disk-busy",
        `disk ${name} is ${disk.statusWord}: it must be In_use or Available; wait for what is under way`,
      ),
    );
  if (disk.multiAttach)
    found.push(at("disk-multi-attach", `disk ${name} is a multi-attach disk, which cannot be rolled back`));
  if (unsupportedCategories.test(disk.category))
    found.push(
      at(
        "disk-category-unsupported",
        `disk ${name} is of category ${disk.category}, which has no snapshots to roll back to`,
      ),
    );
  if (disk.locks.length)
    found.push(at("disk-locked", `disk ${name} cannot be used now: ${disk.locks.join(", ")}`));
  for (const sibling of unfinished(siblings).filter((one) => one.snapshotId !== snapshotId))
    found.push(
      at(
        "snapshot-in-progress",
        `snapshot ${sibling.snapshotId} of disk ${name} is still being taken (${sibling.progress} %): wait for it, or delete it if it is not wanted`,
      ),
    );
  return found;
}

/** Whoever replaces a system disk, or changes the operating system, has a disk with another id. */
const afterReplacement =
  "To have its content back, make a custom image of the snapshot and replace the system disk by it; or make a new disk of the snapshot, attach it and copy";

/** Local and elastic ephemeral disks. */
const unsupportedCategories = /^(local_|ephemeral|elastic_ephemeral)/;

function snapshotObstacles(
  { reference, snapshotId, disk, snapshot, awaited, sourceGone }: ObservedPoint,
  words: Words,
): Obstacle[] {
  const name = diskKey(reference);
  const at = (rule: ObstacleRule, reason: string): Obstacle => ({
    rule,
    property: words.properties.snapshot,
    reason,
  });
  if (!snapshot)
    return [
      at(
        "snapshot-not-found",
        `there is no snapshot ${snapshotId} (${words.where}): it was deleted or its retention has ended, or the region is another`,
      ),
    ];
  const found: Obstacle[] = [];
  const source = diskKey(snapshot.sourceDisk);
  if (source !== name && sourceGone && disk?.type === "system" && snapshot.sourceDiskType === "system")
    found.push(
      at(
        "system-disk-replaced",
        `snapshot ${snapshotId} is of system disk ${source}, which is gone: it was replaced since, and ${name} cannot go back to its snapshots. ${afterReplacement}`,
      ),
    );
  else if (source !== name)
    found.push(
      at(
        "snapshot-of-another-disk",
        `snapshot ${snapshotId} is of disk ${source}, not of ${name}: a disk can only go back to its own snapshots`,
      ),
    );
  if (snapshot.status === "progressing" && !awaited)
    found.push(
      at(
        "snapshot-incomplete",
        `snapshot ${snapshotId} is not complete yet (${snapshot.progress} %): wait for it`,
      ),
    );
  if (snapshot.status === "failed")
    found.push(
      at("snapshot-failed", `snapshot ${snapshotId} has failed and holds no usable data: choose another one`),
    );
  if (
    disk?.encrypted !== undefined &&
    snapshot.encrypted !== undefined &&
    snapshot.encrypted !== disk.encrypted
  )
    found.push(
      at(
        "encryption-mismatch",
        `snapshot ${snapshotId} is ${encryption(snapshot.encrypted)} and disk ${name} is ${encryption(disk.encrypted)}: they must match`,
      ),
    );
  const lost = lostBefore(snapshot);
  // Whoever names a moment has said of when the disk is to be.
  if (lost !== undefined && words.properties.snapshot !== "restoreTo")
    found.push(at("snapshot-replaces-lost-one", notWhatWasLost(snapshot, lost, words)));
  if (Date.parse(snapshot.creationTime) < oldestUsable)
    found.push(
      at(
        "snapshot-too-old",
        `snapshot ${snapshotId} was taken before 2013-07-15: such snapshots cannot be restored any more`,
      ),
    );
  return found;
}

function notWhatWasLost(
  { snapshotId, creationTime }: SnapshotFacts,
  lost: string,
  { properties }: Words,
): string {
  const after = new Date(Date.parse(creationTime) + 1_000).toISOString().replace(/\.\d+/, "");
  const named =
    properties.snapshot === "snapshotId"
      ? `if that moment is meant, name it instead of the snapshot: restoreTo: { before: "${after}" }`
      : "or take a new one with new `triggers`";
  return `snapshot ${snapshotId} was taken on ${momentWords(creationTime)} in the place of ${lost}, which was lost: it holds the disk as it was then, not what the lost one held. Choose another one; ${named}`;
}

const encryption = (encrypted: boolean) => (encrypted ? "encrypted" : "not encrypted");
/** ECS ResetDisk, InvalidSnapshot.TooOld. */
const oldestUsable = Date.parse("2013-07-15T00:00:00Z");

function hostObstacles(policy: RollbackPolicy, sight: Observed, words: Words): Obstacle[] {
  const { properties, hostWord } = words;
  const unseen = sight.unseenHosts.map((hostId): Obstacle => ({
    rule: "host-not-found",
    property: properties.disk,
    reason: `${hostWord} ${hostId}, to which the disk is attached, cannot be seen (${words.where}): it may be released, or not for this account's eyes`,
  }));
  const seen = sight.hosts.flatMap((host): Obstacle[] => {
    const locked = host.locks.map((lock): Obstacle => ({
      rule: "host-locked",
      property: properties.disk,
      reason: `${hostWord} ${host.hostId} is locked or unpaid (${lock}): have that lifted first`,
    }));
    if (host.state === "stopped") return locked;
    if (policy.whenRunning === "fail")
      return [
        ...locked,
        {
          rule: "host-running",
          property: "whenRunning",
          reason: `${hostWord} ${host.hostId} is ${host.statusWord} and must be Stopped: ${mend(host.state)}`,
        },
      ];
    if (policy.whenRunning === "wait" || host.state !== "running") return locked;
    const hazards = sight.unfinishedOnHosts.map(({ snapshotId, sourceDisk }): Obstacle => ({
      rule: "host-snapshot-in-progress",
      property: "whenRunning",
      reason: `snapshot ${snapshotId} of disk ${diskKey(sourceDisk)} is being taken on ${hostWord} ${host.hostId}, and stopping that would make it fail: wait for it`,
    }));
    return [...locked, ...hazards];
  });
  return [...unseen, ...seen];
}

const mend = (state: "running" | "changing") =>
  state === "running"
    ? 'stop it first (StoppedMode KeepCharging keeps its address and capacity), or set whenRunning: "stop"'
    : 'wait until it is, or set whenRunning: "wait"';
