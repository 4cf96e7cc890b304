import type { CloudError } from "../transport/cloudError";
import { isResetting } from "../world/disks";
import type { Instance } from "../world/entities";
import { disksOf, findInstance, type ServiceMoment } from "../world/find";
import { shownStatus, isExpired } from "../world/instances";
import type { Moment } from "../world/moment";

export function desktopIn(
  moment: ServiceMoment,
  regionId: string,
  desktopId: string,
  refuse: (code: "InvalidDesktopId.NotFound") => CloudError,
): Instance {
  const desktop = findInstance(moment, desktopId);
  if (desktop?.regionId !== regionId) throw refuse("InvalidDesktopId.NotFound");
  return desktop;
}

export function desktopStatus(desktop: Instance, moment: Moment): string {
  if (isExpired(desktop, moment.now)) return "Expired";
  const status = shownStatus(desktop, moment);
  const shown = moment.settings.ecd.desktopStatusDuringReset;
  return status === "Stopped" && isBeingReset(desktop, moment) ? shown : status;
}

export function isBeingReset(desktop: Instance, moment: Moment): boolean {
  return disksOf(desktop.instanceId, moment).some((disk) => isResetting(disk, moment.now));
}
