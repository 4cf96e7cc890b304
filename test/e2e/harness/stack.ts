import type { CommandResult, RunningCommand } from "./command";
import type { Config } from "./config";
import type { Deployment } from "./deployment";
import type { EngineEvent } from "./events";
import type { Program } from "./program";

export interface StackOptions {
  program: Program;
  config?: Config;
  /** Added to a clean environment; see `simulatorEnvironment`. */
  env?: Record<string, string>;
  project?: string;
  name?: string;
  /** A stack of the same name and project, at rest: the new one begins with a copy of its state and its configuration. */
  copyOf?: Stack;
}

/** A run of the engine that changes or compares a stack. */
export type Operation = "up" | "preview" | "refresh" | "destroy";

export interface OperationOptions {
  /** More arguments, such as `["--target", urn]`. */
  args?: readonly string[];
  /** `up`, `refresh` and `destroy` show their preview first only if asked. */
  withPreview?: boolean;
  env?: Record<string, string>;
  /** Milliseconds after which the run is killed and the test fails. */
  limit?: number;
}

/** Assert on it as `expect(result.code, result.text).toBe(0)`: a failure then shows what the engine printed. */
export interface OperationResult extends CommandResult {
  events: EngineEvent[];
  /** What the engine set out to do, in order, such as `"create restore"`: each declared resource's operation and name. */
  steps: string[];
  /** How many resources were to be created, updated, left the `same` …, as the summary says. */
  changes: Record<string, number>;
}

export interface RunningOperation extends Omit<RunningCommand, "result"> {
  result: Promise<OperationResult>;
}

export interface Stack extends Record<Operation, (options?: OperationOptions) => Promise<OperationResult>> {
  /** The project's folder: Pulumi.yaml and the program. */
  folder: string;
  name: string;
  /** Starts an operation to be watched, interrupted or killed. */
  start(operation: Operation, options?: OperationOptions): RunningOperation;
  /** Any other command, such as `pulumi("cancel", "--yes")`. */
  pulumi(...args: string[]): Promise<CommandResult>;
  setConfig(config: Config): Promise<void>;
  writeProgram(program: Program): Promise<void>;
  /** The stack's outputs, secret ones in clear. */
  outputs(): Promise<Record<string, unknown>>;
  exportState(): Promise<Deployment>;
  importState(state: Deployment): Promise<void>;
  /** The ids of all processes that this stack's commands have started and that still run, or of those of one program (seen on Linux only). */
  processes(program?: string): Promise<number[]>;
  /** Ends what a killed engine left behind. Done for every stack when its test file ends. */
  dispose(): Promise<void>;
}
