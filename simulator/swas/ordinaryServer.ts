import type { Disk, Instance } from "../world/entities";
import { privateAddressOf, publicAddressOf, uuidFrom } from "../world/fromId";
import { machineSize } from "../world/machineSize";

/** What an ordinary server of its plan shows, apart from what the world knows of it. */
export function ordinaryServer(server: Instance, disks: readonly Disk[]) {
  const { instanceId, instanceType, osType } = server;
  const { bandwidth, flow } = planTraffic(instanceType);
  const system = disks.find(({ type }) => type === "system");
  const address = {
    PublicIpAddress: server.publicIpAddress ?? publicAddressOf(instanceId),
    PrivateIpAddress: privateAddressOf(instanceId),
  };
  return {
    PlanType: "",
    Uuid: uuidFrom(instanceId),
    Combination: false,
    CombinationInstanceId: "",
    DdosStatus: "Normal",
    PublicIpAddress: address.PublicIpAddress,
    InnerIpAddress: address.PrivateIpAddress,
    NetworkAttributes: [{ ...address, PublicIpDdosStatus: "Normal", PeakBandwidth: bandwidth }],
    Image: {
      ImageName: osType === "windows" ? "Windows Server" : "Alibaba Cloud Linux",
      ImageType: "system",
      ImageVersion: osType === "windows" ? "2022" : "3.2104 LTS",
      OsType: osType === "windows" ? "Windows" : "Linux",
      ImageContact: "",
      ImageIconUrl: "",
    },
    ResourceSpec: {
      Cpu: machineSize(instanceType).cpu,
      Memory: machineSize(instanceType).memoryGib,
      DiskCategory: system?.category ?? "",
      DiskSize: system?.size ?? 0,
      Bandwidth: bandwidth,
      Flow: flow,
    },
  };
}

/** `…b3t05` in a plan's name: 3 Mbit/s and half a terabyte a month; no traffic is pay by bandwidth. */
function planTraffic(plan: string): { bandwidth: number; flow: number } {
  const [, bandwidth = "3", traffic = "0"] = /b(\d+)(?:t(\d+))?$/.exec(plan) ?? [];
  const terabytes = traffic.startsWith("0") ? Number(traffic) / 10 : Number(traffic);
  return { bandwidth: Number(bandwidth), flow: terabytes * 1024 };
}
