import { defineAction } from "../transport/action";
import { newestFirst, numberedPage } from "../transport/paging";
import { sharedErrors } from "./errors";
import { ids, paging, RegionId } from "./parameterRules";
import { serverStatus } from "./wire";

export const ListInstanceStatus = defineAction({
  errors: sharedErrors,
  parameters: { RegionId, InstanceIds: ids, ...paging },
  run(request, context) {
    const found = Object.values(context.world.instances).filter(
      (server) =>
        server.service === "swas" &&
        server.regionId === request.RegionId &&
        (request.InstanceIds?.includes(server.instanceId) ?? true),
    );
    const page = numberedPage(
      newestFirst(found, (item) => item.instanceId),
      request,
    );
    const InstanceStatuses = page.map((server) => ({
      InstanceId: server.instanceId,
      Status: serverStatus(server, context),
    }));
    const { PageNumber, PageSize } = request;
    return { TotalCount: found.length, PageNumber, PageSize, InstanceStatuses };
  },
});
