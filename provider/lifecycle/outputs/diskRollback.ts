import { z } from "zod";
import { snapshotOfDisk } from "./snapshotOfDisk";

const runPhase = z.enum(["preflight", "stop", "safetySnapshot", "submit", "restoring", "start"]);

const finishedRollback = z
  .object({
    key: z.string().describe("Names the rollback: the same service, region, disks, snapshots and triggers."),
    snapshotId: z.string().optional().describe("The snapshot of a single disk."),
    snapshotGroupId: z.string().optional().describe("The group of several disks."),
    startedAt: z.string().describe("ISO 8601, UTC."),
    finishedAt: z.string().describe("ISO 8601, UTC."),
    dataLossSeconds: z
      .number()
      .describe(
        "From the snapshot's moment to the rollback's: what was written in between is gone from the disk.",
      ),
    downtimeSeconds: z
      .number()
      .describe("How long the machine was down for it; 0 where it was not running before."),
    requestIds: z.array(z.string()).describe("Of the requests that rolled back."),
    phases: z
      .array(
        z
          .object({
            phase: runPhase.describe("What was done."),
            startedAt: z.string().describe("ISO 8601, UTC."),
            finishedAt: z.string().optional().describe("ISO 8601, UTC."),
            requestIds: z.array(z.string()).optional().describe("Of the requests that changed something."),
          })
          .meta({ title: "RollbackStep" }),
      )
      .describe(
        "With the ids of the requests that changed something: the stop, the safety snapshot, the rollback, the start.",
      ),
    undoSnapshotId: z.string().optional().describe("The safety snapshot of a single disk."),
    undoSnapshotGroupId: z.string().optional().describe("The safety group of several disks."),
  })
  .meta({ title: "FinishedRollback" });

const diskResult = z
  .object({
    ...snapshotOfDisk.shape,
    status: z
      .enum(["untouched", "submitted", "restored", "failed", "unknown"])
      .describe('"submitted": accepted and not seen to end; "unknown": the answer was lost.'),
    errorCode: z.string().optional().describe("The cloud's code, where it failed."),
    errorMessage: z.string().optional().describe("The cloud's message, where it failed."),
  })
  .meta({ title: "DiskResult" });

const pendingRollback = z
  .object({
    key: z.string().describe("Names the rollback."),
    phase: runPhase.describe("Where the run was cut short."),
    startedAt: z.string().describe("ISO 8601, UTC."),
    submittedAt: z.string().optional().describe("From then on the request may have reached the cloud."),
    disks: z.array(diskResult).describe("What became of each disk."),
    hosts: z
      .array(
        z
          .object({
            hostId: z.string().describe("The machine."),
            wasRunning: z.boolean().describe("Whether it was running when the run began."),
            stoppedAt: z.string().optional().describe("ISO 8601, UTC."),
            startedAt: z.string().optional().describe("When it was last started before."),
          })
          .meta({ title: "RollbackHost" }),
      )
      .describe("The machines that it has stopped or found stopped."),
    requestIds: z.array(z.string()).describe("Of the requests that rolled back."),
  })
  .meta({ title: "PendingRollback" });

/** What a DiskRollback tells a program. */
export const rollbackOutputsSchema = z.object({
  phase: z
    .enum([...runPhase.options, "disarmed", "adopted", "done"])
    .describe(
      '"disarmed": no snapshot is declared. "done". "adopted": an earlier run has done it, or `onCreate: "adopt"` has recorded it. The others name the step at which a run was cut short.',
    ),
  lastRollback: finishedRollback
    .optional()
    .describe(
      "The rollback that ran last: what was lost, how long the machine was down, the steps with their times and request ids.",
    ),
  undoSnapshotId: z
    .string()
    .optional()
    .describe("The safety snapshot of the single disk as it was before: declare it as `snapshotId` to undo."),
  undoSnapshotGroupId: z
    .string()
    .optional()
    .describe(
      "The safety group of several disks as they were before: declare it as `snapshotGroupId` to undo.",
    ),
  undoSnapshots: z.array(snapshotOfDisk).describe("The safety snapshot of each disk."),
  disks: z.array(diskResult).describe("What became of each disk."),
  instanceId: z
    .string()
    .optional()
    .describe("The machine whose disk it is: an instance, a server or a desktop."),
  hostWasRunning: z.boolean().optional().describe("Whether it was running when the last rollback began."),
  history: z
    .array(finishedRollback)
    .describe("The last twenty rollbacks, each as in `lastRollback`, oldest first."),
  pending: pendingRollback.optional().describe("What an interrupted run still has to do."),
});
