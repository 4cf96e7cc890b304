import { z } from "zod";
import { defineAction } from "../transport/action";
import { newestFirst, numberedPage } from "../transport/paging";
import { idsAsJson, wholeNumber } from "../transport/parameters";
import { region } from "./parameterRules";
import { internalErrors, regionErrors } from "./sharedErrors";

export const DescribeInstanceRamRole = defineAction({
  errors: [
    [403, "InvalidParameter.AllEmpty", "InstanceIds and RamRoleName cannot both be empty."],
    [403, "InstanceIds.Malformed", "The specified InstanceIds is not valid."],
    ...regionErrors,
    ...internalErrors,
  ],
  parameters: {
    RegionId: region("InvalidRegionId.NotFound"),
    InstanceIds: idsAsJson("InstanceIds.Malformed").optional(),
    RamRoleName: z.string().min(1).optional(),
    PageNumber: wholeNumber(1, 1_000_000).default(1),
    PageSize: wholeNumber(1, 50).default(10),
  },
  run(request, context) {
    const { InstanceIds, RamRoleName, RegionId } = request;
    if (InstanceIds === undefined && RamRoleName === undefined)
      throw context.error("InvalidParameter.AllEmpty");
    const found = Object.values(context.world.instances).filter(
      (instance) =>
        instance.service === "ecs" &&
        instance.regionId === RegionId &&
        (InstanceIds?.includes(instance.instanceId) ?? true) &&
        (RamRoleName ?? instance.ramRoleName) === instance.ramRoleName,
    );
    const page = numberedPage(
      newestFirst(found, ({ instanceId }) => instanceId),
      request,
    );
    const InstanceRamRoleSet = page.map((instance) => ({
      InstanceId: instance.instanceId,
      RamRoleName: instance.ramRoleName,
    }));
    return { RegionId, TotalCount: found.length, InstanceRamRoleSets: { InstanceRamRoleSet } };
  },
});
