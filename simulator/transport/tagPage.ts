import type { Tagged } from "../world/tagging";
import type { CloudError } from "./cloudError";
import { hasTags, type TagFilter } from "./tagParameters";

/** Tags a page; ListTagResources has no MaxResults. */
const pageSize = 50;

export interface TagPageRequest {
  readonly ResourceId: readonly string[];
  readonly Tag: readonly TagFilter[];
  readonly NextToken: string;
}

/** One row for each tag of each resource that is asked for. */
export function tagPage(
  resources: readonly Tagged[],
  wireType: string,
  { ResourceId, Tag, NextToken }: TagPageRequest,
  refuseToken: () => CloudError,
) {
  const from = NextToken === "" ? 0 : Number(Buffer.from(NextToken, "base64url").toString());
  if (!Number.isSafeInteger(from) || from < 0) throw refuseToken();
  const rest = resources
    .filter(({ id, tags }) => (ResourceId.length === 0 || ResourceId.includes(id)) && hasTags(tags, Tag))
    .flatMap(({ id, tags }) =>
      Object.entries(tags).map(([TagKey, TagValue]) => ({
        ResourceId: id,
        ResourceType: wireType,
        TagKey,
        TagValue,
      })),
    )
    .slice(from);
  const next = rest.length > pageSize ? Buffer.from(String(from + pageSize)).toString("base64url") : "";
  return { NextToken: next, TagResources: { TagResource: rest.slice(0, pageSize) } };
}

/** All that are named, or the error for one that is missing. */
export function pickTagged(
  known: readonly Tagged[],
  ids: readonly string[],
  refuse: () => CloudError,
): Tagged[] {
  const byId = new Map(known.map((item) => [item.id, item]));
  return ids.map((id) => {
    const found = byId.get(id);
    if (found === undefined) throw refuse();
    return found;
  });
}
