import { disksOf } from "../world/find";
import type { ErrorRow } from "../transport/cloudError";
import { isResetting } from "../world/disks";
import type { Instance } from "../world/entities";
import { instanceStatus, isExpired } from "../world/instances";
import type { Moment } from "../world/moment";
import type { Refuse } from "./diskConditions";
import { dryRunPassed, internalErrors } from "./sharedErrors";

const shared = [
  [404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."],
  [403, "IncorrectInstanceStatus", "The current status of the resource does not support this operation."],
  [
    403,
    "InstanceLockedForSecurity",
    "The specified operation is denied as your instance is locked for security reasons.",
  ],
  [403, "InvalidParameter.KMSKeyId.KMSUnauthorized", "ECS service have no right to access your KMS."],
  dryRunPassed,
  ...internalErrors,
] as const satisfies readonly ErrorRow[];

export const stopErrors = [
  ...shared,
  [403, "DiskError", "IncorrectDiskStatus"],
  [
    403,
    "InstanceType.ParameterMismatch",
    "The input parameter ConfirmStop must be true when an instance have localstorage.",
  ],
  [
    403,
    "InstanceExpiredOrInArrears",
    "The specified operation is denied as your prepay instance is expired (prepay mode) or in arrears (afterpay mode).",
  ],
  [403, "InvalidInstanceId.NotSupport", "Classic network Instance does not support this operation."],
] as const satisfies readonly ErrorRow[];

export const startErrors = [
  ...shared,
  [403, "InsufficientBalance", "Your account does not have enough balance."],
  [403, "DiskError", "IncorrectDiskStatus."],
  [
    403,
    "InstanceExpired",
    "The postPaid instance has been expired. Please ensure your account have enough balance.",
  ],
  [403, "InstanceExpired", "The prePaid instance has been expired."],
  [403, "InstanceNotReady", "The specified instance is not ready for use."],
  [403, "DiskInArrears", "The specified operation is denied as your disk has expired."],
  [
    403,
    "OperationDenied.NoStock",
    "The requested resource is sold out in the specified zone; try other types of resources or other regions and zones.",
  ],
  [
    403,
    "OperationDenied.SpotPriceLowerThanPublicPrice",
    "The spot instance price is lower than public price.",
  ],
  [403, "QuotaExceed.ElasticQuota", "No additional quota is available for the specified ECS instance type."],
] as const satisfies readonly ErrorRow[];

export function checkStop(
  instance: Instance,
  { now }: Moment,
  refuse: Refuse<(typeof stopErrors)[number][1]>,
): void {
  if (instance.operationLocks.includes("security")) throw refuse("InstanceLockedForSecurity");
  if (instanceStatus(instance, now) !== "Running") throw refuse("IncorrectInstanceStatus");
}

export function checkStart(
  instance: Instance,
  moment: Moment,
  refuse: Refuse<(typeof startErrors)[number][1]>,
): void {
  const { world, settings, now } = moment;
  if (instance.operationLocks.includes("security")) throw refuse("InstanceLockedForSecurity");
  if (instanceStatus(instance, now) !== "Stopped") throw refuse("IncorrectInstanceStatus");
  if (isExpired(instance, now)) {
    const kind = instance.chargeType === "PrePaid" ? "The prePaid instance has been expired." : undefined;
    throw refuse("InstanceExpired", kind);
  }
  if (!world.account.enoughBalance) throw refuse("InsufficientBalance");
  // No page says what a start during a reset does; this code is the one for a disk in a wrong state.
  const resetting = disksOf(instance.instanceId, moment).some((disk) => isResetting(disk, now));
  if (resetting && settings.startDuringReset === "refused") throw refuse("DiskError");
  if (instance.noStock && instance.stoppedMode === "StopCharging") throw refuse("OperationDenied.NoStock");
}

/**
 * StopCharging releases the machine. It is the default where economical mode is on, and possible for
 * pay-as-you-go instances in a VPC; asked for elsewhere it is no error, the instance is just stopped.
 */
export function effectiveStoppedMode(
  instance: Instance,
  wanted: Instance["stoppedMode"] | undefined,
): Instance["stoppedMode"] {
  const possible = instance.chargeType === "PostPaid" && instance.networkType === "vpc";
  const mode = wanted ?? (instance.economicalMode ? "StopCharging" : "KeepCharging");
  return possible ? mode : "KeepCharging";
}
