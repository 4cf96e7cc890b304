import { z } from "zod";
import type { Cloud } from "../cloud";
import { diskStatus, isResetting, readableContent } from "../world/disks";
import { settingsSchema } from "../world/settings";
import {
  diskSchema,
  instanceSchema,
  snapshotGroupSchema,
  snapshotSchema,
  type Disk,
  type Instance,
  type Snapshot,
  type SnapshotGroup,
} from "../world/entities";
import { instanceStatus } from "../world/instances";
import type { Moment } from "../world/moment";
import { presentSnapshots, snapshotProgress, snapshotStatus } from "../world/snapshots";
import type { Kind } from "./change";

/** Everything as JSON, with what follows from the time: statuses, progress, what a disk's reader would see. */
export function viewWorld(cloud: Cloud) {
  const moment = cloud.look();
  const { world, settings, now } = moment;
  const snapshots = presentSnapshots(world, now).map((one) => [one.snapshotId, one] as const);
  return {
    now: new Date(now).toISOString(),
    speed: cloud.clock.speed(),
    settings: z.encode(settingsSchema, settings),
    account: world.account,
    instances: mapValues(world.instances, (instance) => views.instances(instance, moment)),
    disks: mapValues(world.disks, (disk) => views.disks(disk, moment)),
    snapshots: mapValues(Object.fromEntries(snapshots), (snapshot) => views.snapshots(snapshot, moment)),
    snapshotGroups: mapValues(world.snapshotGroups, (group) => views.snapshotGroups(group)),
  };
}

/** One of them, by itself: the others may be very many. */
export function viewEntity(cloud: Cloud, kind: Kind, id: string) {
  const moment = cloud.look();
  const { instances, disks, snapshots, snapshotGroups } = moment.world;
  const shown = {
    instances: () => views.instances(instances[id]!, moment),
    disks: () => views.disks(disks[id]!, moment),
    snapshots: () => views.snapshots(snapshots[id]!, moment),
    snapshotGroups: () => views.snapshotGroups(snapshotGroups[id]!),
  };
  return shown[kind]();
}

const views = {
  instances: (instance: Instance, { now }: Moment) => ({
    ...show(instanceSchema, instance),
    status: instanceStatus(instance, now),
  }),
  disks: (disk: Disk, { settings, now }: Moment) => ({
    ...show(diskSchema, disk),
    status: diskStatus(disk, settings, now),
    content: readableContent(disk, now),
    resetting: isResetting(disk, now),
  }),
  snapshots: (snapshot: Snapshot, { now }: Moment) => ({
    ...show(snapshotSchema, snapshot),
    status: snapshotStatus(snapshot, now),
    progress: snapshotProgress(snapshot, now),
  }),
  snapshotGroups: (group: SnapshotGroup) => show(snapshotGroupSchema, group),
};

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
