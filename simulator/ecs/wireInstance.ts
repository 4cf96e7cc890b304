import type { Instance } from "../world/entities";
import { isExpired, shownStatus } from "../world/instances";
import type { Moment } from "../world/moment";
import { toMinutes } from "../world/time";
import { instanceAddresses } from "./instanceAddresses";
import { ordinaryInstance } from "./ordinaryInstance";
import { wireTags } from "./wireTags";

export function wireInstance(instance: Instance, moment: Moment) {
  const status = shownStatus(instance, moment);
  return {
    ...ordinaryInstance(instance),
    ...instanceAddresses(instance),
    ...instance.details,
    ...releasedAddress(instance, moment),
    InstanceId: instance.instanceId,
    InstanceName: instance.instanceName,
    Description: instance.description,
    RegionId: instance.regionId,
    ZoneId: instance.zoneId,
    Status: status,
    StoppedMode: status === "Stopped" ? instance.stoppedMode : "Not-applicable",
    InstanceType: instance.instanceType,
    InstanceChargeType: instance.chargeType,
    InstanceNetworkType: instance.networkType,
    ImageId: instance.imageId,
    OSType: instance.osType,
    CreationTime: toMinutes(instance.createdAt),
    StartTime: instance.startedAt === undefined ? "" : toMinutes(instance.startedAt),
    ExpiredTime: instance.expiredAt === undefined ? "2099-12-31T15:59Z" : toMinutes(instance.expiredAt),
    OperationLocks: { LockReason: lockReasons(instance, moment.now) },
    ResourceGroupId: instance.resourceGroupId,
    Tags: { Tag: wireTags(instance.tags) },
  };
}

/** A machine that was given back has lost its public address; an elastic one (EipAddress) stays. */
function releasedAddress(instance: Instance, moment: Moment) {
  const released = shownStatus(instance, moment) === "Stopped" && instance.stoppedMode === "StopCharging";
  return released ? { PublicIpAddress: { IpAddress: [] } } : {};
}

export function lockReasons(instance: Instance, now: number) {
  const expired = isExpired(instance, now) ? ["financial"] : [];
  const reasons = new Set([...instance.operationLocks, ...expired]);
  return [...reasons].map((LockReason) => ({ LockReason, LockMsg: "" }));
}
