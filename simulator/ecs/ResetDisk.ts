import { defineAction } from "../transport/action";
import { flag, text } from "../transport/parameters";
import { submitReset } from "../world/disks";
import { region } from "./parameterRules";
import { checkReset, resetErrors } from "./resetConditions";

/** Puts a disk back to a snapshot of its own. Answers before the data is back, and names no task to follow. */
export const ResetDisk = defineAction({
  errors: resetErrors,
  parameters: {
    DiskId: text,
    SnapshotId: text,
    DryRun: flag.default(false),
    /** Not a parameter of this action; some clients send it, and the page has a code for a wrong one. */
    RegionId: region("InvalidRegionId.MalFormed").optional(),
  },
  run(parameters, context) {
    const { disk, snapshot } = checkReset(parameters, context, context.error);
    if (parameters.DryRun) throw context.error("DryRunOperation");
    submitReset(disk, snapshot, context);
    return {};
  },
});
