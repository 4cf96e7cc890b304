import type { Disk, Instance, ServiceName, Snapshot } from "./entities";
import type { Moment } from "./moment";
import { isPresent } from "./snapshots";

export interface ServiceMoment extends Moment {
  readonly service: ServiceName;
}

/** A service's own things by id, wherever they are: most actions of ECS have no RegionId. */
export function findDisk({ world, service }: ServiceMoment, diskId: string): Disk | undefined {
  return ofService(world.disks, diskId, service);
}

export function findInstance({ world, service }: ServiceMoment, instanceId: string): Instance | undefined {
  return ofService(world.instances, instanceId, service);
}

export function findSnapshot(
  { world, service, now }: ServiceMoment,
  snapshotId: string,
): Snapshot | undefined {
  const snapshot = ofService(world.snapshots, snapshotId, service);
  return snapshot && isPresent(snapshot, now) ? snapshot : undefined;
}

/** The disks that are attached to it. */
export function disksOf(instanceId: string, { world }: Moment): Disk[] {
  return Object.values(world.disks).filter((disk) => !disk.released && disk.instanceIds.includes(instanceId));
}

function ofService<Entity extends { service: ServiceName }>(
  record: Record<string, Entity>,
  id: string,
  service: ServiceName,
): Entity | undefined {
  const entity = Object.hasOwn(record, id) ? record[id] : undefined;
  return entity?.service === service ? entity : undefined;
}
