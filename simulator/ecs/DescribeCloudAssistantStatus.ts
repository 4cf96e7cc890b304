import { z } from "zod";
import { defineAction } from "../transport/action";
import { repeated } from "../transport/parameters";
import type { Instance } from "../world/entities";
import { instanceStatus } from "../world/instances";
import type { Moment } from "../world/moment";
import { resultStatus } from "../world/invocations";
import { toSeconds } from "../world/time";
import { paginate, pagingErrors, pagingParameters } from "./paging";
import { region } from "./parameterRules";
import { internalErrors, regionErrors } from "./sharedErrors";

/** Whether the agent of a machine is heard. That of a stopped machine is not. */
export const DescribeCloudAssistantStatus = defineAction({
  errors: [
    [404, "InvalidInstance.NotFound", "The specified instance does not exist."],
    [500, "InternalError.Dispatch", "An error occurred when you dispatched the request."],
    ...regionErrors,
    ...pagingErrors,
    ...internalErrors,
  ],
  parameters: {
    RegionId: region("InvalidRegionId.NotFound"),
    InstanceId: repeated(z.string(), 100).optional(),
    OSType: z.string().optional(),
    ...pagingParameters,
  },
  run(request, context) {
    const { InstanceId } = request;
    const ofRegion = Object.values(context.world.instances).filter(
      ({ service, regionId }) => service === "ecs" && regionId === request.RegionId,
    );
    const known = ofRegion.map(({ instanceId }) => instanceId);
    if (InstanceId?.some((id) => !known.includes(id))) throw context.error("InvalidInstance.NotFound");
    const found = ofRegion.filter(
      (instance) =>
        (InstanceId?.includes(instance.instanceId) ?? true) &&
        (request.OSType ?? osType(instance)) === osType(instance),
    );
    // With ids, all of them are on one page.
    const paging = InstanceId === undefined ? request : { PageNumber: 1, PageSize: 100 };
    const limits = { least: 1, most: 50, outOfRange: "refuse" } as const;
    const { items, fields } = paginate(found, (item) => item.instanceId, paging, limits, context.error);
    const InstanceCloudAssistantStatus = items.map((instance) => wireAgent(instance, context));
    return { ...fields, InstanceCloudAssistantStatusSet: { InstanceCloudAssistantStatus } };
  },
});

function wireAgent(instance: Instance, { world, now }: Moment) {
  const { installed, running, version } = instance.agent;
  const heard = installed && running && instanceStatus(instance, now) === "Running";
  const invocations = Object.values(world.invocations).flatMap(({ results, createdAt }) =>
    results
      .filter(({ instanceId }) => instanceId === instance.instanceId)
      .map((result) => ({ createdAt, running: resultStatus(result, now) === "Running" })),
  );
  const last = Math.max(...invocations.map(({ createdAt }) => createdAt));
  return {
    InstanceId: instance.instanceId,
    CloudAssistantStatus: String(heard),
    CloudAssistantVersion: heard ? version : "",
    OSType: osType(instance),
    SupportSessionManager: installed,
    ActiveTaskCount: invocations.filter((one) => one.running).length,
    InvocationCount: invocations.filter((one) => !one.running).length,
    LastInvokedTime: invocations.length === 0 ? "" : toSeconds(last),
    LastHeartbeatTime: heard ? toSeconds(now) : "",
  };
}

function osType({ osType }: Instance): string {
  return osType === "windows" ? "Windows" : "Linux";
}
