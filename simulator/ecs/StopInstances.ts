import { z } from "zod";
import { defineAction } from "../transport/action";
import { flag } from "../transport/parameters";
import type { Instance } from "../world/entities";
import { beginStop } from "../world/instances";
import { checkStop, effectiveStoppedMode, stopErrors } from "./powerConditions";
import { changeSeveral, severalErrors, severalParameters } from "./severalInstances";

export const StopInstances = defineAction({
  errors: [...stopErrors, ...severalErrors],
  parameters: {
    ...severalParameters,
    ForceStop: flag.default(false),
    StoppedMode: z.enum(["KeepCharging", "StopCharging"]).optional(),
  },
  run(request, context) {
    const change = {
      check: (instance: Instance) => checkStop(instance, context, context.error),
      act: (instance: Instance) => {
        const stoppedMode = effectiveStoppedMode(instance, request.StoppedMode);
        beginStop(instance, { stoppedMode, force: request.ForceStop }, context);
      },
    };
    return changeSeveral(request, context, change, context.error);
  },
});
