import { z } from "zod";
import { defineAction } from "../transport/action";
import { hasTags, tagFilter } from "../transport/tagParameters";
import { paginate, pagingErrors, pagingParameters } from "./paging";
import { region } from "./parameterRules";
import { internalErrors, regionErrors } from "./sharedErrors";
import { wireInvocationResult } from "./wireInvocation";

/** A row for each command and machine. */
export const DescribeInvocationResults = defineAction({
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
    InstanceId: z.string().min(1).optional(),
    InvokeRecordStatus: z.string().optional(),
    ResourceGroupId: z.string().optional(),
    Tag: tagFilter.default([]),
    ContentEncoding: z.enum(["PlainText", "Base64"]).default("Base64"),
    ...pagingParameters,
  },
  run(request, context) {
    const { now } = context;
    const rows = Object.values(context.world.invocations)
      .filter(
        (invocation) =>
          invocation.regionId === request.RegionId &&
          (request.InvokeId ?? invocation.invokeId) === invocation.invokeId &&
          (request.CommandId ?? invocation.commandId) === invocation.commandId &&
          (request.ResourceGroupId ?? invocation.resourceGroupId) === invocation.resourceGroupId &&
          hasTags(invocation.tags, request.Tag),
      )
      .flatMap((invocation) =>
        invocation.results.map((result) => ({
          createdAt: invocation.createdAt,
          id: `${invocation.invokeId} ${result.instanceId}`,
          wire: wireInvocationResult(invocation, result, now, request.ContentEncoding),
        })),
      )
      .filter(
        ({ wire }) =>
          (request.InstanceId ?? wire.InstanceId) === wire.InstanceId &&
          (request.InvokeRecordStatus ?? wire.InvokeRecordStatus) === wire.InvokeRecordStatus,
      );
    const limits = { least: 1, most: 50, outOfRange: "refuse" } as const;
    const { items, fields } = paginate(rows, ({ id }) => id, request, limits, context.error);
    return {
      Invocation: { ...fields, InvocationResults: { InvocationResult: items.map(({ wire }) => wire) } },
    };
  },
});
