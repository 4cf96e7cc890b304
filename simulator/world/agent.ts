import { z } from "zod";
import { duration } from "./time";

/** Why a command did not run or did not end well, in the words of DescribeInvocationResults. */
export const commandErrors = {
  InstanceNotRunning: "the instance is not running when create task",
  ClientNotRunning: "the aliyun service is not running on the instance",
  ClientNotResponse: "the aliyun service in the instance does not response",
  AccountNotExists: "the specified account does not exists",
  DirectoryNotExists: "the specified directory does not exists",
  CommandNotApplicable: "the command is not applicable",
  DeliveryTimeout: "the command delivery has been timeout",
  ExecutionTimeout: "the command execution has been timeout",
  ExecutionException: "the command execution got an exception",
  ExecutionInterrupted: "the command execution has been interrupted",
  ExitCodeNonzero: "the command execution exit code is not zero",
} as const;
export type CommandError = keyof typeof commandErrors;
const commandError = z.enum(Object.keys(commandErrors) as [CommandError, ...CommandError[]]);

const agentAnswerSchema = z.strictObject({
  /** A piece of the command's text; without it every command is meant. */
  contains: z.string().default(""),
  output: z.string().default(""),
  exitCode: z.number().int().default(0),
  /** Without it, the setting `durations.command`. */
  duration: duration.optional(),
  /** Never ends: the command's own time-out comes. */
  hangs: z.boolean().default(false),
  /** The command does not run at all. */
  error: commandError.optional(),
  /** What the command leaves on disks, by their ids; it is there as soon as the command is sent. */
  writes: z.record(z.string(), z.string()).default({}),
  /** For so many commands; after them the next answer that fits. */
  times: z.number().int().nonnegative().optional(),
});
export type AgentAnswer = z.infer<typeof agentAnswerSchema>;

/** Cloud Assistant on a machine. A command that no answer fits ends well and prints nothing. */
export const agentSchema = z.strictObject({
  installed: z.boolean().default(true),
  running: z.boolean().default(true),
  version: z.string().default("2.2.3.800"),
  answers: z.array(agentAnswerSchema).default([]),
});
export type Agent = z.infer<typeof agentSchema>;

const ordinaryAnswer = agentAnswerSchema.parse({});

/** The first answer that fits and is not used up; it is used once more. */
export function takeAnswer(agent: Agent, command: string): AgentAnswer {
  const found = agent.answers.find(({ contains, times }) => command.includes(contains) && times !== 0);
  if (found?.times !== undefined) found.times -= 1;
  return found ?? ordinaryAnswer;
}
