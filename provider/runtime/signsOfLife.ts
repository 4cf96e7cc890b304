import type { Clock } from "../client";
import { durationMs, durationWords } from "../lifecycle/duration";
import type { Log } from "./context";

interface Watched {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * While the work says nothing for ten seconds, the resource's row repeats what it said last, and for how long that has
 * been so: reads that are throttled, long pauses and queues are silent by themselves.
 */
export async function withSignsOfLife<Context extends Watched, Value>(
  context: Context,
  work: (context: Context) => Promise<Value>,
): Promise<Value> {
  const { clock, log } = context;
  const over = new AbortController();
  let last = { words: "waiting for the cloud's answer", at: clock.now() };
  let spoken = last.at;
  const progress = (words: string): void => {
    last = { words, at: clock.now() };
    spoken = last.at;
    log.progress(words);
  };
  const watch = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await clock.sleep(Math.max(spoken + silenceMs - clock.now(), shortestMs), over.signal);
      if (over.signal.aborted || clock.now() - spoken < silenceMs) continue;
      spoken = clock.now();
      log.progress(`${last.words} (no news for ${durationWords(spoken - last.at)})`);
    }
  };
  // It ends by its sleep being cut short.
  void watch().catch(() => undefined);
  try {
    return await work({ ...context, log: { ...log, progress } });
  } finally {
    over.abort();
  }
}

const silenceMs = durationMs("10s");
/** A clock that runs a little behind its timer must not make this a busy loop. */
const shortestMs = 100;
