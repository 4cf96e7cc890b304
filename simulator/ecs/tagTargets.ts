import { z } from "zod";
import type { CloudError, ErrorRow } from "../transport/cloudError";
import { repeated } from "../transport/parameters";
import { isRegion } from "../world/regions";
import type { Moment } from "../world/instances";
import { presentSnapshots } from "../world/snapshots";
import { internalErrors, tagErrors } from "./sharedErrors";

/** The three tag actions have one error table. A missing parameter is a 404 there, and has its own text. */
export const tagActionErrors = [
  [404, "InvalidRegionId.NotFound", "The specified RegionId does not exist."],
  [404, "MissingParameter.ResourceType", "The parameter - ResourceType should not be null"],
  [404, "MissingParameter.Tags", "The parameter - Tags should not be null"],
  [404, "MissingParameter.RegionId", "The parameter - RegionId should not be null"],
  [400, "NumberExceed.ResourceIds", "The ResourceIds parameter's number is exceed , Valid : 50"],
  [404, "InvalidResourceId.NotFound", "The specified ResourceIds are not found in our records."],
  [404, "InvalidResourceType.NotFound", "The ResourceType provided does not exist in our records."],
  [400, "OperationDenied.QuotaExceed", "The quota of tags on resource is beyond permitted range."],
  [403, "InvalidResourceId.NotSupported", "The specified ResourceId does not support tagging."],
  [400, "InvalidTag.Mismatch", "The specified Tag.n.Key and Tag.n.Value are not match."],
  [400, "InvalidTagCount", "The specified tags are beyond the permitted range."],
  [403, "NoPermission.Tag", "The operator is not permission for the tag."],
  [403, "QuotaExceed.Tags", "The maximum number of tags is exceeded."],
  [400, "InvalidNextToken", "The specified NextToken is not valid."],
  ...tagErrors,
  ...internalErrors,
] as const satisfies readonly ErrorRow[];

const mandatory = (code: string) => z.string({ error: code }).min(1, { error: code });

/** Types that the simulated account holds none of are known as well: their ids are just not found. */
const otherTypes = ["image", "securitygroup", "volume", "eni", "ddh", "keypair", "launchtemplate"];
const types = ["instance", "disk", "snapshot", "snapshotgroup", ...otherTypes];

export const tagTargetParameters = {
  RegionId: mandatory("MissingParameter.RegionId").refine(isRegion, "InvalidRegionId.NotFound"),
  ResourceType: mandatory("MissingParameter.ResourceType").refine(
    (type) => types.includes(type),
    "InvalidResourceType.NotFound",
  ),
  ResourceId: repeated(z.string(), 50, "NumberExceed.ResourceIds"),
};

export interface Tagged {
  readonly id: string;
  tags: Record<string, string>;
}

/** Everything of this type in the region. */
export function taggables({ world, now }: Moment, type: string, regionId: string): Tagged[] {
  const kinds: Record<string, () => (Tagged & { regionId: string })[]> = {
    instance: () => ofEcs(world.instances).map((item) => bind(item, item.instanceId)),
    disk: () => ofEcs(world.disks).map((item) => bind(item, item.diskId)),
    snapshot: () =>
      presentSnapshots(world, now)
        .filter(({ service }) => service === "ecs")
        .map((item) => bind(item, item.snapshotId)),
    snapshotgroup: () => Object.values(world.snapshotGroups).map((item) => bind(item, item.snapshotGroupId)),
  };
  return (kinds[type]?.() ?? []).filter((item) => item.regionId === regionId);
}

/** All of them, or the error that the page has for one that is missing. */
export function findTaggables(
  moment: Moment,
  { ResourceType, RegionId, ResourceId }: { ResourceType: string; RegionId: string; ResourceId: string[] },
  refuse: (code: "InvalidResourceId.NotFound") => CloudError,
): Tagged[] {
  const known = new Map(taggables(moment, ResourceType, RegionId).map((item) => [item.id, item]));
  return ResourceId.map((id) => {
    const found = known.get(id);
    if (found === undefined) throw refuse("InvalidResourceId.NotFound");
    return found;
  });
}

function ofEcs<Entity extends { service: string }>(record: Record<string, Entity>): Entity[] {
  return Object.values(record).filter(({ service }) => service === "ecs");
}

/** The entity's own tags under one name for all kinds. */
function bind(entity: { tags: Record<string, string>; regionId: string }, id: string) {
  return {
    id,
    regionId: entity.regionId,
    get tags() {
      return entity.tags;
    },
    set tags(tags) {
      entity.tags = tags;
    },
  };
}
