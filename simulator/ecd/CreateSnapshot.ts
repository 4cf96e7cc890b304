import { z } from "zod";
import { defineAction } from "../transport/action";
import { text } from "../transport/parameters";
import { isResetting } from "../world/disks";
import { disksOf } from "../world/find";
import { instanceStatus } from "../world/instances";
import { takeSnapshot } from "../world/snapshots";
import { desktopIn } from "./desktops";
import { sharedErrors } from "./errors";
import { RegionId, SnapshotName, SourceDiskType } from "./parameterRules";

/** Names a disk by its type. Takes no ClientToken, and a name may be used twice: a repetition makes a second one. */
export const CreateSnapshot = defineAction({
  errors: sharedErrors,
  parameters: {
    RegionId,
    DesktopId: text,
    SnapshotName,
    SourceDiskType,
    Description: z
      .string()
      .refine((words) => words.length <= 128, "InvalidDescription.Malformed")
      .optional(),
  },
  run(parameters, context) {
    const { now } = context;
    const desktop = desktopIn(context, parameters.RegionId, parameters.DesktopId, context.error);
    if (!["Running", "Stopped"].includes(instanceStatus(desktop, now))) {
      throw context.error("IncorrectDesktopStatus");
    }
    const ofType = disksOf(desktop.instanceId, context).filter(
      ({ type }) => type === parameters.SourceDiskType,
    );
    const disk = context.settings.ecd.dataDisk === "first" ? ofType[0] : ofType.at(-1);
    if (disk === undefined) throw context.error("InvalidDisk.NotFound");
    if (isResetting(disk, now)) throw context.error("IncorrectDiskStatus");
    const words = { snapshotName: parameters.SnapshotName, description: parameters.Description };
    return { SnapshotId: takeSnapshot(disk, words, context).snapshotId };
  },
});
