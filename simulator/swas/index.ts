import type { Action } from "../transport/action";
import { CreateSnapshot } from "./CreateSnapshot";
import { DeleteSnapshot } from "./DeleteSnapshot";
import { DeleteSnapshots } from "./DeleteSnapshots";
import { ListDisks } from "./ListDisks";
import { ListInstanceStatus } from "./ListInstanceStatus";
import { ListInstances } from "./ListInstances";
import { ListRegions } from "./ListRegions";
import { ListSnapshots } from "./ListSnapshots";
import { ListTagResources } from "./ListTagResources";
import { ResetDisk } from "./ResetDisk";
import { StartInstance } from "./StartInstance";
import { StartInstances } from "./StartInstances";
import { StopInstance } from "./StopInstance";
import { StopInstances } from "./StopInstances";
import { TagResources } from "./TagResources";
import { UntagResources } from "./UntagResources";
import { UpdateSnapshotAttribute } from "./UpdateSnapshotAttribute";

/** SWAS-OPEN 2020-06-01: the actions the simulator plays, named as the API names them. */
export const swasActions = {
  CreateSnapshot,
  DeleteSnapshot,
  DeleteSnapshots,
  ListDisks,
  ListInstanceStatus,
  ListInstances,
  ListRegions,
  ListSnapshots,
  ListTagResources,
  ResetDisk,
  StartInstance,
  StartInstances,
  StopInstance,
  StopInstances,
  TagResources,
  UntagResources,
  UpdateSnapshotAttribute,
} satisfies Record<string, Action>;
