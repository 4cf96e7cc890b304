import type { Disk, Instance, Snapshot } from "../world/entities";
import type { Moment } from "../world/instances";
import { isPresent } from "../world/snapshots";

/** ECS's own things by id, wherever they are: most of its actions have no RegionId. */
export function findDisk({ world }: Moment, diskId: string): Disk | undefined {
  const disk = own(world.disks, diskId);
  return disk?.service === "ecs" ? disk : undefined;
}

export function findInstance({ world }: Moment, instanceId: string): Instance | undefined {
  const instance = own(world.instances, instanceId);
  return instance?.service === "ecs" ? instance : undefined;
}

export function findSnapshot({ world, now }: Moment, snapshotId: string): Snapshot | undefined {
  const snapshot = own(world.snapshots, snapshotId);
  return snapshot?.service === "ecs" && isPresent(snapshot, now) ? snapshot : undefined;
}

function own<Entity>(record: Record<string, Entity>, id: string): Entity | undefined {
  return Object.hasOwn(record, id) ? record[id] : undefined;
}
