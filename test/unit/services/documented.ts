/** The parameters that the pages (and, where a page is silent, the official SDK) have for each action we send. */
export interface DocumentedAction {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

type Documented = Readonly<Record<string, DocumentedAction>>;

const action = (required: string, optional = ""): DocumentedAction => ({
  required: words(required),
  optional: words(optional),
});
const words = (text: string) => text.split(" ").filter(Boolean);

const ecs: Documented = {
  CreateSnapshot: action(
    "DiskId",
    "SnapshotName Description RetentionDays ClientToken ResourceGroupId Tag Category InstantAccess InstantAccessRetentionDays",
  ),
  CreateSnapshotGroup: action(
    "RegionId",
    "InstanceId DiskId ExcludeDiskId Name Description ClientToken ResourceGroupId Tag InstantAccess InstantAccessRetentionDays",
  ),
  DescribeSnapshots: action(
    "RegionId",
    "SnapshotIds InstanceId DiskId SnapshotLinkId SnapshotName Status SnapshotType SourceDiskType Usage Category Encrypted KMSKeyId ResourceGroupId Tag Filter DryRun MaxResults NextToken PageNumber PageSize",
  ),
  DescribeSnapshotGroups: action(
    "RegionId",
    "SnapshotGroupId InstanceId Name Status ResourceGroupId Tag MaxResults NextToken",
  ),
  DescribeDisks: action(
    "RegionId",
    "DiskIds InstanceId ZoneId Status DiskType Category SnapshotId DiskChargeType Encrypted Portable MultiAttach LockReason Tag Filter ResourceGroupId DryRun MaxResults NextToken PageNumber PageSize",
  ),
  DescribeInstances: action("RegionId", "InstanceIds Status MaxResults NextToken PageNumber PageSize"),
  DeleteSnapshot: action("SnapshotId", "Force"),
  DeleteSnapshotGroup: action("RegionId SnapshotGroupId"),
  ModifySnapshotAttribute: action(
    "SnapshotId",
    "SnapshotName Description RetentionDays DisableInstantAccess",
  ),
  ModifySnapshotGroup: action("RegionId SnapshotGroupId", "Name Description"),
  TagResources: action("RegionId ResourceType ResourceId Tag"),
  UntagResources: action("RegionId ResourceType ResourceId", "TagKey All"),
  JoinResourceGroup: action("RegionId ResourceGroupId ResourceId ResourceType"),
  ResetDisk: action("DiskId SnapshotId", "DryRun"),
  ResetDisks: action("RegionId Disk", "DryRun"),
  StopInstance: action("InstanceId", "ForceStop StoppedMode DryRun ConfirmStop Hibernate"),
  StartInstance: action("InstanceId", "InitLocalDisk DryRun"),
};

const swas: Documented = {
  CreateSnapshot: action("RegionId DiskId SnapshotName", "ClientToken ResourceGroupId Tag"),
  ListSnapshots: action(
    "RegionId",
    "InstanceId DiskId SnapshotIds SourceDiskType ResourceGroupId Tag PageNumber PageSize",
  ),
  DeleteSnapshot: action("RegionId SnapshotId", "ClientToken"),
  UpdateSnapshotAttribute: action("RegionId SnapshotId", "Remark ClientToken"),
  ResetDisk: action("RegionId DiskId SnapshotId", "ClientToken"),
  ListDisks: action("RegionId", "InstanceId DiskIds DiskType ResourceGroupId Tag PageNumber PageSize"),
  ListInstances: action(
    "RegionId",
    "InstanceIds PublicIpAddresses InstanceName Status ChargeType PlanType ResourceGroupId Tag PageNumber PageSize",
  ),
  StopInstance: action("RegionId InstanceId", "ClientToken"),
  StopInstances: action("RegionId InstanceIds", "ForceStop ClientToken"),
  StartInstance: action("RegionId InstanceId", "ClientToken"),
  TagResources: action("RegionId ResourceType ResourceId Tag", "ClientToken"),
  UntagResources: action("RegionId ResourceType ResourceId", "TagKey All ClientToken"),
};

const ecd: Documented = {
  CreateSnapshot: action("RegionId DesktopId SnapshotName SourceDiskType", "Description"),
  DescribeSnapshots: action(
    "RegionId",
    "SnapshotId DesktopId DesktopName SnapshotName SnapshotType SourceDiskType Creator OsType DesktopScenario StartTime EndTime MaxResults NextToken",
  ),
  DeleteSnapshot: action("RegionId SnapshotId"),
  ResetSnapshot: action("RegionId SnapshotId", "StopDesktop"),
  DescribeDesktops: action(
    "RegionId",
    "DesktopId DesktopName DesktopStatus DesktopStatusList ManagementFlag ChargeType Tag MaxResults NextToken PageNumber PageSize FilterDesktopGroup",
  ),
  StopDesktops: action("RegionId DesktopId", "StoppedMode OsUpdate PatchId CreateSnapshot"),
  StartDesktops: action("RegionId DesktopId"),
};

export const documented = { ecs, swas, ecd } as const;
