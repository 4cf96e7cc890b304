import type { ServiceMoment } from "./find";
import { isPresent } from "./snapshots";

/** Something that has tags, under one name for all kinds. */
export interface Tagged {
  readonly id: string;
  tags: Record<string, string>;
}

export type TaggedKind = "instance" | "disk" | "snapshot" | "snapshotgroup";

/** Everything of this kind that the service has in the region; with ids, no other is looked at. */
export function taggables(
  { world, service, now }: ServiceMoment,
  kind: TaggedKind,
  regionId: string,
  ids?: readonly string[],
): Tagged[] {
  const tables = {
    instance: world.instances,
    disk: world.disks,
    snapshot: world.snapshots,
    snapshotgroup: world.snapshotGroups,
  };
  const table: Record<string, Entity> = tables[kind];
  return [...new Set(ids ?? Object.keys(table))]
    .filter((id) => Object.hasOwn(table, id))
    .filter((id) => kind !== "snapshot" || isPresent(world.snapshots[id]!, now))
    .map((id) => bind(table[id]!, id))
    .filter((item) => item.regionId === regionId && item.service === service);
}

const mostTags = 20;

/** A key that is there gets the new value. False, with nothing done, when a resource would have too many. */
export function addTags(resources: readonly Tagged[], added: Readonly<Record<string, string>>): boolean {
  const changed = resources.map((resource) => ({ resource, tags: { ...resource.tags, ...added } }));
  if (changed.some(({ tags }) => Object.keys(tags).length > mostTags)) return false;
  for (const { resource, tags } of changed) resource.tags = tags;
  return true;
}

/** Without keys: all of them. */
export function removeTags(resources: readonly Tagged[], keys: readonly string[]): void {
  for (const resource of resources) {
    const kept = Object.entries(resource.tags).filter(([key]) => keys.length > 0 && !keys.includes(key));
    resource.tags = Object.fromEntries(kept);
  }
}

interface Entity {
  tags: Record<string, string>;
  readonly regionId: string;
  /** Only ECS has snapshot groups: they name no service. */
  readonly service?: string;
}

function bind(entity: Entity, id: string) {
  return {
    id,
    regionId: entity.regionId,
    service: entity.service ?? "ecs",
    get tags() {
      return entity.tags;
    },
    set tags(tags) {
      entity.tags = tags;
    },
  };
}
