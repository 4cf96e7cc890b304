import type { Lifecycle } from "../runtime/lifecycle";
import type { Properties } from "../runtime/properties";
import type { Context } from "../runtime/context";
import { withSignsOfLife } from "../runtime/signsOfLife";
import { diskRollback as rollback } from "../rollback";
import { diskSnapshot as snapshot } from "../runtime/diskSnapshot";
import { cancellation, interrupt } from "./cancellation";
import { engineConnection } from "./engineConnection";
import { engineLog } from "./engineLog";
import { engineWatch } from "./engineWatch";
import { hostError, storable } from "./hostError";
import { noOccasion, occasions } from "./occasions";
import { configure, currentSession, type HostConfig } from "./session";

/**
 * The dynamic provider's host, mapped onto the lifecycle methods. The text in every user's state loads this
 * module as `pulumi-alicloud-restore/provider` and takes one of these two names: neither may ever change.
 */
export const diskSnapshot = adapt(snapshot);
export const diskRollback = adapt(rollback);

/** Inputs as the host gives them: ours, and those of the shim, whose names begin with two underscores. */
type Given = Properties & { readonly __provider?: string; readonly __urn?: string };

function adapt(lifecycle: Lifecycle) {
  const { checked, compared, read, ofCreate, ofDiff } = occasions();
  return {
    // Synchronous: the SDK goes on with other calls while it awaits this one.
    configure: ({ config }: { config: HostConfig }) => configure(config),

    check: (olds: Given, news: Given) =>
      guarded(undefined, news, async () => {
        checked(urnOf(news), own(olds));
        const answer = await withSignsOfLife(contextOf(news), (context) =>
          lifecycle.check(context, { before: own(olds), inputs: own(news) }),
        );
        return { inputs: keeping(answer.inputs, news), failures: [...answer.failures] };
      }),

    diff: (id: string, olds: Given, news: Given) =>
      guarded(undefined, news, async () => {
        const context = { ...contextOf(news), ...ofDiff(urnOf(news), id) };
        compared(urnOf(news), own(olds));
        const request = { resourceId: id, recorded: own(olds), inputs: own(news) };
        const answer = await withSignsOfLife(context, (watched) => lifecycle.diff(watched, request));
        return { changes: answer.changes, replaces: [...answer.replaces] };
      }),

    create: (inputs: Given) =>
      guarded("partial", inputs, async () => {
        const context = { ...contextOf(inputs), ...ofCreate(urnOf(inputs)) };
        const answer = await withSignsOfLife(context, (watched) =>
          lifecycle.create(watched, { inputs: own(inputs) }),
        );
        return { id: answer.resourceId, outs: keeping(answer.outputs, inputs) };
      }),

    read: (id: string, props: Given) =>
      guarded(undefined, props, async () => {
        read(id);
        const answer = await withSignsOfLife(contextOf(props), (context) =>
          lifecycle.read(context, { resourceId: id, recorded: own(props) }),
        );
        return { id: answer.resourceId, props: keeping(answer.outputs, props) };
      }),

    update: (id: string, olds: Given, news: Given) =>
      guarded("partial", news, async () => {
        const request = { resourceId: id, recorded: own(olds), inputs: own(news) };
        const answer = await withSignsOfLife(contextOf(news), (context) =>
          lifecycle.update(context, request),
        );
        return { outs: keeping(answer.outputs, news) };
      }),

    delete: (id: string, props: Given) =>
      guarded(undefined, props, () =>
        withSignsOfLife(contextOf(props), (context) =>
          lifecycle.delete(context, { resourceId: id, recorded: own(props) }),
        ),
      ),
  };
}

/** The engine's address is the provider process's first argument; there is none in tests and other hosts. */
const engine = engineConnection(() => process.argv[2]);
const { logOf, flush } = engineLog(engine);
const whileEngineLives = engineWatch(engine, interrupt);

const urnOf = (given: Given) => given.__urn ?? "";

const contextOf = (given: Given): Context => ({
  ...currentSession(),
  urn: urnOf(given),
  log: logOf(urnOf(given)),
  signal: cancellation,
  ...noOccasion,
});

/** Without the shim's own properties. */
const own = (given: Given): Properties =>
  Object.fromEntries(Object.entries(given).filter(([name]) => !name.startsWith("__")));

/** What goes into the state, with the shim's own properties: without them it could not be read or deleted. */
const keeping = (properties: object, { __provider, __urn }: Given): Record<string, unknown> =>
  storable({ ...properties, __provider, __urn });

/** Errors leave in the form the host understands, and messages before the answer. */
async function guarded<Answer>(
  partial: "partial" | undefined,
  given: Given,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await whileEngineLives(call);
  } catch (error) {
    throw hostError(error, partial, (outputs) => keeping(outputs, given));
  } finally {
    await flush();
  }
}
