import { LifecycleError } from "../../runtime/lifecycleError";
import type { Context } from "../../runtime/context";
import type { Properties } from "../../runtime/properties";
import { kindOf, type Kind } from "./kinds";

type Operation = "create" | "update" | "delete";

/** The resource option `customTimeouts`: the engine hands it over in seconds and leaves it to the provider. */
export interface TimeLimit {
  /** The inputs with the limit as the time-out of every step for which the program sets none itself. */
  underLimit(operation: Operation, inputs: Properties): Properties;
  /** The limit is no input: what is recorded holds the program's own time-outs. */
  withoutLimit<Answer extends { readonly outputs: object }>(
    inputs: Properties,
    work: () => Promise<Answer>,
  ): Promise<Answer>;
}

/** The steps of an operation that have a time-out. */
const steps: Readonly<Record<Kind, Readonly<Record<Operation, readonly string[]>>>> = {
  DiskSnapshot: { create: ["create"], update: ["create"], delete: ["delete"] },
  DiskRollback: {
    create: ["stop", "snapshot", "rollback", "start"],
    update: ["stop", "snapshot", "rollback", "start"],
    delete: [],
  },
};

/** Under a limit no wait lasts longer than what is left of it; without one (0 seconds) nothing is different. */
export function limited(context: Context, urn: string, seconds: number): { context: Context } & TimeLimit {
  if (!(seconds > 0))
    return { context, underLimit: (_, inputs) => inputs, withoutLimit: (_, work) => work() };
  const { clock, poller } = context;
  const deadline = clock.now() + seconds * 1_000;
  return {
    context: {
      ...context,
      poller: {
        wait: (wait) =>
          poller.wait({
            ...wait,
            timeoutMs: Math.min(wait.timeoutMs, Math.max(1, deadline - clock.now())),
          }),
      },
    },
    underLimit: (operation, inputs) => {
      const limit = `${Math.max(1, Math.floor(seconds))}s`;
      const names = steps[kindOf(urn)][operation];
      if (names.length === 0) return inputs;
      const given = Object.fromEntries(names.map((name) => [name, limit]));
      return { ...inputs, timeouts: { ...given, ...(inputs["timeouts"] as object | undefined) } };
    },
    withoutLimit: async (inputs, work) => {
      try {
        const answer = await work();
        return { ...answer, outputs: recordedAs(inputs, answer.outputs) };
      } catch (error) {
        if (!(error instanceof LifecycleError) || !error.recorded) throw error;
        const { resourceId, outputs } = error.recorded;
        throw new LifecycleError(error.message, { resourceId, outputs: recordedAs(inputs, outputs) });
      }
    },
  };
}

function recordedAs({ timeouts }: Properties, outputs: object): object {
  if (!("timeouts" in outputs)) return outputs;
  return { ...outputs, timeouts };
}
