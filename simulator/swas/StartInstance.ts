import { defineAction } from "../transport/action";
import type { CloudError } from "../transport/cloudError";
import { text } from "../transport/parameters";
import { isResetting } from "../world/disks";
import type { Instance } from "../world/entities";
import { disksOf } from "../world/find";
import { beginStart, instanceStatus, isExpired } from "../world/instances";
import type { Moment } from "../world/moment";
import { sharedErrors } from "./errors";
import { serverIn } from "./inRegion";
import { RegionId } from "./parameterRules";

export const StartInstance = defineAction({
  errors: sharedErrors,
  idempotent: true,
  parameters: { RegionId, InstanceId: text },
  run({ RegionId, InstanceId }, context) {
    const server = serverIn(context, RegionId, InstanceId, context.error);
    checkStart(server, context, context.error);
    beginStart(server, context);
    return {};
  },
});

export function checkStart(
  server: Instance,
  moment: Moment,
  refuse: (code: "IncorrectInstanceStatus") => CloudError,
): void {
  const { settings, now } = moment;
  const resetting = disksOf(server.instanceId, moment).some((disk) => isResetting(disk, now));
  const disabled = isExpired(server, now) || server.disableReason !== undefined;
  if (
    instanceStatus(server, now) !== "Stopped" ||
    (resetting && settings.startDuringReset === "refused") ||
    disabled
  ) {
    throw refuse("IncorrectInstanceStatus");
  }
}
