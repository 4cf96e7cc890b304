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
      ...show(instanceSchema, instance),
      status: instanceStatus(instance, now),
    })),
    disks: mapValues(world.disks, (disk) => ({
      ...show(diskSchema, disk),
      status: diskStatus(disk, settings, now),
      content: readableContent(disk, now),
      resetting: isResetting(disk, now),
    })),
    snapshots: mapValues(
      Object.fromEntries(presentSnapshots(world, now).map((snapshot) => [snapshot.snapshotId, snapshot])),
      (snapshot) => ({
        ...show(snapshotSchema, snapshot),
        status: snapshotStatus(snapshot, now),
        progress: snapshotProgress(snapshot, now),
      }),
    ),
    snapshotGroups: mapValues(world.snapshotGroups, (group) => show(snapshotGroupSchema, group)),
  };
}

/** An entity as JSON: fields with a default are always there. */
type Shown<Schema extends z.ZodType> = {
  [Field in keyof z.output<Schema>]: undefined extends z.output<Schema>[Field]
    ? z.input<Schema>[Field & keyof z.input<Schema>]
    : Exclude<z.input<Schema>[Field & keyof z.input<Schema>], undefined>;
};

function show<Schema extends z.ZodType>(schema: Schema, entity: z.output<Schema>): Shown<Schema> {
  return z.encode(schema, entity) as Shown<Schema>;
}

export type WorldView = ReturnType<typeof viewWorld>;

function mapValues<In, Out>(record: Record<string, In>, view: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([id, value]) => [id, view(value)]));
}
