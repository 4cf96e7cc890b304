import { z } from "zod";

/** One disk's snapshot, as outputs name it. */
export const snapshotOfDisk = z
  .object({
    diskId: z.string().optional().describe("The disk, but for ecd."),
    desktopId: z.string().optional().describe("The desktop whose disk it is (ecd)."),
    sourceDiskType: z.enum(["system", "data"]).optional().describe("Which of the desktop's disks (ecd)."),
    snapshotId: z.string().describe("Its snapshot."),
  })
  .meta({ title: "SnapshotOfDisk" });
