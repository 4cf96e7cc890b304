import { setMaxListeners } from "node:events";
import { systemClock } from "../../client";
import type { Context, Session } from "../../runtime/context";
import type { CheckFailure } from "../../lifecycle/inputs/checkInputs";
import type { CheckAnswer } from "../../runtime/lifecycle";
import type { Properties } from "../../runtime/properties";
import { withSignsOfLife } from "../../runtime/signsOfLife";
import { engineConnection } from "../engineConnection";
import { engineLog } from "../engineLog";
import { engineWatch } from "../engineWatch";
import { noOccasion, occasions } from "../occasions";
import { openSession } from "../session";
import { checkConfiguration, hostConfig, inOwnWords, loggingInOwnWords } from "./configuration";
import { detailedDiff, type PropertyChange } from "./detailedDiff";
import { withoutEmptyTargets } from "./emptyTargets";
import { functionOf, lifecycleOf } from "./kinds";
import { ownProperties } from "./ownProperties";
import { limited, type TimeLimit } from "./timeLimit";

/** What the engine asks of a plugin, as plain data. One provider instance of a program is one of these. */
export interface Plugin {
  /** The engine tells where it listens, where that was not an argument. */
  attach(address: string): void;
  checkConfig(news: Properties): CheckAnswer;
  configure(args: Properties): void;
  check(request: { urn: string; olds: Properties; news: Properties }): Promise<CheckAnswer>;
  diff(request: Changed): Promise<Difference>;
  create(request: { urn: string; inputs: Properties; timeout: number; preview: boolean }): Promise<Created>;
  read(request: { urn: string; id: string; inputs: Properties; recorded: Properties }): Promise<Found>;
  update(request: Changed & { timeout: number; preview: boolean }): Promise<{ outputs: object }>;
  delete(request: { urn: string; id: string; recorded: Properties; timeout: number }): Promise<void>;
  /** Calls a function of the plugin. */
  invoke(request: { token: string; args: Properties }): Promise<Answered>;
  /** The user has interrupted the run: what waits ends, and keeps what it has. */
  cancel(): void;
}

interface Answered {
  readonly failures: readonly CheckFailure[];
  /** Undefined where there are failures. */
  readonly answer: object | undefined;
}

interface Changed {
  readonly urn: string;
  readonly id: string;
  readonly recorded: Properties;
  readonly oldInputs: Properties;
  readonly news: Properties;
}

interface Difference {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly detailed: Readonly<Record<string, PropertyChange>>;
}

interface Created {
  readonly id: string;
  readonly outputs: object;
}

interface Found extends Created {
  readonly inputs: Properties;
}

