import { defineAction } from "../transport/action";
import { text } from "../transport/parameters";
import { beginStop, instanceStatus } from "../world/instances";
import { sharedErrors } from "./errors";
import { serverIn } from "./inRegion";
import { RegionId } from "./parameterRules";

/** There is no ForceStop here. */
export const StopInstance = defineAction({
  errors: sharedErrors,
  idempotent: true,
  parameters: { RegionId, InstanceId: text },
  run({ RegionId, InstanceId }, context) {
    const server = serverIn(context, RegionId, InstanceId, context.error);
    if (instanceStatus(server, context.now) !== "Running") throw context.error("IncorrectInstanceStatus");
    beginStop(server, { stoppedMode: "KeepCharging", force: false }, context);
    return {};
  },
});
