import { z } from "zod";
import { defineAction } from "../transport/action";
import { newestFirst, numberedPage } from "../transport/paging";
import { hasTags, tagFilter } from "../transport/tagParameters";
import type { Instance } from "../world/entities";
import { findInstance } from "../world/find";
import { sharedErrors } from "./errors";
import { ids, paging, RegionId } from "./parameterRules";
import { serverStatus, wireServer } from "./wire";

export const ListInstances = defineAction({
  errors: sharedErrors,
  parameters: {
    RegionId,
    InstanceIds: ids,
    /** May have `*` in it. */
    InstanceName: z.string().optional(),
    Status: z.string().optional(),
    ResourceGroupId: z.string().optional(),
    Tag: tagFilter.default([]),
    ...paging,
  },
  run(request, context) {
    const unknown = request.InstanceIds?.some((id) => findInstance(context, id) === undefined) ?? false;
    if (unknown && context.settings.swas.unknownInstanceIsInternalError) throw context.error("InternalError");
    const found = Object.values(context.world.instances).filter(
      (server) =>
        server.service === "swas" &&
        server.regionId === request.RegionId &&
        (request.InstanceIds?.includes(server.instanceId) ?? true) &&
        isNamed(server, request.InstanceName) &&
        (request.Status ?? serverStatus(server, context)) === serverStatus(server, context) &&
        (request.ResourceGroupId ?? server.resourceGroupId) === server.resourceGroupId &&
        hasTags(server.tags, request.Tag),
    );
    const page = numberedPage(
      newestFirst(found, (item) => item.instanceId),
      request,
    );
    const { PageNumber, PageSize } = request;
    const Instances = page.map((server) => wireServer(server, context));
    return { TotalCount: found.length, PageNumber, PageSize, Instances };
  },
});

function isNamed({ instanceName }: Instance, pattern: string | undefined): boolean {
  if (pattern === undefined) return true;
  const literal = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`).test(instanceName);
}
