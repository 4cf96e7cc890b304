import type { Lifecycle } from "../runtime/lifecycle";
import type { Properties } from "../runtime/properties";
import type { Context } from "../runtime/context";
import { withSignsOfLife } from "../runtime/signsOfLife";
import { diskRollback as rollback } from "../rollback";
import { diskSnapshot as snapshot } from "../runtime/diskSnapshot";
import { cancellation } from "./cancellation";
import { engineLog, flushLog } from "./engineLog";
import { whileEngineLives } from "./engineWatch";
import { hostError, storable } from "./hostError";
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
  /** Ids that were read in this process: it is a refresh, and a diff that follows only shows what it found, */
  const read = new Set<string>();
  /** unless the program has declared the resource since: then the command refreshes first (`up --refresh`). */
  const checked = new Set<string>();
  /** URNs that were checked as existing resources: a create that follows replaces one. */
  const existing = new Set<string>();
  /** What was on record of a URN that was compared. */
  const compared = new Map<string, Properties>();

  return {
    // Synchronous: the SDK goes on with other calls while it awaits this one.
    configure: ({ config }: { config: HostConfig }) => configure(config),

    check: (olds: Given, news: Given) =>
      guarded(undefined, news, async () => {
        if (news.__urn) checked.add(news.__urn);
        if (Object.keys(own(olds)).length && news.__urn) existing.add(news.__urn);
        const answer = await withSignsOfLife(contextOf(news), (context) =>
          lifecycle.check(context, { before: own(olds), inputs: own(news) }),
        );
        return { inputs: keeping(answer.inputs, news), failures: [...answer.failures] };
      }),

    diff: (id: string, olds: Given, news: Given) =>
      guarded(undefined, news, async () => {
        const context = { ...contextOf(news), refreshing: read.has(id) && !checked.has(news.__urn ?? "") };
        if (news.__urn) compared.set(news.__urn, own(olds));
        const request = { resourceId: id, recorded: own(olds), inputs: own(news) };
        const answer = await withSignsOfLife(context, (watched) => lifecycle.diff(watched, request));
        return { changes: answer.changes, replaces: [...answer.replaces] };
      }),

    create: (inputs: Given) =>
      guarded("partial", inputs, async () => {
        const urn = inputs.__urn ?? "";
        const context = {
          ...contextOf(inputs),
          replacing: existing.has(urn),
          replaced: compared.get(urn),
        };
        const answer = await withSignsOfLife(context, (watched) =>
          lifecycle.create(watched, { inputs: own(inputs) }),
        );
        return { id: answer.resourceId, outs: keeping(answer.outputs, inputs) };
      }),

    read: (id: string, props: Given) =>
      guarded(undefined, props, async () => {
        read.add(id);
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

function contextOf(given: Given): Context {
  const urn = given.__urn ?? "";
  return {
    ...currentSession(),
    urn,
    log: engineLog(urn),
    signal: cancellation,
    replacing: false,
    refreshing: false,
  };
}

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
    await flushLog();
  }
}
