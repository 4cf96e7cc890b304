import { z } from "zod";
import { defineAction } from "../transport/action";
import { tagPage } from "../transport/tagPage";
import { tagFilter } from "../transport/tagParameters";
import { sharedErrors } from "./errors";
import { listTaggables, tagTargetParameters } from "./tagTargets";

/** The only list of SWAS that is wrapped twice, and its types have long names. */
export const ListTagResources = defineAction({
  errors: sharedErrors,
  parameters: {
    ...tagTargetParameters,
    ResourceId: tagTargetParameters.ResourceId.default([]),
    Tag: tagFilter.refine((tags) => tags.length <= 20, "NumberExceed.Tags").default([]),
    NextToken: z.string().default(""),
  },
  run(request, context) {
    const resources = listTaggables(context, request.ResourceType, request.RegionId);
    return tagPage(resources, `ALIYUN::SWAS::${request.ResourceType.toUpperCase()}`, request, () =>
      context.error("InvalidNextToken"),
    );
  },
});
