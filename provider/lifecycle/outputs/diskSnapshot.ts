import { z } from "zod";
import { snapshotOfDisk } from "./snapshotOfDisk";

/** What a DiskSnapshot tells a program. */
export const snapshotOutputsSchema = z.object({
  service: z.enum(["ecs", "swas", "ecd"]).describe("The product."),
  regionId: z.string().describe("Where the snapshot is."),
  snapshotId: z
    .string()
    .optional()
    .describe("The newest generation: what a DiskRollback rolls back to. Undefined for a group."),
  snapshotGroupId: z
    .string()
    .optional()
    .describe("The newest generation of a group (`instanceId` or `diskIds`). Undefined for a single disk."),
  snapshotName: z
    .string()
    .describe("The name the snapshot has in the cloud, whether the program gave it or not."),
  snapshots: z.array(snapshotOfDisk).describe("The newest generation's snapshot of each disk."),
  status: z
    .enum(["progressing", "accomplished", "failed", "deleted"])
    .describe('Of the newest generation. "deleted": it is gone from the cloud, see `onMissing`.'),
  progress: z.number().describe("Of the newest generation, in per cent, 0 to 100."),
  creationTime: z.string().describe("Of the newest generation. ISO 8601, UTC."),
  sourceDiskId: z
    .string()
    .optional()
    .describe("The disk. Undefined for a group, and for ecd, where a disk has no id."),
  sourceDiskType: z
    .enum(["system", "data"])
    .optional()
    .describe("Which kind of disk it is. Undefined for a group."),
  sizeGiB: z
    .number()
    .optional()
    .describe("The size of the disk when the snapshot was taken, where the service tells it (not swas)."),
  encrypted: z
    .boolean()
    .optional()
    .describe("Whether the snapshot is encrypted, where the service tells it."),
  previousSnapshotIds: z
    .array(z.string())
    .describe("Earlier generations that are still there, newest first."),
  surplusSnapshotIds: z
    .array(z.string())
    .optional()
    .describe(
      "Those of them that are beyond `keep`: the next update deletes them. Undefined where there are none.",
    ),
  inPlaceOf: z
    .string()
    .optional()
    .describe(
      "The lost snapshot in whose place the newest generation was taken, see `onMissing`. Undefined of any other.",
    ),
});
