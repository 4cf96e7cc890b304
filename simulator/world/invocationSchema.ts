import { z } from "zod";
import { commandErrors, type CommandError } from "./agent";
import { instant } from "./time";

/** What became of a command on one machine. */
const resultSchema = z.strictObject({
  instanceId: z.string(),
  startsAt: instant,
  finishesAt: instant,
  exitCode: z.number().int(),
  output: z.string(),
  error: z.enum(Object.keys(commandErrors) as [CommandError, ...CommandError[]]).optional(),
});
export type CommandResult = z.infer<typeof resultSchema>;

export const invocationSchema = z.strictObject({
  invokeId: z.string(),
  commandId: z.string(),
  regionId: z.string(),
  name: z.string(),
  description: z.string(),
  type: z.string(),
  content: z.string(),
  parameters: z.record(z.string(), z.string()),
  createdAt: instant,
  /** Seconds. */
  timeout: z.number(),
  username: z.string(),
  workingDir: z.string(),
  resourceGroupId: z.string(),
  tags: z.record(z.string(), z.string()),
  results: z.array(resultSchema),
});
export type Invocation = z.infer<typeof invocationSchema>;
