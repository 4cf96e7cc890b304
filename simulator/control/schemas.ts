import { z } from "zod";
import { faultSchema } from "../transport/faults";
import type { Call } from "../transport/calls";
import type { DiskStatus } from "../world/disks";
import { speedSchema } from "../world/clock";
import {
  accountSchema,
  diskSchema,
  instanceSchema,
  serviceNames,
  snapshotGroupSchema,
  snapshotSchema,
} from "../world/entities";
import { settingsSchema } from "../world/settings";
import { duration, durationUpTo } from "../world/time";

/** What the bodies are checked with. */
export const bodies = {
  /** As long as the security token service gives them at the most. */
  credentials: z.strictObject({ lifetime: durationUpTo(12 * 3_600_000, "12h").prefault("1h") }),
  clock: z
    .strictObject({ advance: duration.optional(), speed: speedSchema.optional() })
    .refine(({ advance, speed }) => advance !== undefined || speed !== undefined, {
      error: 'give {"advance":"10m"} or {"speed":60}',
    }),
  fault: faultSchema,
  /** Only so many, the newest. */
  callsQuery: z.strictObject({ last: z.coerce.number().int().positive().optional() }),
};

const diskStatuses = [
  "In_use",
  "Available",
  "ReIniting",
  "Attaching",
  "Detaching",
  "Creating",
  "Migrating",
  "Transferring",
] as const satisfies readonly DiskStatus[];

const time = z.iso.datetime({ offset: true });
const count = z.number().int().nonnegative();

/** What is shown beside what the world holds: it follows from the time. */
export const views = {
  Disk: diskSchema.extend({
    status: z.enum(diskStatuses),
    resetting: z.boolean(),
  }),
  Instance: instanceSchema.extend({ status: z.enum(["Running", "Stopping", "Stopped", "Starting"]) }),
  Snapshot: snapshotSchema.extend({
    status: z.enum(["progressing", "accomplished", "failed"]),
    progress: z.number().int().min(0).max(100),
  }),
  SnapshotGroup: snapshotGroupSchema,
  Account: accountSchema,
  Settings: settingsSchema,
  Fault: z.strictObject({ ...faultSchema.shape, id: z.string(), seen: count, hit: count, held: count }),
  Call: z.strictObject({
    time,
    service: z.enum([...serviceNames, "unknown"]),
    action: z.string(),
    method: z.string(),
    signature: z.enum(["V1", "V3"]),
    parameters: z.record(z.string(), z.string()),
    requestId: z.string(),
    outcome: z.enum(["pending", "ok", "error", "dropped", "held", "html", "truncated"]),
    acted: z.boolean(),
    status: z.number().int().optional(),
    code: z.string().optional(),
    fault: z.string().optional(),
  }) satisfies z.ZodType<Call>,
  Clock: z.strictObject({ now: time, speed: speedSchema }),
  Health: z.strictObject({ status: z.literal("ok"), now: time }),
  Credentials: z.strictObject({
    accessKeyId: z.string(),
    accessKeySecret: z.string(),
    securityToken: z.string(),
    /** In the machine's time. */
    expiration: time,
  }),
  Content: z.strictObject({ diskId: z.string(), content: z.string() }),
  Done: z
    .strictObject({
      reset: z.boolean(),
      cleared: z.boolean(),
      deleted: z.string(),
      released: z.string(),
    })
    .partial(),
  Error: z.strictObject({ error: z.string() }),
};

export type ViewName = keyof typeof views;
