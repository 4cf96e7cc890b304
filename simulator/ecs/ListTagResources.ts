import { z } from "zod";
import { defineAction } from "../transport/action";
import { tagPage } from "../transport/tagPage";
import { tagFilter } from "../transport/tagParameters";
import { listTaggables, tagActionErrors, tagTargetParameters } from "./tagTargets";

export const ListTagResources = defineAction({
  errors: tagActionErrors,
  parameters: {
    ...tagTargetParameters,
    ResourceId: tagTargetParameters.ResourceId.default([]),
    Tag: tagFilter.refine((tags) => tags.length <= 20, "NumberExceed.Tags").default([]),
    NextToken: z.string().default(""),
  },
  run(request, context) {
    // Something must say which resources: ids or tags. The page does not name the code.
    if (request.ResourceId.length === 0 && request.Tag.length === 0)
      throw context.error("MissingParameter.Tags");
    const resources = listTaggables(context, request.ResourceType, request.RegionId);
    return tagPage(resources, request.ResourceType, request, () => context.error("InvalidNextToken"));
  },
});
