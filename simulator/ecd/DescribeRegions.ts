import { defineAction } from "../transport/action";
import { regions } from "../world/regions";
import { sharedErrors } from "./errors";

export const DescribeRegions = defineAction({
  errors: sharedErrors,
  parameters: {},
  run() {
    const Regions = Object.entries(regions).map(([RegionId, LocalName]) => ({
      RegionId,
      LocalName,
      RegionEndpoint: `ecd.${RegionId}.aliyuncs.com`,
    }));
    return { Regions };
  },
});
