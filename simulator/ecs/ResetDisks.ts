import { z } from "zod";
import { defineAction, type ActionContext } from "../transport/action";
import type { ErrorRow } from "../transport/cloudError";
import { gatewayError } from "../transport/gatewayErrors";
import { flag, text } from "../transport/parameters";
import { submitReset } from "../world/disks";
import { isRegion } from "../world/regions";
import { checkAccount } from "./diskConditions";
import { operationProgress } from "./operationProgress";
import { checkReset, resetErrors, type ResetRequest } from "./resetConditions";

/** The page's own rows, where they differ from those of ResetDisk. */
const errors = [
  [
    400,
    "DiskCategory.OperationNotSupported",
    "The operation is not supported to the specified disk due to its disk category.",
  ],
  [400, "InvalidRegionId.MalFormed", "The specified RegionId is not valid."],
  [403, "InvalidRegion.NotSupport", "The specified region does not support resetting disks."],
  [403, "InvalidOperation.MultiAttachDisk", "Multi attach disk does not support this operation."],
  [
    403,
    "InvalidDisk.ShareVolume",
    "The specified diskId is invalid. The shared volume does not support creating a snapshot group.",
  ],
  [404, "InvalidRegionId.NotFound", "The RegionId provided does not exist in our records."],
  [404, "InvalidSnapshot.NotFound", "The SnapshotId provided does not exist in our records."],
  ...resetErrors,
] as const satisfies readonly ErrorRow[];

type Context = ActionContext<(typeof errors)[number][1]>;

/**
 * Puts several disks back, each for itself: one may fail inside an HTTP 200 while the others run. What concerns
 * the whole request (region, account, count) is an error of the request. What a dry run that
 * finds an obstacle answers is on no page.
 */
export const ResetDisks = defineAction({
  errors,
  parameters: {
    RegionId: z
      .string()
      .min(1)
      .refine((id) => /^[a-z]+(-[a-z0-9]+)+$/.test(id), "InvalidRegionId.MalFormed")
      .refine((id) => !/^[a-z]+(-[a-z0-9]+)+$/.test(id) || isRegion(id), "InvalidRegionId.NotFound"),
    Disk: z.array(z.object({ DiskId: text, SnapshotId: text })).max(10),
    DryRun: flag.default(false),
  },
  offered({ settings }) {
    if (settings.resetDisks === "gone") throw gatewayError("InvalidApi.NotFound");
  },
  run({ Disk, DryRun }, context) {
    if (context.settings.resetDisks === "regionNotSupported") throw context.error("InvalidRegion.NotSupport");
    checkAccount(context.world.account, context.error);
    const { failedItem, resetDisksDryRun } = context.settings.ecs;
    if (DryRun && resetDisksDryRun === "firstError") for (const pair of Disk) check(pair, context);
    const OperationProgress = Disk.map(({ SnapshotId, DiskId }) =>
      operationProgress({ SnapshotId, DiskId }, failedItem, () => {
        const { disk, snapshot } = check({ SnapshotId, DiskId }, context);
        if (!DryRun) submitReset(disk, snapshot, context);
      }),
    );
    if (DryRun && OperationProgress.every(({ ErrorCode }) => ErrorCode === "")) {
      throw context.error("DryRunOperation");
    }
    return { OperationProgressSet: { OperationProgress } };
  },
});

function check(pair: ResetRequest, context: Context) {
  const found = checkReset(pair, context, context.error);
  if (found.disk.multiAttach) throw context.error("InvalidOperation.MultiAttachDisk");
  if (found.disk.sharedVolume) throw context.error("InvalidDisk.ShareVolume");
  // Only snapshots of a group may be used here; the page has no code for others.
  if (found.snapshot.snapshotGroupId === undefined)
    throw context.error(context.settings.ecs.ungroupedSnapshot);
  return found;
}
