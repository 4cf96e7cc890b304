import { z } from "zod";
import * as field from "./fields";

/** What a program declares of a DiskRollback of an ECS disk, after defaults. */
export const ecsDiskRollback = () =>
  z.strictObject({
    service: z.literal("ecs"),
    regionId: field.regionId,
    diskId: field.ecsDiskId,
    snapshotId: field.snapshotId.optional(),
    triggers: field.triggers.optional(),
    whenRunning: z.enum(["fail"]).default("fail"),
    safetySnapshot: z
      .union([z.literal(false), z.strictObject({ retentionDays: field.ecsRetentionDays.default(14) })])
      .prefault({}),
    maxDataLoss: field.duration.optional(),
    notAfter: z.iso.datetime({ error: 'must be a moment in UTC such as "2026-11-20T18:40:00Z"' }).optional(),
    requireNewest: z.boolean().default(false),
    expectLast: z.union([field.snapshotId, z.literal("none")], 'must be a snapshot id or "none"').optional(),
    onCreate: z.enum(["rollback", "adopt"]).default("rollback"),
    onRepeat: z.enum(["refuse", "run"]).default("refuse"),
    onInterrupted: z.enum(["ask", "assumeDone", "retry"]).default("ask"),
    timeouts: z
      .strictObject({ snapshot: field.duration.default("60m"), rollback: field.duration.default("60m") })
      .prefault({}),
  });

export type DiskRollbackInputs = z.output<ReturnType<typeof ecsDiskRollback>>;
