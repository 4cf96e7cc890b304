import { takeAnswer, type CommandError } from "./agent";
import type { Instance } from "./entities";
import type { CommandResult, Invocation } from "./invocationSchema";
import type { Moment } from "./moment";
import type { World } from "./world";

export type ResultStatus = "Running" | "Success" | "Failed" | "Timeout" | "Aborted" | "Error";

export function resultStatus({ finishesAt, error, exitCode }: CommandResult, now: number): ResultStatus {
  if (now < finishesAt) return "Running";
  if (error === undefined) return exitCode === 0 ? "Success" : "Failed";
  const statuses: Partial<Record<CommandError, ResultStatus>> = {
    ExitCodeNonzero: "Failed",
    ExecutionTimeout: "Timeout",
    ExecutionException: "Error",
    ExecutionInterrupted: "Error",
  };
  // Everything else kept the command from being sent.
  return statuses[error] ?? "Aborted";
}

export type InvocationStatus = "Running" | "Success" | "Failed" | "PartialFailed";

/** The rules of DescribeInvocations, "InvocationStatus". */
export function invocationStatus({ results }: Invocation, now: number): InvocationStatus {
  const statuses = results.map((result) => resultStatus(result, now));
  if (statuses.includes("Running")) return "Running";
  if (!statuses.includes("Success")) return "Failed";
  return statuses.every((status) => status === "Success") ? "Success" : "PartialFailed";
}

export interface Command {
  readonly content: string;
  readonly timeout: number;
}

/** What the machine's agent will answer, and when. Its writes are on the disks at once. */
export function runOn(instance: Instance, command: Command, running: boolean, moment: Moment): CommandResult {
  const { world, settings, now } = moment;
  const unsent = whyNotSent(instance, running);
  if (unsent !== undefined) return failure(instance.instanceId, unsent, now);
  const answer = takeAnswer(instance.agent, command.content);
  if (answer.error !== undefined) return failure(instance.instanceId, answer.error, now);
  for (const [diskId, text] of Object.entries(answer.writes)) {
    const disk = Object.hasOwn(world.disks, diskId) ? world.disks[diskId] : undefined;
    if (disk?.instanceIds.includes(instance.instanceId)) disk.content = text;
  }
  const limit = command.timeout * 1000;
  const length = answer.hangs ? Infinity : (answer.duration ?? settings.durations.command);
  const { instanceId } = instance;
  if (length > limit) {
    return { ...failure(instanceId, "ExecutionTimeout", now), finishesAt: now + limit };
  }
  const { exitCode, output } = answer;
  const error = exitCode === 0 ? undefined : "ExitCodeNonzero";
  return { instanceId, startsAt: now, finishesAt: now + length, exitCode, output, error };
}

function whyNotSent({ agent }: Instance, running: boolean): CommandError | undefined {
  if (!running) return "InstanceNotRunning";
  return agent.installed && agent.running ? undefined : "ClientNotRunning";
}

function failure(instanceId: string, error: CommandError, now: number): CommandResult {
  return { instanceId, startsAt: now, finishesAt: now, exitCode: 0, output: "", error };
}

/** A machine that goes down or up takes its running commands with it. */
export function interruptCommandsOn(instanceId: string, world: World, now: number): void {
  for (const { results } of Object.values(world.invocations)) {
    for (const result of results) {
      if (result.instanceId !== instanceId || now >= result.finishesAt) continue;
      result.finishesAt = now;
      result.error = "ExecutionInterrupted";
    }
  }
}
