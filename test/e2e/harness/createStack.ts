import { cp, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { inject } from "vitest";
import { z } from "zod";
import { atFileEnd } from "./atFileEnd";
import { type CommandResult, type RunningCommand, startCommand } from "./command";
import { configCommands, secretsOf, settingsFile } from "./config";
import { deployment } from "./deployment";
import { projectEnvironment, pulumiHome } from "./environment";
import { changesOf, readEvents, stepsOf } from "./events";
import { endProcesses, processesOf } from "./processes";
import { withProjectFile, writeProgram } from "./program";
import type {
  Operation,
  OperationOptions,
  OperationResult,
  RunningOperation,
  Stack,
  StackOptions,
} from "./stack";
import { createProjectFolder } from "./workspace";

/** A new stack of a new project below the workspace, run by the real engine. */
export async function createStack(options: StackOptions): Promise<Stack> {
  const { program, config = {}, env = {}, project = "e2e", name = "test", copyOf } = options;
  const workspace = inject("workspace");
  const folder = await createProjectFolder(workspace);
  if (copyOf) await copyProject(copyOf.folder, folder);
  await writeProgram(folder, withProjectFile(program, project));
  const environment = await projectEnvironment(workspace.engine, folder, env);
  const command: Command = (args, more = {}) =>
    startCommand(workspace.engine.path, ["--non-interactive", "--color", "never", ...args], {
      cwd: folder,
      env: { ...environment, ...more.env },
      limit: more.limit,
    });

  const stack = describeStack({ name, folder, command });
  atFileEnd(stack.dispose);
  if (copyOf) return stack;
  await writeFile(join(folder, `Pulumi.${name}.yaml`), settingsFile(config));
  await demand(command, ["stack", "init", name]);
  await stack.setConfig(secretsOf(config));
  return stack;
}

/** Starts the engine in the project's folder. */
type Command = (args: readonly string[], more?: Pick<OperationOptions, "env" | "limit">) => RunningCommand;

interface Context {
  name: string;
  folder: string;
  command: Command;
}

function describeStack({ name, folder, command }: Context): Stack {
  const start = operationStarter({ name, folder, command });
  return {
    name,
    folder,
    start,
    up: (options) => start("up", options).result,
    preview: (options) => start("preview", options).result,
    refresh: (options) => start("refresh", options).result,
    destroy: (options) => start("destroy", options).result,
    pulumi: (...args) => command(args).result,
    writeProgram: (program) => writeProgram(folder, program),
    setConfig: async (config) => {
      for (const args of configCommands(config)) await demand(command, [...args, "--stack", name]);
    },
    outputs: async () => {
      const text = await demand(command, ["stack", "output", "--json", "--show-secrets", "--stack", name]);
      return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    },
    exportState: async () =>
      deployment.parse(JSON.parse(await demand(command, ["stack", "export", "--stack", name]))),
    importState: async (state) => {
      const file = join(folder, ".state-to-import.json");
      await writeFile(file, JSON.stringify(state));
      await demand(command, ["stack", "import", "--stack", name, "--file", file]);
    },
    processes: (program) => processesOf(pulumiHome(folder), program),
    dispose: () => endProcesses(pulumiHome(folder)),
  };
}

function operationStarter({ name, folder, command }: Context) {
  let runs = 0;
  return (operation: Operation, options: OperationOptions = {}): RunningOperation => {
    runs += 1;
    const eventLog = join(folder, `.events-${runs}.jsonl`);
    const { args = [], withPreview = operation === "preview" } = options;
    const flags = operation === "preview" ? [] : ["--yes", ...(withPreview ? [] : ["--skip-preview"])];
    const running = command(
      [operation, ...flags, "--stack", name, "--event-log", eventLog, ...args],
      options,
    );
    const result = withEvents(running.result, eventLog);
    // Whoever only watches and kills a run need not wait for its result.
    result.catch(() => undefined);
    return { ...running, result };
  };
}

async function withEvents(result: Promise<CommandResult>, eventLog: string): Promise<OperationResult> {
  const ended = await result;
  const events = await readEvents(eventLog);
  return { ...ended, events, steps: stepsOf(events), changes: changesOf(events) };
}

/** All but what its own runs have told. */
const copyProject = (from: string, to: string): Promise<void> =>
  cp(from, to, { recursive: true, filter: (path) => !basename(path).startsWith(".events-") });

/** Runs a command that a test relies on: its failure is the harness's, not the test's subject. */
async function demand(command: Command, args: readonly string[]): Promise<string> {
  const result = await command(args).result;
  if (result.code !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${result.text}`);
  return result.stdout;
}
