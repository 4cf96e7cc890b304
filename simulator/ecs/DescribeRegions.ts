import { defineAction } from "../transport/action";
import { regions } from "../world/regions";
import { internalErrors } from "./sharedErrors";

export const DescribeRegions = defineAction({
  errors: internalErrors,
  parameters: {},
  run() {
    const Region = Object.entries(regions).map(([RegionId, LocalName]) => ({
      RegionId,
      RegionEndpoint: `ecs.${RegionId}.aliyuncs.com`,
      LocalName,
      Status: "available",
    }));
    return { Regions: { Region } };
  },
});
