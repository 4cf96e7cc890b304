import { z } from "zod";
import { defineAction } from "../transport/action";
import { flag } from "../transport/parameters";
import type { Snapshot } from "../world/entities";
import { isResetting } from "../world/disks";
import type { Moment } from "../world/moment";
import type { Refuse } from "./diskConditions";
import { findSnapshot } from "../world/find";
import { usages } from "../world/snapshots";
import { internalErrors } from "./sharedErrors";
import type { ErrorRow } from "../transport/cloudError";

export const deleteSnapshotErrors = [
  [
    400,
    "MissingParameter",
    "The input parameter SnapshotId that is mandatory for processing this request is not supplied.",
  ],
  [400, "IncorrectDiskStatus.CreatingSnapshot", "A previous snapshot creation is in process."],
  [403, "SnapshotCreatedImage", "The snapshot has been used to create user defined image(s)."],
  [403, "SnapshotCreatedDisk", "The snapshot has been used to create disk(s)."],
  [403, "SnapshotCreatedDisk", "The snapshot that you are trying to delete is in use by one or more disks."],
  [403, "Operation.Conflict", "The operation may conflicts with others, please retry later."],
  [403, "InvalidOperation.RelatedSnapshotNotFinished", "The related standard snapshot is not finished."],
  [
    403,
    "InvalidOperation.DeleteSharedSnapshotUnsupported",
    "The current snapshot shares authorization with other users. Please revoke the shared authorization through resource management first.",
  ],
  [
    403,
    "InvalidOperation.ResourceManagedByCloudProduct",
    "The current operation is not supported because the resource is managed by a cloud product. Please contact the relevant cloud product to confirm the reason.",
  ],
  [
    403,
    "InvalidOperation.SnapshotIsLocked",
    "The operation is not supported because the snapshot is locked.",
  ],
  [404, "InvalidSnapshotId.NotFound", "The specified snapshot is not found."],
  ...internalErrors,
] as const satisfies readonly ErrorRow[];

type DeleteCode = (typeof deleteSnapshotErrors)[number][1];

/** Deleting one that is being created cancels it. */
export const DeleteSnapshot = defineAction({
  errors: deleteSnapshotErrors,
  parameters: {
    SnapshotId: z.string({ error: "MissingParameter" }).min(1, { error: "MissingParameter" }),
    Force: flag.default(false),
  },
  run({ SnapshotId, Force }, context) {
    const snapshot = findSnapshot(context, SnapshotId);
    if (snapshot === undefined) {
      if (context.settings.unknownSnapshotDelete === "ignored") return {};
      throw context.error("InvalidSnapshotId.NotFound");
    }
    checkDeletable(snapshot, Force, context, context.error);
    delete context.world.snapshots[SnapshotId];
    return {};
  },
});

export function checkDeletable(
  snapshot: Snapshot,
  force: boolean,
  { world, now }: Moment,
  refuse: Refuse<DeleteCode>,
): void {
  if (snapshot.managedByCloudProduct) throw refuse("InvalidOperation.ResourceManagedByCloudProduct");
  if (snapshot.locked) throw refuse("InvalidOperation.SnapshotIsLocked");
  if (snapshot.shared) throw refuse("InvalidOperation.DeleteSharedSnapshotUnsupported");
  // Force does not help when an image was made from it.
  const usage = usages(world)(snapshot);
  if (usage.startsWith("image")) throw refuse("SnapshotCreatedImage");
  if (usage === "disk" && !force) throw refuse("SnapshotCreatedDisk");
  const disk = world.disks[snapshot.sourceDiskId];
  if (disk?.lastReset?.snapshotId === snapshot.snapshotId && isResetting(disk, now)) {
    throw refuse("Operation.Conflict");
  }
}
