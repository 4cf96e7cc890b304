import { z } from "zod";
import { accountSchema, diskSchema, instanceSchema, snapshotGroupSchema, snapshotSchema } from "./entities";
import { invocationSchema } from "./invocations";
import { instant } from "./time";

/** A ClientToken that was used: what was asked with it and what was answered. */
const tokenSchema = z.strictObject({
  fingerprint: z.string(),
  answer: z.record(z.string(), z.unknown()),
  expiresAt: instant,
});

/** Everything the simulated account holds; plain data, so that it can be saved, shown and put back. */
export const worldSchema = z.strictObject({
  account: accountSchema,
  disks: z.record(z.string(), diskSchema),
  instances: z.record(z.string(), instanceSchema),
  snapshots: z.record(z.string(), snapshotSchema),
  snapshotGroups: z.record(z.string(), snapshotGroupSchema),
  /** Commands that were sent to machines. */
  invocations: z.record(z.string(), invocationSchema).default({}),
  tokens: z.record(z.string(), tokenSchema),
});

export type World = z.infer<typeof worldSchema>;
