import type { Action } from "../transport/action";
import { CreateSnapshot } from "./CreateSnapshot";
import { DeleteSnapshot } from "./DeleteSnapshot";
import { DescribeDisks } from "./DescribeDisks";
import { DescribeInstances } from "./DescribeInstances";
import { DescribeRegions } from "./DescribeRegions";
import { DescribeSnapshots } from "./DescribeSnapshots";
import { ListTagResources } from "./ListTagResources";
import { ModifySnapshotAttribute } from "./ModifySnapshotAttribute";
import { ResetDisk } from "./ResetDisk";
import { StartInstance } from "./StartInstance";
import { StopInstance } from "./StopInstance";
import { TagResources } from "./TagResources";
import { UntagResources } from "./UntagResources";

/** ECS 2014-05-26: the actions the simulator plays, named as the API names them. */
export const ecsActions = {
  CreateSnapshot,
  DeleteSnapshot,
  DescribeDisks,
  DescribeInstances,
  DescribeRegions,
  DescribeSnapshots,
  ListTagResources,
  ModifySnapshotAttribute,
  ResetDisk,
  StartInstance,
  StopInstance,
  TagResources,
  UntagResources,
} satisfies Record<string, Action>;
