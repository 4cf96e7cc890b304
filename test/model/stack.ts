import { openSession } from "../../provider/host/session";
import type { Context, Session } from "../../provider/runtime/context";
import { diskRollback } from "../../provider/rollback";
import type { Properties } from "../../provider/runtime/properties";
import { LifecycleError } from "../../provider/runtime/lifecycleError";
import { batchedReads } from "../../provider/runtime/reads";
import type { Cloud } from "../../provider/client";
import type { Process } from "./process";

/** What the engine keeps of the one resource. */
export interface State {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** The last create or update failed half-way: the next `up` calls update whatever the diff says. */
  readonly unfinished: boolean;
}

export type Operation = "create" | "update" | "replace" | "same";

/** What one of the engine's commands has come to; the state is what it would write. */
export type Answer =
  | { readonly kind: "done"; readonly operation: Operation; readonly state: State | undefined }
  | { readonly kind: "failed"; readonly words: string; readonly state: State | undefined };

export interface Run {
  readonly context: Context;
  /** Everything that was said, beside progress. */
  readonly said: string[];
}

let attempts = 0;

export function openRun(process: Process, cloud: Cloud, signal: AbortSignal): Run {
  const opened = openSession({
    config: { get: (key) => ({ "alicloud:region": "cn-hangzhou" })[key] },
    environment: {},
    clock: process.clock,
    random: () => 0.5,
  });
  const session: Session = { ...opened, cloud, reads: batchedReads(cloud, process.clock) };
  const said: string[] = [];
  const context: Context = {
    ...session,
    // It tells attempts apart, and the poller has its own: time goes on as before.
    random: () => (attempts += 1) / 1_000_000,
    urn: "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/alicloud-restore:DiskRollback::lever",
    replacing: false,
    refreshing: false,
    signal,
    log: {
      progress: () => undefined,
      info: (words) => void said.push(words),
      warn: (words) => void said.push(words),
    },
  };
  return { context, said };
}

/** `pulumi preview`: check and diff. */
export async function preview({ context }: Run, state: State | undefined, inputs: Properties) {
  return answered(state, inputs, async () => ({
    operation: (await plan(context, state, inputs)).operation,
    state,
  }));
}

/** `pulumi up`, with the preview that comes before it. */
export async function up(
  { context }: Run,
  state: State | undefined,
  inputs: Properties,
  planned: (operation: Operation) => void,
): Promise<Answer> {
  return answered(state, inputs, async () => {
    const { operation, checked } = await plan(context, state, inputs);
    planned(operation);
    if (state && operation === "same") return { operation, state: { ...state, inputs: checked } };
    if (state && operation === "update") {
      const request = { resourceId: state.id, recorded: state.outputs, inputs: checked };
      const { outputs } = await diskRollback.update(context, request);
      return { operation, state: { ...state, inputs: checked, outputs: stored(outputs), unfinished: false } };
    }
    const { resourceId, outputs } = await diskRollback.create(context, { inputs: checked });
    return {
      operation,
      state: { id: resourceId, inputs: checked, outputs: stored(outputs), unfinished: false },
    };
  });
}

export async function refresh({ context }: Run, state: State): Promise<Answer> {
  return answered(state, state.inputs, async () => {
    const answer = await diskRollback.read(context, { resourceId: state.id, recorded: state.outputs });
    const outputs = stored(answer.outputs);
    const request = { resourceId: answer.resourceId, recorded: outputs, inputs: state.inputs };
    await diskRollback.diff({ ...context, refreshing: true }, request);
    return { operation: "same", state: { ...state, id: answer.resourceId, outputs, unfinished: false } };
  });
}

export async function destroy({ context }: Run, state: State): Promise<Answer> {
  return answered(state, state.inputs, async () => {
    await diskRollback.delete(context, { resourceId: state.id, recorded: state.outputs });
    return { operation: "update", state: undefined };
  });
}

/** A failure that names what exists goes into the state, as the engine does it. */
async function answered(
  before: State | undefined,
  inputs: Properties,
  work: () => Promise<{ operation: Operation; state: State | undefined }>,
): Promise<Answer> {
  try {
    return { kind: "done", ...(await work()) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const recorded = error instanceof LifecycleError ? error.recorded : undefined;
    const state = recorded && {
      id: recorded.resourceId,
      inputs: before?.inputs ?? inputs,
      outputs: stored(recorded.outputs),
      unfinished: true,
    };
    return { kind: "failed", words: error.message, state: state ?? before };
  }
}

async function plan(context: Context, state: State | undefined, inputs: Properties) {
  const checked = await check(context, state?.inputs ?? {}, inputs);
  if (!state) return { operation: "create" as const, checked };
  const request = { resourceId: state.id, recorded: state.outputs, inputs: checked };
  const { changes, replaces } = await diskRollback.diff(context, request);
  if (changes && replaces.length)
    return { operation: "replace" as const, checked: await check(context, {}, inputs) };
  return { operation: changes || state.unfinished ? ("update" as const) : ("same" as const), checked };
}

async function check(context: Context, before: Properties, inputs: Properties): Promise<Properties> {
  const answer = await diskRollback.check(context, { before, inputs: stored(inputs) });
  if (answer.failures.length === 0) return stored(answer.inputs);
  throw new CheckFailed(answer.failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
}

/** Nothing can have changed: `check` looks only. */
export class CheckFailed extends Error {}

/** What survives in a state file: JSON. */
const stored = (properties: object): Properties => JSON.parse(JSON.stringify(properties)) as Properties;
