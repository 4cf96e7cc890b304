import { defineAction } from "../transport/action";
import { flag, idsAsJson } from "../transport/parameters";
import { beginStop, instanceStatus } from "../world/instances";
import { sharedErrors } from "./errors";
import { serverIn } from "./inRegion";
import { RegionId } from "./parameterRules";

/** The one that can cut the power. It tells nothing of single servers. */
export const StopInstances = defineAction({
  errors: sharedErrors,
  idempotent: true,
  parameters: { RegionId, InstanceIds: idsAsJson("InvalidParameter"), ForceStop: flag.default(false) },
  run({ RegionId, InstanceIds, ForceStop }, context) {
    const servers = InstanceIds.map((id) => serverIn(context, RegionId, id, context.error));
    if (servers.some((server) => instanceStatus(server, context.now) !== "Running"))
      throw context.error("IncorrectInstanceStatus");
    for (const server of servers)
      beginStop(server, { stoppedMode: "KeepCharging", force: ForceStop }, context);
    return {};
  },
});
