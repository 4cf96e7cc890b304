import { z } from "zod";
import { defineAction } from "../transport/action";
import { flag, idsAsJson, repeated } from "../transport/parameters";
import { hasTags, tagFilter } from "../transport/tagParameters";
import { shownStatus } from "../world/instances";
import { paginate, pagingErrors, pagingParameters } from "./paging";
import { region } from "./parameterRules";
import { dryRunPassed, internalErrors, regionErrors } from "./sharedErrors";
import { wireInstance } from "./wireInstance";

const statuses = ["Pending", "Running", "Starting", "Stopping", "Stopped"];

export const DescribeInstances = defineAction({
  errors: [
    [400, "InvalidInstanceIds.Malformed", "The amount of specified instance Ids exceeds the limit."],
    [400, "InvalidStatus.NotFound", "The specified Status is not found"],
    [400, "InvalidTagCount", "The specified tags are beyond the permitted range."],
    dryRunPassed,
    ...regionErrors,
    ...pagingErrors,
    ...internalErrors,
  ],
  parameters: {
    RegionId: region("InvalidRegionId.NotFound"),
    InstanceIds: idsAsJson("InvalidInstanceIds.Malformed").optional(),
    InstanceName: z.string().optional(),
    Status: z
      .string()
      .refine((status) => statuses.includes(status), "InvalidStatus.NotFound")
      .optional(),
    ZoneId: z.string().optional(),
    ResourceGroupId: z.string().optional(),
    Tag: tagFilter.refine((tags) => tags.length <= 20, "InvalidTagCount").default([]),
    AdditionalAttributes: repeated(z.string(), 100).default([]),
    DryRun: flag.default(false),
    ...pagingParameters,
  },
  run(request, context) {
    if (request.DryRun) throw context.error("DryRunOperation");
    const found = Object.values(context.world.instances).filter(
      (instance) =>
        instance.service === "ecs" &&
        instance.regionId === request.RegionId &&
        (request.InstanceIds?.includes(instance.instanceId) ?? true) &&
        (request.InstanceName ?? instance.instanceName) === instance.instanceName &&
        (request.ZoneId ?? instance.zoneId) === instance.zoneId &&
        (request.ResourceGroupId ?? instance.resourceGroupId) === instance.resourceGroupId &&
        [undefined, shownStatus(instance, context)].includes(request.Status as never) &&
        hasTags(instance.tags, request.Tag),
    );
    const limits = { least: 10, most: 100, outOfRange: "clamp" } as const;
    const { items, fields } = paginate(found, (item) => item.instanceId, request, limits, context.error);
    const asked = request.AdditionalAttributes.includes("PRIVATE_DNS_OPTIONS") ? privateDnsNames : {};
    const Instance = items.map((item) => ({ ...asked, ...wireInstance(item, context) }));
    return { ...fields, Instances: { Instance } };
  },
});

/** Shown only to those who ask for it. */
const privateDnsNames = {
  PrivateDnsNameOptions: {
    HostnameType: "Custom",
    EnableInstanceIdDnsARecord: false,
    EnableInstanceIdDnsAAAARecord: false,
    EnableIpDnsARecord: false,
    EnableIpDnsPtrRecord: false,
  },
};
