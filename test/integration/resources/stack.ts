import { openSession } from "../../../provider/host/session";
import type { CloudRequest } from "../../../provider/client";
import type { Context, Session } from "../../../provider/runtime/context";
import type { Lifecycle } from "../../../provider/runtime/lifecycle";
import type { Properties } from "../../../provider/runtime/properties";
import { LifecycleError } from "../../../provider/runtime/lifecycleError";
import type { SharedClock } from "./clock";

/** What the engine keeps of a resource. */
export interface State {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** The last create or update failed half-way: the next `up` calls update whatever the diff says. */
  readonly unfinished: boolean;
}

export interface Lines {
  readonly progress: string[];
  readonly info: string[];
  readonly warn: string[];
}

export interface Surroundings {
  readonly clock: SharedClock;
  readonly config: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Called before a lifecycle method's call leaves; the shared, batched reads are none of these. */
  readonly beforeCall: (request: CloudRequest<unknown>) => Promise<void>;
}

/** What an input check has found, as the engine would show it. */
export class CheckFailed extends Error {
  constructor(readonly failures: readonly { property: string; reason: string }[]) {
    super(failures.map(({ property, reason }) => (property ? `${property}: ${reason}` : reason)).join("\n"));
  }
}

/** One resource of a stack: calls the lifecycle methods in the order and with the arguments of Pulumi's engine. */
export interface DeclaredResource {
  readonly urn: string;
  readonly lines: Lines;
  /** Undefined: not in the state. */
  state: State | undefined;
  preview(inputs: Properties, process?: Process): Promise<Preview>;
  /** What the engine did; rejects as `pulumi up` would. */
  up(inputs: Properties, process?: Process): Promise<Operation>;
  /** The update of an `up` whose check and diff lie some time back. */
  updateOnly(inputs: Properties, process: Process): Promise<void>;
  refresh(): Promise<Properties>;
  destroy(): Promise<void>;
}

export interface Process {
  /** Aborted when the user interrupts the run. */
  readonly signal?: AbortSignal;
  /** Several resources that come up together share a process, and with it a session. */
  readonly session?: Session;
}

export type Operation = "create" | "update" | "replace" | "same";
export interface Preview {
  readonly operation: Operation;
  readonly replaces: readonly string[];
  /** What the preview said, all lines. */
  readonly words: string;
}

export function declaredResource(
  lifecycle: Lifecycle,
  type: string,
  name: string,
  surroundings: Surroundings,
): DeclaredResource {
  const urn = `urn:pulumi:dev::shop::pulumi-nodejs:restore:${type}::${name}`;
  const lines: Lines = { progress: [], info: [], warn: [] };

  /** A process of its own, as for each of the engine's commands: nothing is remembered but the state. */
  const inProcess = async <Result>(
    run: (context: Context) => Promise<Result>,
    { signal, session: shared }: Process = {},
  ) => {
    const session = shared ?? newSession(surroundings);
    try {
      return await run(contextOf(session, urn, lines, signal));
    } finally {
      if (!shared) session.cloud.close();
    }
  };

  const resource: DeclaredResource = {
    urn,
    lines,
    state: undefined,
    preview: (inputs, process) =>
      inProcess(async (context) => {
        const [info, warn] = [lines.info.length, lines.warn.length];
        const { operation, replaces } = await plan(lifecycle, context, resource.state, inputs);
        return {
          operation,
          replaces,
          words: [...lines.info.slice(info), ...lines.warn.slice(warn)].join("\n"),
        };
      }, process),
    up: (inputs, process) =>
      inProcess(async (context) => {
        const { operation, checked } = await plan(lifecycle, context, resource.state, inputs);
        const before = resource.state;
        const creating = { ...context, replacing: operation === "replace", replaced: before?.outputs };
        if (operation === "create" || operation === "replace")
          resource.state = await applied(resource, checked, () => create(lifecycle, creating, checked));
        else if (operation === "update" && before)
          resource.state = await applied(resource, checked, () =>
            update(lifecycle, context, before, checked),
          );
        else if (before) resource.state = { ...before, inputs: checked };
        if (operation === "replace" && before)
          await lifecycle.delete(context, { resourceId: before.id, recorded: before.outputs });
        return operation;
      }, process),
    updateOnly: (inputs, process) =>
      inProcess(async (context) => {
        const before = known(resource);
        resource.state = await applied(resource, inputs, () => update(lifecycle, context, before, inputs));
      }, process),
    refresh: () =>
      inProcess(async (context) => {
        const before = known(resource);
        const answer = await lifecycle.read(context, { resourceId: before.id, recorded: before.outputs });
        const outputs = stored(answer.outputs);
        await lifecycle.diff(
          { ...context, refreshing: true },
          { resourceId: answer.resourceId, recorded: outputs, inputs: before.inputs },
        );
        resource.state = { ...before, id: answer.resourceId, outputs, unfinished: false };
        return outputs;
      }),
    destroy: () =>
      inProcess(async (context) => {
        const before = known(resource);
        await lifecycle.delete(context, { resourceId: before.id, recorded: before.outputs });
        resource.state = undefined;
      }),
  };
  return resource;
}

