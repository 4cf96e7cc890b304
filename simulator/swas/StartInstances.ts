import { defineAction } from "../transport/action";
import { idsAsJson } from "../transport/parameters";
import { beginStart } from "../world/instances";
import { sharedErrors } from "./errors";
import { serverIn } from "./inRegion";
import { RegionId } from "./parameterRules";
import { checkStart } from "./StartInstance";

/** It tells nothing of single servers: one that cannot start refuses the others too. */
export const StartInstances = defineAction({
  errors: sharedErrors,
  idempotent: true,
  parameters: { RegionId, InstanceIds: idsAsJson("InvalidParameter") },
  run({ RegionId, InstanceIds }, context) {
    const servers = InstanceIds.map((id) => serverIn(context, RegionId, id, context.error));
    for (const server of servers) checkStart(server, context, context.error);
    for (const server of servers) beginStart(server, context);
    return {};
  },
});
