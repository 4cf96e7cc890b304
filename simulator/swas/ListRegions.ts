import { defineAction } from "../transport/action";
import { regions } from "../world/regions";
import { sharedErrors } from "./errors";

/** The only action of SWAS that names no region. */
export const ListRegions = defineAction({
  errors: sharedErrors,
  parameters: {},
  run() {
    const Regions = Object.entries(regions).map(([RegionId, LocalName]) => ({
      RegionId,
      LocalName,
      RegionEndpoint: `swas.${RegionId}.aliyuncs.com`,
    }));
    return { Regions };
  },
});
