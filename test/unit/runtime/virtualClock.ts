import type { Clock } from "../../../provider/client";

/** A clock on which time passes only while everybody sleeps, and then at once. */
export interface VirtualClock extends Clock {
  /** How many sleep now. */
  sleeping(): number;
  /** Does something at a moment, counted from the clock's beginning. */
  at(ms: number, act: () => void): void;
  /** Milliseconds since the clock's beginning. */
  elapsed(): number;
}

const beginning = Date.parse("2026-11-20T18:40:00Z");

export function virtualClock(): VirtualClock {
  let now = beginning;
  let armed = false;
  const sleepers = new Set<{ readonly until: number; wake(): void }>();

  /** Everything that can go on without time passing has gone on before the next turn of the event loop. */
  const passTime = () => {
    armed = false;
    now = Math.max(now, Math.min(...[...sleepers].map(({ until }) => until)));
    for (const sleeper of [...sleepers].filter(({ until }) => until <= now)) {
      sleepers.delete(sleeper);
      sleeper.wake();
    }
    arm();
  };
  const arm = () => {
    if (armed || sleepers.size === 0) return;
    armed = true;
    setImmediate(passTime);
  };
  const sleep = (until: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(new Error("aborted"));
      const sleeper = { until, wake: resolve };
      signal?.addEventListener("abort", () => {
        sleepers.delete(sleeper);
        reject(new Error("aborted"));
      });
      sleepers.add(sleeper);
      arm();
    });

  return {
    now: () => now,
    elapsed: () => now - beginning,
    sleeping: () => sleepers.size,
    sleep: (ms, signal) => sleep(now + ms, signal),
    at: (ms, act) => void sleep(beginning + ms).then(act),
  };
}
