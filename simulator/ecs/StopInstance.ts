import { z } from "zod";
import { defineAction } from "../transport/action";
import { flag, text } from "../transport/parameters";
import { beginStop } from "../world/instances";
import { findInstance } from "../world/find";
import { checkStop, effectiveStoppedMode, stopErrors } from "./powerConditions";

export const StopInstance = defineAction({
  errors: stopErrors,
  parameters: {
    InstanceId: text,
    ForceStop: flag.default(false),
    StoppedMode: z.enum(["KeepCharging", "StopCharging"]).optional(),
    ConfirmStop: flag.optional(),
    DryRun: flag.default(false),
  },
  run({ InstanceId, StoppedMode, ForceStop, DryRun }, context) {
    const instance = findInstance(context, InstanceId);
    if (instance === undefined) throw context.error("InvalidInstanceId.NotFound");
    checkStop(instance, context, context.error);
    if (DryRun) throw context.error("DryRunOperation");
    beginStop(
      instance,
      { stoppedMode: effectiveStoppedMode(instance, StoppedMode), force: ForceStop },
      context,
    );
    return {};
  },
});