export function createPlugin(
  engineAddress: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Plugin {
  const controller = new AbortController();
  // Every resource that waits listens.
  setMaxListeners(0, controller.signal);
  let address = engineAddress;
  const engine = engineConnection(() => address);
  const { logOf, flush } = engineLog(engine);
  const whileEngineLives = engineWatch(engine, () => controller.abort());
  const { checked, compared, read, ofCreate, ofDiff } = occasions();

  let session: Session | undefined;
  const sessionNow = (): Session => {
    session ??= openSession({ config: undefined, environment, clock: systemClock, random: Math.random });
    return session;
  };
  const contextOf = (urn: string): Context => ({
    ...sessionNow(),
    urn,
    log: loggingInOwnWords(logOf(urn)),
    signal: controller.signal,
    ...noOccasion,
  });
  /** Messages arrive before the answer. */
  const guarded = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    try {
      return await whileEngineLives(work);
    } finally {
      await flush();
    }
  };
  /** Under the limit that the program sets on the call, with `customTimeouts`. */
  const within = (urn: string, timeout: number): { context: Context } & TimeLimit =>
    limited(contextOf(urn), urn, timeout);

  return {
    attach: (given) => void (address = given),
    cancel: () => controller.abort(),
    checkConfig: checkConfiguration,
    configure: (args) => {
      session = openSession({
        ...{ config: hostConfig(args), environment, clock: systemClock },
        random: Math.random,
      });
    },

    invoke: ({ token, args }) =>
      guarded(async () => {
        const asked = ownProperties(args);
        const { check, answer } = functionOf(token);
        const failures = check(sessionNow(), asked).map((failure) => ({
          ...failure,
          reason: inOwnWords(failure.reason),
        }));
        return { failures, answer: failures.length ? undefined : await answer(sessionNow(), asked) };
      }),

    check: ({ urn, olds, news }) =>
      guarded(async () => {
        const before = ownProperties(olds);
        checked(urn, before);
        const request = { before, inputs: withoutEmptyTargets(ownProperties(news)) };
        const { inputs, failures } = await withSignsOfLife(contextOf(urn), (context) =>
          lifecycleOf(urn).check(context, request),
        );
        return {
          inputs,
          failures: failures.map(({ property, reason }) => ({ property, reason: inOwnWords(reason) })),
        };
      }),

    diff: ({ urn, id, recorded: given, oldInputs, news }) =>
      guarded(async () => {
        const [recorded, inputs] = [ownProperties(given), ownProperties(news)];
        const context = { ...contextOf(urn), ...ofDiff(urn, urn) };
        compared(urn, recorded);
        const answer = await withSignsOfLife(context, (watched) =>
          lifecycleOf(urn).diff(watched, { resourceId: id, recorded, inputs }),
        );
        const changed = detailedDiff(answer, { before: ownProperties(oldInputs), now: inputs, recorded });
        return { ...answer, detailed: changed };
      }),

    create: ({ urn, inputs: given, timeout, preview }) =>
      guarded(async () => {
        const inputs = ownProperties(given);
        const lifecycle = lifecycleOf(urn);
        if (preview) return { id: "", outputs: lifecycle.planned({ inputs, recorded: undefined }) };
        const { context, underLimit, withoutLimit } = within(urn, timeout);
        return withoutLimit(inputs, async () => {
          const request = { inputs: underLimit("create", inputs) };
          const answer = await withSignsOfLife({ ...context, ...ofCreate(urn) }, (watched) =>
            lifecycle.create(watched, request),
          );
          return { id: answer.resourceId, outputs: answer.outputs };
        });
      }),

    read: ({ urn, id, inputs, recorded: given }) =>
      guarded(async () => {
        const lifecycle = lifecycleOf(urn);
        const recorded = ownProperties(given);
        if (Object.keys(recorded).length === 0) {
          const found = await withSignsOfLife(contextOf(urn), (context) => lifecycle.import(context, { id }));
          return { ...found, id: found.resourceId };
        }
        read(urn);
        const answer = await withSignsOfLife(contextOf(urn), (context) =>
          lifecycle.read(context, { resourceId: id, recorded }),
        );
        return { id: answer.resourceId, inputs: ownProperties(inputs), outputs: answer.outputs };
      }),

    update: ({ urn, id, recorded: given, news, timeout, preview }) =>
      guarded(async () => {
        const [recorded, inputs] = [ownProperties(given), ownProperties(news)];
        const lifecycle = lifecycleOf(urn);
        if (preview) return { outputs: lifecycle.planned({ inputs, recorded }) };
        const { context, underLimit, withoutLimit } = within(urn, timeout);
        return withoutLimit(inputs, () =>
          withSignsOfLife(context, (watched) =>
            lifecycle.update(watched, { resourceId: id, recorded, inputs: underLimit("update", inputs) }),
          ),
        );
      }),

    delete: ({ urn, id, recorded: given, timeout }) =>
      guarded(async () => {
        const { context, underLimit } = within(urn, timeout);
        const recorded = underLimit("delete", ownProperties(given));
        await withSignsOfLife(context, (watched) =>
          lifecycleOf(urn).delete(watched, { resourceId: id, recorded }),
        );
      }),
  };
}
