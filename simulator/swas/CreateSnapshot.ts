import { z } from "zod";
import { defineAction } from "../transport/action";
import { CloudError } from "../transport/cloudError";
import { text } from "../transport/parameters";
import { isResetting } from "../world/disks";
import type { ServiceMoment } from "../world/find";
import { instanceStatus } from "../world/instances";
import { newestSnapshots } from "../world/snapshotIndex";
import { isPresent, takeSnapshot, unfinishedSnapshotsOf } from "../world/snapshots";
import { sharedErrors } from "./errors";
import { diskIn } from "./inRegion";
import { RegionId, SnapshotName, Tag } from "./parameterRules";

export const CreateSnapshot = defineAction({
  errors: sharedErrors,
  idempotent: true,
  parameters: {
    RegionId,
    DiskId: text,
    SnapshotName,
    ResourceGroupId: z.string().default(""),
    Tag: Tag.default({}),
  },
  run(parameters, context) {
    const { world, now } = context;
    const disk = diskIn(context, parameters.RegionId, parameters.DiskId, context.error);
    const server = world.instances[disk.instanceIds[0] ?? ""];
    if (server && !["Running", "Stopped"].includes(instanceStatus(server, now))) {
      throw context.error("IncorrectInstanceStatus");
    }
    if (isResetting(disk, now)) throw context.error("IncorrectDiskStatus");
    if (unfinishedSnapshotsOf(disk.diskId, world, now).length > 0) {
      throw context.error("IncorrectDiskStatus.CreatingSnapshot");
    }
    checkQuota(server?.instanceId ?? "", context);
    const words = {
      snapshotName: parameters.SnapshotName,
      resourceGroupId: parameters.ResourceGroupId,
      tags: parameters.Tag,
    };
    return { SnapshotId: takeSnapshot(disk, words, context).snapshotId };
  },
});

/** Three snapshots a server, and for the account three times its servers but at most 15 (CreateSnapshot page). */
function checkQuota(instanceId: string, { world, settings, now }: ServiceMoment): void {
  const { snapshotsPerServer, snapshotsPerAccount, snapshotQuotaCode } = settings.swas;
  const all = newestSnapshots(
    world.snapshots,
    (snapshot) => snapshot.service === "swas" && isPresent(snapshot, now),
  );
  const servers = Object.values(world.instances).filter(({ service }) => service === "swas").length;
  const ofServer = all.filter((snapshot) => snapshot.instanceId === instanceId).length;
  const ofAccount = Math.min(snapshotsPerServer * servers, snapshotsPerAccount);
  if (ofServer < snapshotsPerServer && all.length < ofAccount) return;
  throw new CloudError(403, snapshotQuotaCode, "The maximum number of snapshots is exceeded.");
}
