import { z } from "zod";
import { defineAction } from "../transport/action";
import { beginStop, instanceStatus } from "../world/instances";
import { desktopIn } from "./desktops";
import { sharedErrors } from "./errors";
import { RegionId, someIds } from "./parameterRules";

/** All or none. Gives the machine back unless KeepCharging is asked for: that is the default here. */
export const StopDesktops = defineAction({
  errors: sharedErrors,
  parameters: {
    RegionId,
    DesktopId: someIds,
    StoppedMode: z.enum(["StopCharging", "KeepCharging"]).default("StopCharging"),
  },
  run({ RegionId, DesktopId, StoppedMode }, context) {
    const desktops = DesktopId.map((id) => desktopIn(context, RegionId, id, context.error));
    if (desktops.some((desktop) => instanceStatus(desktop, context.now) !== "Running")) {
      throw context.error("IncorrectDesktopStatus");
    }
    for (const desktop of desktops) beginStop(desktop, { stoppedMode: StoppedMode, force: false }, context);
    return {};
  },
});
