import type { Instance } from "../world/entities";
import { macAddressOf, privateAddressOf, publicAddressOf } from "../world/fromId";

/** Where an ordinary instance is in the network. In a VPC its private address is in VpcAttributes. */
export function instanceAddresses(instance: Instance) {
  const { instanceId, networkType, zoneId } = instance;
  const privateAddress = privateAddressOf(instanceId);
  const publicAddress = instance.publicIpAddress ?? publicAddressOf(instanceId);
  const inVpc = networkType === "vpc";
  return {
    PublicIpAddress: { IpAddress: publicAddress === "" ? [] : [publicAddress] },
    InnerIpAddress: { IpAddress: inVpc ? [] : [privateAddress] },
    RdmaIpAddress: { IpAddress: [] },
    EipAddress: {
      AllocationId: "",
      Bandwidth: 0,
      InternetChargeType: "",
      IpAddress: "",
      IsSupportUnassociate: false,
    },
    VpcAttributes: {
      VpcId: inVpc ? "vpc-sim0001" : "",
      VSwitchId: inVpc ? `vsw-sim${zoneId.replaceAll("-", "")}` : "",
      NatIpAddress: "",
      PrivateIpAddress: { IpAddress: inVpc ? [privateAddress] : [] },
    },
    NetworkInterfaces: { NetworkInterface: inVpc ? [networkInterface(instanceId, privateAddress)] : [] },
    SecurityGroupIds: { SecurityGroupId: ["sg-sim0001"] },
    InternetChargeType: "PayByTraffic",
    InternetMaxBandwidthIn: 100,
    InternetMaxBandwidthOut: publicAddress === "" ? 0 : 5,
  };
}

function networkInterface(instanceId: string, address: string) {
  return {
    NetworkInterfaceId: instanceId.replace(/^i-/, "eni-"),
    Type: "Primary",
    MacAddress: macAddressOf(instanceId),
    PrimaryIpAddress: address,
    PrivateIpSets: {
      PrivateIpSet: [{ PrivateIpAddress: address, Primary: true, PrivateDnsName: "" }],
    },
    Ipv4PrefixSets: { Ipv4PrefixSet: [] },
    Ipv6PrefixSets: { Ipv6PrefixSet: [] },
    Ipv6Sets: { Ipv6Set: [] },
  };
}
