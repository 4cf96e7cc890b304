import { z } from "zod";
import { defineAction } from "../transport/action";
import { hasTags, tagFilter } from "../transport/tagParameters";
import { taggables, tagActionErrors, tagTargetParameters } from "./tagTargets";

/** Tags a page; the action has no MaxResults. */
const pageSize = 50;

export const ListTagResources = defineAction({
  errors: tagActionErrors,
  parameters: {
    ...tagTargetParameters,
    ResourceId: tagTargetParameters.ResourceId.default([]),
    Tag: tagFilter.refine((tags) => tags.length <= 20, "NumberExceed.Tags").default([]),
    NextToken: z.string().default(""),
  },
  run({ RegionId, ResourceType, ResourceId, Tag, NextToken }, context) {
    // Something must say which resources: ids or tags. The page does not name the code.
    if (ResourceId.length === 0 && Tag.length === 0) throw context.error("MissingParameter.Tags");
    const rows = taggables(context, ResourceType, RegionId)
      .filter(({ id, tags }) => (ResourceId.length === 0 || ResourceId.includes(id)) && hasTags(tags, Tag))
      .flatMap(({ id, tags }) =>
        Object.entries(tags).map(([TagKey, TagValue]) => ({
          ResourceId: id,
          ResourceType,
          TagKey,
          TagValue,
        })),
      );
    const from = NextToken === "" ? 0 : Number(Buffer.from(NextToken, "base64url").toString());
    if (!Number.isInteger(from)) throw context.error("InvalidNextToken");
    const rest = rows.slice(from);
    const next = rest.length > pageSize ? Buffer.from(String(from + pageSize)).toString("base64url") : "";
    return { NextToken: next, TagResources: { TagResource: rest.slice(0, pageSize) } };
  },
});
