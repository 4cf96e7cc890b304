import { z } from "zod";
import { defineAction } from "../transport/action";
import { newestFirst, numberedPage } from "../transport/paging";
import { repeated, wholeNumber } from "../transport/parameters";
import { shownStatus } from "../world/instances";
import { region } from "./parameterRules";
import { internalErrors, regionErrors } from "./sharedErrors";

/** Ids and statuses only, by number. */
export const DescribeInstanceStatus = defineAction({
  errors: [...regionErrors, ...internalErrors],
  parameters: {
    RegionId: region("InvalidRegionId.NotFound"),
    InstanceId: repeated(z.string(), 100).optional(),
    ZoneId: z.string().optional(),
    PageNumber: wholeNumber(1, 1_000_000).default(1),
    PageSize: wholeNumber(1, 50).default(10),
  },
  run(request, context) {
    const found = Object.values(context.world.instances).filter(
      (instance) =>
        instance.service === "ecs" &&
        instance.regionId === request.RegionId &&
        (request.InstanceId?.includes(instance.instanceId) ?? true) &&
        (request.ZoneId ?? instance.zoneId) === instance.zoneId,
    );
    const page = numberedPage(
      newestFirst(found, ({ instanceId }) => instanceId),
      request,
    );
    const InstanceStatus = page.map((instance) => ({
      InstanceId: instance.instanceId,
      Status: shownStatus(instance, context),
    }));
    const { PageNumber, PageSize } = request;
    return { TotalCount: found.length, PageNumber, PageSize, InstanceStatuses: { InstanceStatus } };
  },
});
