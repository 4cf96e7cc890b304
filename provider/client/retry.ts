import { ExponentialBackoff, type GeneratorFn, type IBackoff } from "cockatiel";
import type { CloudError } from "./cloudError";
import type { ErrorKind } from "./codes";
import type { Effect } from "./request";

/** How long a throttled request is tried again, unless the caller sets a deadline. */
export const PATIENCE_MS = 5 * 60_000;
/** How often a request is sent at most when the cloud or the network fails. */
export const MOST_TROUBLES = 4;

/** Throttling is about minutes (swas: 10 calls a minute), the rest about moments. */
const throttledDelays = { initialDelay: 1_000, maxDelay: 30_000 };
const troubleDelays = { initialDelay: 500, maxDelay: 8_000 };

type Patience = "untilDeadline" | "fewTimes";

const retried: Partial<Readonly<Record<ErrorKind, Patience>>> = {
  throttled: "untilDeadline",
  unavailable: "fewTimes",
  connection: "fewTimes",
  // A run that waits for a rollback outlives a moment in which names are not known, or a page stands before the cloud.
  unknownHost: "fewTimes",
  foreignAnswer: "fewTimes",
  timeout: "fewTimes",
  badAnswer: "fewTimes",
};

export interface Retries {
  /** Milliseconds to wait before the next attempt; undefined: give up. */
  after(error: CloudError, effect: Effect, now: number): number | undefined;
}

/** The memory of one call. Nothing that changes data is sent again unless it certainly did nothing, or a repetition is safe. */
export function retriesUntil(giveUpAt: number, random: () => number): Retries {
  const throttled = delays(throttledDelays, random);
  const trouble = delays(troubleDelays, random);
  let troubles = 0;
  return {
    after(error, effect, now) {
      const patience = patienceFor(error, effect);
      if (!patience) return undefined;
      if (patience === "fewTimes" && ++troubles >= MOST_TROUBLES) return undefined;
      const own = patience === "untilDeadline" ? throttled() : trouble();
      const delay = Math.max(Math.round(own), error.retryAfterMs ?? 0);
      return now + delay <= giveUpAt ? delay : undefined;
    },
  };
}

function patienceFor(error: CloudError, effect: Effect): Patience | undefined {
  // The token makes this a question about the first request rather than a second one.
  if (error.code === "IdempotentProcessing") return effect === "repeatable" ? "fewTimes" : undefined;
  // The cloud answered, and would answer the same again.
  if (error.code === "UnexpectedAnswer") return undefined;
  if (effect === "once" && error.acted !== "no") return undefined;
  return retried[error.kind];
}

/** cockatiel's backoff, with decorrelated jitter whose randomness comes from outside. */
function delays(options: { initialDelay: number; maxDelay: number }, random: () => number): () => number {
  const jitter: GeneratorFn<number> = (previous, { initialDelay, maxDelay }) => {
    const delay = initialDelay + random() * (3 * (previous ?? initialDelay) - initialDelay);
    return [Math.min(delay, maxDelay), Math.min(delay, maxDelay)];
  };
  let backoff: IBackoff<unknown> | undefined;
  return () => {
    backoff = backoff
      ? backoff.next(undefined)
      : new ExponentialBackoff({ ...options, generator: jitter }).next();
    return backoff.duration;
  };
}
