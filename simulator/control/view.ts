import { z } from "zod";
import type { Cloud } from "../cloud";
import { diskStatus, isResetting, readableContent } from "../world/disks";
import { settingsSchema } from "../world/settings";
import { diskSchema, instanceSchema, snapshotGroupSchema, snapshotSchema } from "../world/entities";
import { instanceStatus } from "../world/instances";
import { presentSnapshots, snapshotProgress, snapshotStatus } from "../world/snapshots";

/** Everything as JSON, with what follows from the time: statuses, progress, what a disk's reader would see. */
export function viewWorld(cloud: Cloud) {
  const { world, settings, now } = cloud.moment();
  return {
    now: new Date(now).toISOString(),
    speed: cloud.clock.speed(),
    settings: z.encode(settingsSchema, settings),
    account: world.account,
    instances: mapValues(world.instances, (instance) => ({
      ...z.encode(instanceSchema, instance),
      status: instanceStatus(instance, now),
    })),
    disks: mapValues(world.disks, (disk) => ({
      ...z.encode(diskSchema, disk),
      status: diskStatus(disk, settings, now),
      content: readableContent(disk, now),
      resetting: isResetting(disk, now),
    })),
    snapshots: mapValues(
      Object.fromEntries(presentSnapshots(world, now).map((snapshot) => [snapshot.snapshotId, snapshot])),
      (snapshot) => ({
        ...z.encode(snapshotSchema, snapshot),
        status: snapshotStatus(snapshot, now),
        progress: snapshotProgress(snapshot, now),
      }),
    ),
    snapshotGroups: mapValues(world.snapshotGroups, (group) => z.encode(snapshotGroupSchema, group)),
  };
}

export type WorldView = ReturnType<typeof viewWorld>;

function mapValues<In, Out>(record: Record<string, In>, view: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([id, value]) => [id, view(value)]));
}
