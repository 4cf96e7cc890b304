import { defineAction } from "../transport/action";
import { addTags } from "../world/tagging";
import { sharedErrors } from "./errors";
import { Tag } from "./parameterRules";
import { findTaggables, tagTargetParameters } from "./tagTargets";

/** Sets tags; a key that is there gets the new value. */
export const TagResources = defineAction({
  errors: sharedErrors,
  idempotent: true,
  parameters: { ...tagTargetParameters, Tag: Tag.optional() },
  run(parameters, context) {
    const added = parameters.Tag;
    if (added === undefined || Object.keys(added).length === 0) throw context.error("MissingParameter.Tags");
    const resources = findTaggables(context, parameters, context.error);
    if (!addTags(resources, added)) throw context.error("QuotaExceed.Tags");
    return {};
  },
});
