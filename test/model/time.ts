import type { Clock } from "../../provider/client";

/**
 * The time of the world and of everybody in it. It passes only while all that could go on has gone on, and then
 * at once to the next moment that somebody waits for: an hour of waiting costs nothing.
 */
export interface Time extends Clock {
  /** How many wait for a later moment. */
  waiting(): number;
}

export function createTime(beginning: number): Time {
  let now = beginning;
  let armed = false;
  let sleepers: { readonly until: number; wake(): void }[] = [];

  const pass = () => {
    armed = false;
    // Whoever waited may have given up meanwhile.
    if (sleepers.length === 0) return;
    now = Math.max(now, Math.min(...sleepers.map(({ until }) => until)));
    const due = sleepers.filter(({ until }) => until <= now);
    sleepers = sleepers.filter(({ until }) => until > now);
    for (const sleeper of due) sleeper.wake();
    arm();
  };
  const arm = () => {
    if (armed || sleepers.length === 0) return;
    armed = true;
    setImmediate(pass);
  };

  return {
    now: () => now,
    waiting: () => sleepers.length,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(new Error("aborted"));
        const sleeper = { until: now + Math.ceil(ms), wake: resolve };
        const abort = () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          reject(new Error("aborted"));
        };
        signal?.addEventListener("abort", abort, { once: true });
        sleepers.push(sleeper);
        arm();
      }),
  };
}
