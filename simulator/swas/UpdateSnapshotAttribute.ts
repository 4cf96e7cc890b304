import { z } from "zod";
import { defineAction } from "../transport/action";
import { text } from "../transport/parameters";
import { sharedErrors } from "./errors";
import { snapshotIn } from "./inRegion";
import { RegionId } from "./parameterRules";

/** Changes the remark; a snapshot cannot be renamed. */
export const UpdateSnapshotAttribute = defineAction({
  errors: sharedErrors,
  idempotent: true,
  parameters: { RegionId, SnapshotId: text, Remark: z.string().optional() },
  run({ RegionId, SnapshotId, Remark }, context) {
    const snapshot = snapshotIn(context, RegionId, SnapshotId, context.error);
    snapshot.remark = Remark ?? snapshot.remark;
    return {};
  },
});
