import { z } from "zod";
import { defineAction } from "../transport/action";
import { flag, repeated } from "../transport/parameters";
import { removeTags } from "../world/tagging";
import { findTaggables, tagActionErrors, tagTargetParameters } from "./tagTargets";

/** Takes the given keys away; `All` counts only when no key is given. */
export const UntagResources = defineAction({
  errors: tagActionErrors,
  parameters: {
    ...tagTargetParameters,
    TagKey: repeated(z.string(), 20, "NumberExceed.Tags").default([]),
    All: flag.default(false),
  },
  run(parameters, context) {
    const { TagKey, All } = parameters;
    if (TagKey.length === 0 && !All) throw context.error("MissingParameter.Tags");
    removeTags(findTaggables(context, parameters, context.error), TagKey);
    return {};
  },
});
