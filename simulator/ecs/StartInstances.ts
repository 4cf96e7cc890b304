import { defineAction } from "../transport/action";
import type { Instance } from "../world/entities";
import { beginStart } from "../world/instances";
import { checkStart, startErrors } from "./powerConditions";
import { changeSeveral, severalErrors, severalParameters } from "./severalInstances";

export const StartInstances = defineAction({
  errors: [...startErrors, ...severalErrors],
  parameters: severalParameters,
  run(request, context) {
    const change = {
      check: (instance: Instance) => checkStart(instance, context, context.error),
      act: (instance: Instance) => beginStart(instance, context),
    };
    return changeSeveral(request, context, change, context.error);
  },
});
