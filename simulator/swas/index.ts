import type { Action } from "../transport/action";
import { CreateSnapshot } from "./CreateSnapshot";
import { DeleteSnapshot } from "./DeleteSnapshot";
import { ListDisks } from "./ListDisks";
import { ListInstanceStatus } from "./ListInstanceStatus";
import { ListInstances } from "./ListInstances";
import { ListSnapshots } from "./ListSnapshots";
import { ListTagResources } from "./ListTagResources";
import { ResetDisk } from "./ResetDisk";
import { StartInstance } from "./StartInstance";
import { StopInstance } from "./StopInstance";
import { StopInstances } from "./StopInstances";
import { TagResources } from "./TagResources";
import { UntagResources } from "./UntagResources";
import { UpdateSnapshotAttribute } from "./UpdateSnapshotAttribute";

/** SWAS-OPEN 2020-06-01: the actions the simulator plays, named as the API names them. */
export const swasActions = {
  CreateSnapshot,
  DeleteSnapshot,
  ListDisks,
  ListInstanceStatus,
  ListInstances,
  ListSnapshots,
  ListTagResources,
  ResetDisk,
  StartInstance,
  StopInstance,
  StopInstances,
  TagResources,
  UntagResources,
  UpdateSnapshotAttribute,
} satisfies Record<string, Action>;
