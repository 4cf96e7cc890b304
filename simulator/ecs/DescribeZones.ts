import { defineAction } from "../transport/action";
import { flag } from "../transport/parameters";
import { regions, zonesOf, type RegionId } from "../world/regions";
import { region } from "./parameterRules";
import { internalErrors, regionErrors } from "./sharedErrors";

const diskCategories = ["cloud_efficiency", "cloud_ssd", "cloud_essd", "cloud_auto", "cloud_essd_entry"];
const instanceTypes = ["ecs.g7.large", "ecs.g7.xlarge", "ecs.c7.large", "ecs.r7.large"];

export const DescribeZones = defineAction({
  errors: [...regionErrors, ...internalErrors],
  parameters: { RegionId: region("InvalidRegionId.NotFound"), Verbose: flag.default(true) },
  run({ RegionId, Verbose }) {
    const Zone = zonesOf(RegionId).map((ZoneId) => ({
      ZoneId,
      LocalName: `${regions[RegionId as RegionId]} Zone ${ZoneId.slice(-1).toUpperCase()}`,
      ZoneType: "AvailabilityZone",
      ...(Verbose ? whatItOffers : {}),
    }));
    return { Zones: { Zone } };
  },
});

/** Every zone has the same. */
const whatItOffers = {
  AvailableDiskCategories: { DiskCategories: diskCategories },
  AvailableInstanceTypes: { InstanceTypes: instanceTypes },
  AvailableResourceCreation: { ResourceTypes: ["VSwitch", "IoOptimized", "Instance", "Disk"] },
  AvailableVolumeCategories: { VolumeCategories: [] },
  AvailableDedicatedHostTypes: { DedicatedHostType: [] },
  DedicatedHostGenerations: { DedicatedHostGeneration: [] },
  AvailableResources: {
    ResourcesInfo: [
      {
        IoOptimized: true,
        InstanceTypes: { supportedInstanceType: instanceTypes },
        InstanceTypeFamilies: { supportedInstanceTypeFamily: ["ecs.g7", "ecs.c7", "ecs.r7"] },
        InstanceGenerations: { supportedInstanceGeneration: ["ecs-7"] },
        NetworkTypes: { supportedNetworkCategory: ["vpc"] },
        SystemDiskCategories: { supportedSystemDiskCategory: diskCategories },
        DataDiskCategories: { supportedDataDiskCategory: diskCategories },
      },
    ],
  },
};
