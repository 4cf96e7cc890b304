import type { CallOptions } from "../client";
import { durationMs, durationWords } from "../lifecycle/duration";
import type { Context } from "./context";

/** Options for a call that may be throttled for as long as the whole operation may take. */
export const callOptions = (context: Context, timeout: string): CallOptions => ({
  signal: context.signal,
  deadline: context.clock.now() + durationMs(timeout),
  onRetry: ({ error, delayMs }) =>
    context.log.progress(`${error.code}: trying again in ${durationWords(delayMs)}`),
});
