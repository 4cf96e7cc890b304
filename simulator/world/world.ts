import { z } from "zod";
import { accountSchema, diskSchema, instanceSchema, snapshotGroupSchema, snapshotSchema } from "./entities";
import { invocationSchema } from "./invocationSchema";
import { indexed } from "./snapshotIndex";
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

/** Everything but the account comes in tables, by ids. */
export type Table = Exclude<keyof World, "account">;
export const tables = Object.keys(worldSchema.shape).filter((name): name is Table => name !== "account");

/** Ready for use: ids that objects have names for anyway are ids like others, and snapshots are found quickly. */
export function openWorld(world: World): World {
  const plain = tables.map((table) => [table, Object.assign(Object.create(null) as object, world[table])]);
  const opened = { ...world, ...Object.fromEntries(plain) } as World;
  return { ...opened, snapshots: indexed(opened.snapshots) };
}
