import { createCloud, type Cloud as SimulatedCloud } from "../../simulator/cloud";
import { createCredentials } from "../../simulator/transport/credentials";
import { createClock } from "../../simulator/world/clock";
import type { Disk, Instance } from "../../simulator/world/entities";
import { beginStart, beginStop, instanceStatus } from "../../simulator/world/instances";
import { isResetting, submitReset, whyNotWritable } from "../../simulator/world/disks";
import {
  isPresent,
  snapshotStatus,
  takeSnapshot,
  unfinishedSnapshotsOf,
} from "../../simulator/world/snapshots";
import { defaultSettings, mergeSettings } from "../../simulator/world/settings";
import type { PointName, Scene } from "./commands";
import { targets, type Target } from "./targets";
import { createTime, type Time } from "./time";

/** The simulated cloud, and the people who work with its disks beside the provider. */
export interface World {
  readonly time: Time;
  readonly simulated: SimulatedCloud;
  readonly target: Target;
  /** The snapshot of each disk, for each point that can be gone back to. */
  readonly points: Readonly<Record<PointName, Readonly<Record<string, string>>>>;
  disk(diskId: string): Disk;
  host(): Instance;
  hostStatus(): ReturnType<typeof instanceStatus>;
  /** The other host, where there is one. */
  otherHost(): Instance | undefined;
  /** How many of the disks are at the host that they belong to. */
  disksAtHome(): number;
  /** Complete snapshots of a disk that are there now. */
  completeSnapshots(diskId: string): { readonly snapshotId: string; readonly content: string }[];
  /** Writes something new to every disk that is at a running host; false where none is. */
  write(): boolean;
  setPower(wanted: "Running" | "Stopped"): boolean;
  moveDisk(to: "nowhere" | "elsewhere" | "home"): boolean;
  resetInConsole(point: PointName): boolean;
  deleteSnapshot(snapshotId: string): boolean;
}

export function createWorld(scene: Scene): World {
  const time = createTime(Date.parse("2026-11-20T18:40:00Z"));
  // Where nothing tells of a reset, only a dwell tells that it has ended: a longer one would be missed.
  const hidden = !scene.showsReIniting && !scene.target.startsWith("ecs");
  const settings = mergeSettings(defaultSettings, {
    durations: { snapshot: "40s", reset: hidden ? "10s" : "30s", stop: "20s", start: "20s" },
    resetShowsReIniting: scene.showsReIniting,
    resetDisks: scene.resetDisksGone ? "gone" : "works",
    swas: { snapshotsPerServer: 1_000, snapshotsPerAccount: 1_000 },
  });
  const clock = createClock(time.now, { speed: 1 });
  const key = { accessKeyId: "model", accessKeySecret: "model" };
  const credentials = createCredentials(key, time.now);
  const simulated = createCloud({ clock, settings, firstSpeed: 1, credentials });
  const target: Target = targets[scene.target];
  let writes = 0;
  const existing = <Thing>(thing: Thing | undefined): Thing => {
    if (thing === undefined) throw new Error("the known world has changed");
    return thing;
  };
  const disk = (diskId: string) => existing(simulated.world.disks[diskId]);
  const host = () => existing(simulated.world.instances[target.hostId]);
  const hostStatus = () => instanceStatus(host(), time.now());
  const disks = () => target.diskIds.map(disk);

  /** As the cloud's own action refuses it: not while a host runs, nor while a snapshot is being taken. */
  const resettable = ({ diskId, instanceIds }: Disk) =>
    unfinishedSnapshotsOf(diskId, simulated.world, time.now()).length === 0 &&
    instanceIds.every(
      (id) => instanceStatus(existing(simulated.world.instances[id]), time.now()) === "Stopped",
    );

  const pointNow = (name: PointName) => {
    for (const one of disks()) one.content = `point ${name}`;
    // Only members of a group can be gone back to together.
    const words = {
      snapshotName: `point-${name}`,
      snapshotGroupId: disks().length > 1 ? `ssg-${name}` : undefined,
    };
    const taken = disks().map((one) => {
      const snapshot = takeSnapshot(one, words, simulated.moment());
      const hoursAgo = time.now() - (name === "A" ? 7_200_000 : 3_600_000);
      Object.assign(snapshot, { createdAt: hoursAgo, availableAt: hoursAgo, finishesAt: hoursAgo });
      return [one.diskId, snapshot.snapshotId];
    });
    return Object.fromEntries(taken) as Record<string, string>;
  };
  const points = { A: pointNow("A"), B: pointNow("B") };
  for (const one of disks()) one.content = "the present";

  return {
    time,
    simulated,
    target,
    points,
    disk,
    host,
    hostStatus,
    otherHost: () => simulated.world.instances[target.otherHostId ?? ""],
    disksAtHome: () => disks().filter(({ instanceIds }) => instanceIds.includes(target.hostId)).length,
    completeSnapshots: (diskId) =>
      Object.values(simulated.world.snapshots).filter(
        (snapshot) =>
          snapshot.sourceDiskId === diskId &&
          isPresent(snapshot, time.now()) &&
          snapshotStatus(snapshot, time.now()) === "accomplished",
      ),
    write() {
      const written = disks().filter(
        (one) => one.instanceIds.length > 0 && whyNotWritable(one, simulated.moment()) === undefined,
      );
      if (written.length > 0) writes += 1;
      for (const one of written) one.content = `written ${writes}`;
      return written.length > 0;
    },
    setPower(wanted) {
      if (hostStatus() !== (wanted === "Running" ? "Stopped" : "Running")) return false;
      if (wanted === "Running" && disks().some((one) => isResetting(one, time.now()))) return false;
      if (wanted === "Running") beginStart(host(), simulated.moment());
      else beginStop(host(), { stoppedMode: "KeepCharging", force: false }, simulated.moment());
      host().settlesAt = time.now();
      return true;
    },
    moveDisk(to) {
      const moved = existing(disks()[0]);
      const hostId = { nowhere: undefined, elsewhere: target.otherHostId, home: target.hostId }[to];
      if (!target.otherHostId || isResetting(moved, time.now()) || moved.instanceIds[0] === hostId)
        return false;
      if (moved.instanceIds.length > 0) moved.detachedAt = time.now();
      moved.instanceIds = hostId === undefined ? [] : [hostId];
      if (hostId !== undefined) moved.attachedAt = time.now();
      return true;
    },
    resetInConsole(name) {
      const snapshots = disks().map((one) => simulated.world.snapshots[points[name][one.diskId] ?? ""]);
      if (disks().some((one) => isResetting(one, time.now()) || !resettable(one))) return false;
      if (snapshots.includes(undefined)) return false;
      disks().forEach((one, index) => submitReset(one, existing(snapshots[index]), simulated.moment()));
      return true;
    },
    deleteSnapshot(snapshotId) {
      const there = simulated.world.snapshots[snapshotId] !== undefined;
      delete simulated.world.snapshots[snapshotId];
      return there;
    },
  };
}
