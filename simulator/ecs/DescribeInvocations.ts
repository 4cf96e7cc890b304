import { z } from "zod";
import { defineAction } from "../transport/action";
import { flag } from "../transport/parameters";
import { hasTags, tagFilter } from "../transport/tagParameters";
import { invocationStatus } from "../world/invocations";
import { paginate, pagingErrors, pagingParameters } from "./paging";
import { region } from "./parameterRules";
import { internalErrors, regionErrors } from "./sharedErrors";
import { wireInvocation } from "./wireInvocation";

export const DescribeInvocations = defineAction({
  errors: [
    [500, "InternalError.Dispatch", "An error occurred when you dispatched the request."],
    ...regionErrors,
    ...pagingErrors,
    ...internalErrors,
  ],
  parameters: {
    RegionId: region("InvalidRegionId.NotFound"),
    InvokeId: z.string().min(1).optional(),
    CommandId: z.string().min(1).optional(),
    CommandName: z.string().optional(),
    CommandType: z.string().optional(),
    InvokeStatus: z.string().optional(),
    InstanceId: z.string().min(1).optional(),
    ResourceGroupId: z.string().optional(),
    Tag: tagFilter.default([]),
    ContentEncoding: z.enum(["PlainText", "Base64"]).default("Base64"),
    IncludeOutput: flag.default(false),
    ...pagingParameters,
  },
  run(request, context) {
    const { InstanceId } = request;
    const found = Object.values(context.world.invocations).filter(
      (invocation) =>
        invocation.regionId === request.RegionId &&
        (request.InvokeId ?? invocation.invokeId) === invocation.invokeId &&
        (request.CommandId ?? invocation.commandId) === invocation.commandId &&
        (request.CommandName ?? invocation.name) === invocation.name &&
        (request.CommandType ?? invocation.type) === invocation.type &&
        [undefined, invocationStatus(invocation, context.now)].includes(request.InvokeStatus as never) &&
        (InstanceId === undefined || invocation.results.some((result) => result.instanceId === InstanceId)) &&
        (request.ResourceGroupId ?? invocation.resourceGroupId) === invocation.resourceGroupId &&
        hasTags(invocation.tags, request.Tag),
    );
    const limits = { least: 1, most: 50, outOfRange: "refuse" } as const;
    const { items, fields } = paginate(found, (item) => item.invokeId, request, limits, context.error);
    // The output is for those who name a command or a machine.
    const withOutput = request.IncludeOutput && (request.InvokeId ?? InstanceId) !== undefined;
    const how = { encoding: request.ContentEncoding, withOutput };
    const Invocation = items.map((item) => wireInvocation(item, context.now, how));
    return { ...fields, Invocations: { Invocation } };
  },
});
