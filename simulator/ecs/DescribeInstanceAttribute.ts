import { defineAction } from "../transport/action";
import { text } from "../transport/parameters";
import type { Instance } from "../world/entities";
import { findInstance } from "../world/find";
import type { Moment } from "../world/moment";
import { internalErrors } from "./sharedErrors";
import { lockReasons, wireInstance } from "./wireInstance";

/** One instance. Its fields are those of DescribeInstances, but for a few that are written in another way. */
export const DescribeInstanceAttribute = defineAction({
  errors: [
    [404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist."],
    ...internalErrors,
  ],
  parameters: { InstanceId: text },
  run({ InstanceId }, context) {
    const instance = findInstance(context, InstanceId);
    if (instance === undefined) throw context.error("InvalidInstanceId.NotFound");
    return attributesOf(instance, context);
  },
});

const shared = [
  "ClusterId",
  "Cpu",
  "CreationTime",
  "CreditSpecification",
  "Description",
  "ExpiredTime",
  "HostName",
  "ImageId",
  "InnerIpAddress",
  "InstanceChargeType",
  "InstanceId",
  "InstanceName",
  "InstanceNetworkType",
  "InstanceType",
  "InternetChargeType",
  "InternetMaxBandwidthIn",
  "InternetMaxBandwidthOut",
  "Memory",
  "PublicIpAddress",
  "RegionId",
  "SecurityGroupIds",
  "SecurityOptions",
  "SerialNumber",
  "Status",
  "StoppedMode",
  "VlanId",
  "VpcAttributes",
  "ZoneId",
] as const;

function attributesOf(instance: Instance, moment: Moment) {
  const wire = wireInstance(instance, moment);
  const { AllocationId, Bandwidth, InternetChargeType, IpAddress } = wire.EipAddress;
  const { DedicatedHostId, DedicatedHostName } = wire.DedicatedHostAttribute;
  const reasons = lockReasons(instance, moment.now).map(({ LockReason }) => ({ LockReason }));
  return {
    ...Object.fromEntries(shared.map((name) => [name, wire[name]])),
    IoOptimized: wire.IoOptimized ? "optimized" : "none",
    EnableJumboFrame: false,
    EnableNetworkEncryption: false,
    EipAddress: { AllocationId, Bandwidth, InternetChargeType, IpAddress },
    DedicatedHostAttribute: { DedicatedHostId, DedicatedHostName },
    OperationLocks: { LockReason: reasons },
  };
}
