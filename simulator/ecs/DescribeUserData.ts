import { defineAction } from "../transport/action";
import { text } from "../transport/parameters";
import { findInstance } from "../world/find";
import { region } from "./parameterRules";
import { internalErrors, regionErrors } from "./sharedErrors";

/** In Base64; empty where none was given. */
export const DescribeUserData = defineAction({
  errors: [
    [404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."],
    ...regionErrors,
    ...internalErrors,
  ],
  parameters: { RegionId: region("InvalidRegionId.NotFound"), InstanceId: text },
  run({ RegionId, InstanceId }, context) {
    const instance = findInstance(context, InstanceId);
    if (instance?.regionId !== RegionId) throw context.error("InvalidInstanceId.NotFound");
    return { RegionId, InstanceId, UserData: Buffer.from(instance.userData).toString("base64") };
  },
});
