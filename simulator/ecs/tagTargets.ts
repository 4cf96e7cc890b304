import { z } from "zod";
import type { CloudError, ErrorRow } from "../transport/cloudError";
import { repeated } from "../transport/parameters";
import { pickTagged } from "../transport/tagPage";
import { isRegion } from "../world/regions";
import { taggables, type Tagged, type TaggedKind } from "../world/tagging";
import type { ServiceMoment } from "../world/find";
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
const kinds: readonly TaggedKind[] = ["instance", "disk", "snapshot", "snapshotgroup"];
const types: readonly string[] = [...kinds, ...otherTypes];

export const tagTargetParameters = {
  RegionId: mandatory("MissingParameter.RegionId").refine(isRegion, "InvalidRegionId.NotFound"),
  ResourceType: mandatory("MissingParameter.ResourceType").refine(
    (type) => types.includes(type),
    "InvalidResourceType.NotFound",
  ),
  ResourceId: repeated(z.string(), 50, "NumberExceed.ResourceIds"),
};

/** All of them, or the error that the page has for one that is missing. */
export function findTaggables(
  moment: ServiceMoment,
  { ResourceType, RegionId, ResourceId }: { ResourceType: string; RegionId: string; ResourceId: string[] },
  refuse: (code: "InvalidResourceId.NotFound") => CloudError,
): Tagged[] {
  const known = listTaggables(moment, ResourceType, RegionId, ResourceId);
  return pickTagged(known, ResourceId, () => refuse("InvalidResourceId.NotFound"));
}

export function listTaggables(
  moment: ServiceMoment,
  type: string,
  regionId: string,
  ids?: readonly string[],
): Tagged[] {
  const kind = kinds.find((known) => known === type);
  return kind === undefined ? [] : taggables(moment, kind, regionId, ids);
}
