import { defineAction } from "../transport/action";
import { text } from "../transport/parameters";
import { isResetting } from "../world/disks";
import { disksOf } from "../world/find";
import { beginStart, instanceStatus, isExpired } from "../world/instances";
import { sharedErrors } from "./errors";
import { serverIn } from "./inRegion";
import { RegionId } from "./parameterRules";

export const StartInstance = defineAction({
  errors: sharedErrors,
  idempotent: true,
  parameters: { RegionId, InstanceId: text },
  run({ RegionId, InstanceId }, context) {
    const { now } = context;
    const server = serverIn(context, RegionId, InstanceId, context.error);
    const resetting = disksOf(InstanceId, context).some((disk) => isResetting(disk, now));
    const disabled = isExpired(server, now) || server.disableReason !== undefined;
    if (instanceStatus(server, now) !== "Stopped" || resetting || disabled) {
      throw context.error("IncorrectInstanceStatus");
    }
    beginStart(server, context);
    return {};
  },
});
