import type { Action } from "../transport/action";
import { AttachDisk } from "./AttachDisk";
import { CreateDisk } from "./CreateDisk";
import { CreateSnapshot } from "./CreateSnapshot";
import { CreateSnapshotGroup } from "./CreateSnapshotGroup";
import { DeleteDisk } from "./DeleteDisk";
import { DeleteSnapshot } from "./DeleteSnapshot";
import { DeleteSnapshotGroup } from "./DeleteSnapshotGroup";
import { DescribeCloudAssistantStatus } from "./DescribeCloudAssistantStatus";
import { DescribeDisks } from "./DescribeDisks";
import { DescribeInstanceAttribute } from "./DescribeInstanceAttribute";
import { DescribeInstanceRamRole } from "./DescribeInstanceRamRole";
import { DescribeInstanceStatus } from "./DescribeInstanceStatus";
import { DescribeInstances } from "./DescribeInstances";
import { DescribeInvocationResults } from "./DescribeInvocationResults";
import { DescribeInvocations } from "./DescribeInvocations";
import { DescribeRegions } from "./DescribeRegions";
import { DescribeSnapshotGroups } from "./DescribeSnapshotGroups";
import { DescribeSnapshotLinks } from "./DescribeSnapshotLinks";
import { DescribeSnapshots } from "./DescribeSnapshots";
import { DescribeUserData } from "./DescribeUserData";
import { DescribeZones } from "./DescribeZones";
import { DetachDisk } from "./DetachDisk";
import { JoinResourceGroup } from "./JoinResourceGroup";
import { ListTagResources } from "./ListTagResources";
import { ModifySnapshotAttribute } from "./ModifySnapshotAttribute";
import { ModifySnapshotGroup } from "./ModifySnapshotGroup";
import { ResetDisk } from "./ResetDisk";
import { ResetDisks } from "./ResetDisks";
import { RunCommand } from "./RunCommand";
import { StartInstance } from "./StartInstance";
import { StartInstances } from "./StartInstances";
import { StopInstance } from "./StopInstance";
import { StopInstances } from "./StopInstances";
import { TagResources } from "./TagResources";
import { UntagResources } from "./UntagResources";

/** ECS 2014-05-26: the actions the simulator plays, named as the API names them. */
export const ecsActions = {
  AttachDisk,
  CreateDisk,
  CreateSnapshot,
  CreateSnapshotGroup,
  DeleteDisk,
  DeleteSnapshot,
  DeleteSnapshotGroup,
  DescribeCloudAssistantStatus,
  DescribeDisks,
  DescribeInstanceAttribute,
  DescribeInstanceRamRole,
  DescribeInstanceStatus,
  DescribeInstances,
  DescribeInvocationResults,
  DescribeInvocations,
  DescribeRegions,
  DescribeSnapshotGroups,
  DescribeSnapshotLinks,
  DescribeSnapshots,
  DescribeUserData,
  DescribeZones,
  DetachDisk,
  JoinResourceGroup,
  ListTagResources,
  ModifySnapshotAttribute,
  ModifySnapshotGroup,
  ResetDisk,
  ResetDisks,
  RunCommand,
  StartInstance,
  StartInstances,
  StopInstance,
  StopInstances,
  TagResources,
  UntagResources,
} satisfies Record<string, Action>;
