import { defineAction } from "../transport/action";
import { tags } from "./parameterRules";
import { findTaggables, tagActionErrors, tagTargetParameters } from "./tagTargets";

const mostTags = 20;

/** Sets tags; a key that is there gets the new value. */
export const TagResources = defineAction({
  errors: tagActionErrors,
  parameters: { ...tagTargetParameters, Tag: tags.optional() },
  run(parameters, context) {
    const added = parameters.Tag;
    if (added === undefined || Object.keys(added).length === 0) throw context.error("MissingParameter.Tags");
    const resources = findTaggables(context, parameters, context.error);
    const changed = resources.map((resource) => ({ resource, tags: { ...resource.tags, ...added } }));
    if (changed.some((change) => Object.keys(change.tags).length > mostTags)) {
      throw context.error("QuotaExceed.Tags");
    }
    for (const { resource, tags } of changed) resource.tags = tags;
    return {};
  },
});
