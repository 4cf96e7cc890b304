import { z } from "zod";
import type { CloudError } from "../transport/cloudError";
import { repeated } from "../transport/parameters";
import { pickTagged } from "../transport/tagPage";
import type { ServiceMoment } from "../world/find";
import { taggables, type Tagged, type TaggedKind } from "../world/tagging";
import { RegionId } from "./parameterRules";

/** Types that the simulated account holds none of are known as well: their ids are just not found. */
const types = ["instance", "snapshot", "disk", "customimage", "command", "firewallrule"];

export const tagTargetParameters = {
  RegionId,
  ResourceType: z
    .string()
    .min(1)
    .refine((type) => types.includes(type), "InvalidResourceType.NotFound"),
  ResourceId: repeated(z.string(), 50, "NumberExceed.ResourceIds"),
};

export function listTaggables(
  moment: ServiceMoment,
  type: string,
  regionId: string,
  ids?: readonly string[],
): Tagged[] {
  const kinds: readonly TaggedKind[] = ["instance", "snapshot", "disk"];
  const kind = kinds.find((known) => known === type);
  return kind === undefined ? [] : taggables(moment, kind, regionId, ids);
}

export function findTaggables(
  moment: ServiceMoment,
  { ResourceType, RegionId, ResourceId }: { ResourceType: string; RegionId: string; ResourceId: string[] },
  refuse: (code: "InvalidResourceId.NotFound") => CloudError,
): Tagged[] {
  const known = listTaggables(moment, ResourceType, RegionId, ResourceId);
  return pickTagged(known, ResourceId, () => refuse("InvalidResourceId.NotFound"));
}
