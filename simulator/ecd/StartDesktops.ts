import { defineAction } from "../transport/action";
import { beginStart, instanceStatus, isExpired } from "../world/instances";
import { desktopIn, isBeingReset } from "./desktops";
import { sharedErrors } from "./errors";
import { RegionId, someIds } from "./parameterRules";

export const StartDesktops = defineAction({
  errors: sharedErrors,
  parameters: { RegionId, DesktopId: someIds },
  run({ RegionId, DesktopId }, context) {
    const desktops = DesktopId.map((id) => desktopIn(context, RegionId, id, context.error));
    for (const desktop of desktops) {
      const stopped = instanceStatus(desktop, context.now) === "Stopped";
      const inReset = isBeingReset(desktop, context) && context.settings.startDuringReset === "refused";
      if (!stopped || isExpired(desktop, context.now) || inReset) {
        throw context.error("IncorrectDesktopStatus");
      }
      if (desktop.noStock && desktop.stoppedMode === "StopCharging")
        throw context.error("OperationDenied.NoStock");
    }
    for (const desktop of desktops) beginStart(desktop, context);
    return {};
  },
});
