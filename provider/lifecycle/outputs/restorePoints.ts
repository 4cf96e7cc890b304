import { z } from "zod";
import { snapshotOfDisk } from "./snapshotOfDisk";

/** One answer of getRestorePoints. */
export const restorePointSchema = z
  .object({
    snapshotId: z.string().optional().describe("What a DiskRollback goes back to. Undefined for a group."),
    snapshotGroupId: z.string().optional().describe("The group. Undefined for a single snapshot."),
    kind: z
      .enum(["manual", "automatic", "safety", "group"])
      .describe(
        '"manual": somebody took it, also a DiskSnapshot. "automatic": a policy of the cloud. "safety": a rollback, of the disk before it. "group": a group of several disks, whoever took it.',
      ),
    name: z.string().describe("Its name in the cloud."),
    creationTime: z.string().describe("The moment that it holds. ISO 8601, UTC."),
    sizeGiB: z
      .number()
      .optional()
      .describe("The size of the disk then, where the service tells it (not swas)."),
    encrypted: z.boolean().optional().describe("Whether it is encrypted, where the service tells it."),
    snapshots: z.array(snapshotOfDisk).describe("The snapshot of each disk."),
    usable: z.boolean().describe("Whether a rollback can go back to it, as far as it can be seen now."),
    obstacle: z.string().optional().describe("Why not. Undefined where it is usable."),
    undoes: z
      .object({
        rollbackKey: z.string().describe("Names the rollback, as in the outputs of the DiskRollback."),
        snapshotId: z
          .string()
          .optional()
          .describe("What that rollback has gone back to, where it is still there."),
      })
      .meta({ title: "UndoneRollback" })
      .optional()
      .describe("Of a safety snapshot or group: the rollback that going back to it undoes."),
  })
  .meta({ title: "RestorePoint" });

export type ListedPoint = z.output<typeof restorePointSchema>;

/** What getRestorePoints answers. */
export const restorePointsSchema = z.object({
  points: z.array(restorePointSchema).describe("Newest first."),
});