export function newSession({ clock, config, environment, beforeCall }: Surroundings): Session {
  const session = openSession({
    config: { get: (key) => config[key] },
    environment,
    clock,
    random: nextRandom,
  });
  const { cloud } = session;
  return {
    ...session,
    cloud: {
      ...cloud,
      call: async (request, options) => {
        await beforeCall(request);
        return cloud.call(request, options);
      },
    },
  };
}

/** Chance that is the same in each run of a test, and never the same twice: attempts are told apart by it. */
let chance = 0;
const nextRandom = (): number => {
  chance = (chance + 1) % 4_096;
  return 0.5 + chance / 1_000_000;
};

export function contextOf(
  session: Session,
  urn: string,
  lines: Lines,
  signal = new AbortController().signal,
): Context {
  return {
    ...session,
    urn,
    replacing: false,
    refreshing: false,
    signal,
    log: {
      progress: (words) => void lines.progress.push(words),
      info: (words) => void lines.info.push(words),
      warn: (words) => void lines.warn.push(words),
    },
  };
}

interface Plan {
  readonly operation: Operation;
  readonly replaces: readonly string[];
  readonly checked: Properties;
}

/** Check and diff, as preview and update both call them. */
async function plan(
  lifecycle: Lifecycle,
  context: Context,
  state: State | undefined,
  inputs: Properties,
): Promise<Plan> {
  const checked = await check(lifecycle, context, state?.inputs ?? {}, inputs);
  if (!state) return { operation: "create", replaces: [], checked };
  const request = { resourceId: state.id, recorded: state.outputs, inputs: checked };
  const { changes, replaces } = await lifecycle.diff(context, request);
  if (changes && replaces.length)
    return { operation: "replace", replaces, checked: await check(lifecycle, context, {}, inputs) };
  return { operation: changes || state.unfinished ? "update" : "same", replaces, checked };
}

async function check(lifecycle: Lifecycle, context: Context, before: Properties, inputs: Properties) {
  const answer = await lifecycle.check(context, { before, inputs: stored(inputs) });
  if (answer.failures.length) throw new CheckFailed(answer.failures);
  return stored(answer.inputs);
}

async function create(lifecycle: Lifecycle, context: Context, inputs: Properties): Promise<State> {
  const { resourceId, outputs } = await lifecycle.create(context, { inputs });
  return { id: resourceId, inputs, outputs: stored(outputs), unfinished: false };
}

async function update(lifecycle: Lifecycle, context: Context, before: State, inputs: Properties) {
  const request = { resourceId: before.id, recorded: before.outputs, inputs };
  const { outputs } = await lifecycle.update(context, request);
  return { id: before.id, inputs, outputs: stored(outputs), unfinished: false };
}

/** A failure that names what exists goes into the state before it is thrown on, as the engine does. */
async function applied(resource: DeclaredResource, inputs: Properties, apply: () => Promise<State>) {
  try {
    return await apply();
  } catch (error) {
    if (error instanceof LifecycleError && error.recorded)
      resource.state = {
        id: error.recorded.resourceId,
        inputs: resource.state?.inputs ?? inputs,
        outputs: stored(error.recorded.outputs),
        unfinished: true,
      };
    throw error;
  }
}

function known(resource: DeclaredResource): State {
  if (!resource.state) throw new Error(`${resource.urn} is not in the state`);
  return resource.state;
}

/** What survives in the state: JSON. */
const stored = (properties: object): Properties => JSON.parse(JSON.stringify(properties)) as Properties;
