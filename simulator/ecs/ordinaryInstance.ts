import type { Instance } from "../world/entities";
import { uuidFrom } from "../world/fromId";
import { machineSize } from "../world/machineSize";

/** What an ordinary instance of its type shows, apart from what the world knows of it. */
export function ordinaryInstance(instance: Instance) {
  const { cpu, memoryGib } = machineSize(instance.instanceType);
  const osName = instance.osType === "windows" ? "Windows Server 2022" : "Alibaba Cloud Linux 3.2104 LTS";
  return {
    HostName: instance.instanceName,
    SerialNumber: uuidFrom(instance.instanceId),
    InstanceTypeFamily: instance.instanceType.split(".").slice(0, 2).join("."),
    Cpu: cpu,
    Memory: memoryGib * 1024,
    CpuOptions: {
      CoreCount: Math.max(1, cpu / 2),
      ThreadsPerCore: cpu > 1 ? 2 : 1,
      Numa: "ON",
      TopologyType: "",
      TurboMode: "",
      NestedVirtualization: "",
      EnableVISST: false,
      EnableVRDT: false,
    },
    GPUAmount: 0,
    GPUSpec: "",
    OSName: `${osName} 64-bit`,
    OSNameEn: `${osName} 64 bit`,
    IoOptimized: true,
    LocalStorageAmount: 0,
    LocalStorageCapacity: 0,
    DeviceAvailable: true,
    DeletionProtection: false,
    Recyclable: false,
    AutoReleaseTime: "",
    KeyPairName: "",
    ClusterId: "",
    VlanId: "",
    HpcClusterId: "",
    DeploymentSetId: "",
    DeploymentSetGroupNo: 0,
    EnableNVS: false,
    SaleCycle: "",
    CreditSpecification: "",
    SpotStrategy: "NoSpot",
    SpotPriceLimit: 0,
    SpotInterruptionBehavior: "",
    ClockOptions: { PtpStatus: "" },
    DedicatedHostAttribute: { DedicatedHostClusterId: "", DedicatedHostId: "", DedicatedHostName: "" },
    DedicatedInstanceAttribute: { Affinity: "", Tenancy: "" },
    EcsCapacityReservationAttr: { CapacityReservationId: "", CapacityReservationPreference: "" },
    HibernationOptions: { Configured: false },
    ImageOptions: { CurrentOSNVMeSupported: true, LoginAsNonRoot: false },
    MetadataOptions: {
      HttpEndpoint: "enabled",
      HttpPutResponseHopLimit: 1,
      HttpTokens: "optional",
      InstanceMetadataTags: "",
    },
    SecurityOptions: { EnableSecureBoot: false },
  };
}
