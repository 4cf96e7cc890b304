import type { Instance } from "../world/entities";
import { privateAddressOf } from "../world/fromId";
import { machineSize } from "../world/machineSize";

/** What an ordinary cloud desktop of its type shows, apart from what the world knows of it. */
export function ordinaryDesktop(desktop: Instance) {
  const { instanceId, regionId, zoneId, osType, resourceGroupId } = desktop;
  const { cpu, memoryGib } = machineSize(desktop.instanceType);
  const officeSite = `${regionId}+dir-sim0001`;
  const policy = "pg-sim0001";
  return {
    AccountType: "SIMPLE",
    AgentProviderList: [],
    BindAmount: 0,
    BundleId: "b-sim0001",
    BundleName: "simulated bundle",
    Cpu: cpu,
    Memory: memoryGib * 1024,
    DesktopDurationList: [],
    DesktopGroupId: "",
    DirectoryId: officeSite,
    DirectoryType: "SIMPLE",
    DomainType: "",
    DowngradeQuota: 2,
    DowngradedTimes: 0,
    EndUserIds: ["simulated-user"],
    EntraDomainName: "",
    EnvId: "",
    EnvType: "",
    FotaUpdate: {
      CurrentAppVersion: "1.0.0",
      NewAppVersion: "",
      ReleaseNote: "",
      ReleaseNoteEn: "",
      ReleaseNoteJp: "",
      Size: 0,
    },
    GpuCategory: 0,
    GpuCount: 0,
    GpuDriverVersion: "",
    GpuSpec: "",
    HibernationBeta: false,
    HibernationOptionsConfigured: false,
    SupportHibernation: false,
    HostName: desktop.instanceName,
    ImageName: osType === "linux" ? "Ubuntu 22.04" : "Windows Server 2022",
    Platform: osType === "linux" ? "Ubuntu" : "Windows Server 2022",
    IsLdap: false,
    NetworkInterfaceId: `eni-${instanceId}`,
    NetworkInterfaceIp: privateAddressOf(instanceId),
    OfficeSiteId: officeSite,
    OfficeSiteName: "simulated office",
    OfficeSiteType: "SIMPLE",
    OfficeSiteVpcType: "Basic",
    OsUpdate: { CheckId: "", PackageCount: 0, Packages: [] },
    PolicyGroupId: policy,
    PolicyGroupIdList: [policy],
    PolicyGroupName: "simulated policy",
    PolicyGroupNameList: ["simulated policy"],
    Progress: "100%",
    ProtocolType: "ASP",
    ReservePoolId: "",
    ReservePoolName: "",
    ResourceGroups: resourceGroupId === "" ? [] : [{ Id: resourceGroupId, Name: resourceGroupId }],
    SerialNumber: "",
    SessionType: "SINGLE_SESSION",
    SnapshotPolicyId: "",
    SnapshotPolicyName: "",
    SubnetId: "",
    ZoneId: zoneId,
    ZoneType: "AvailabilityZone",
  };
}
