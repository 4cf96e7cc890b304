import { durationWords } from "../lifecycle/duration";
import type { Context } from "./context";

/**
 * Says in the resource's row what it waits for, and for how long by now: how long another operation takes nobody knows.
 * Only a sign of life hangs on the timer.
 */
export async function shownWait<Value>(
  { log, clock }: Pick<Context, "log" | "clock">,
  what: string,
  wait: Promise<Value>,
): Promise<Value> {
  const begun = clock.now();
  const say = () => log.progress(`waiting for ${what}, ${durationWords(clock.now() - begun)}`);
  say();
  const timer = setInterval(say, everyMs).unref();
  try {
    return await wait;
  } finally {
    clearInterval(timer);
  }
}

const everyMs = 10_000;
