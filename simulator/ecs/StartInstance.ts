import { defineAction } from "../transport/action";
import { flag, text } from "../transport/parameters";
import { beginStart } from "../world/instances";
import { findInstance } from "../world/find";
import { checkStart, startErrors } from "./powerConditions";

export const StartInstance = defineAction({
  errors: startErrors,
  parameters: { InstanceId: text, InitLocalDisk: flag.optional(), DryRun: flag.default(false) },
  run({ InstanceId, DryRun }, context) {
    const instance = findInstance(context, InstanceId);
    if (instance === undefined) throw context.error("InvalidInstanceId.NotFound");
    checkStart(instance, context, context.error);
    if (DryRun) throw context.error("DryRunOperation");
    beginStart(instance, context);
    return {};
  },
});
