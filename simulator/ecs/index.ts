import type { Action } from "../transport/action";
import { CreateSnapshot } from "./CreateSnapshot";
import { CreateSnapshotGroup } from "./CreateSnapshotGroup";
import { DeleteSnapshot } from "./DeleteSnapshot";
import { DeleteSnapshotGroup } from "./DeleteSnapshotGroup";
import { DescribeDisks } from "./DescribeDisks";
import { DescribeInstances } from "./DescribeInstances";
import { DescribeRegions } from "./DescribeRegions";
import { DescribeSnapshotGroups } from "./DescribeSnapshotGroups";
import { DescribeSnapshots } from "./DescribeSnapshots";
import { JoinResourceGroup } from "./JoinResourceGroup";
import { ListTagResources } from "./ListTagResources";
import { ModifySnapshotAttribute } from "./ModifySnapshotAttribute";
import { ModifySnapshotGroup } from "./ModifySnapshotGroup";
import { ResetDisk } from "./ResetDisk";
import { ResetDisks } from "./ResetDisks";
import { StartInstance } from "./StartInstance";
import { StartInstances } from "./StartInstances";
import { StopInstance } from "./StopInstance";
import { StopInstances } from "./StopInstances";
import { TagResources } from "./TagResources";
import { UntagResources } from "./UntagResources";

/** ECS 2014-05-26: the actions the simulator plays, named as the API names them. */
export const ecsActions = {
  CreateSnapshot,
  CreateSnapshotGroup,
  DeleteSnapshot,
  DeleteSnapshotGroup,
  DescribeDisks,
  DescribeInstances,
  DescribeRegions,
  DescribeSnapshotGroups,
  DescribeSnapshots,
  JoinResourceGroup,
  ListTagResources,
  ModifySnapshotAttribute,
  ModifySnapshotGroup,
  ResetDisk,
  ResetDisks,
  StartInstance,
  StartInstances,
  StopInstance,
  StopInstances,
  TagResources,
  UntagResources,
} satisfies Record<string, Action>;
