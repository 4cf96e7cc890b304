import type { Clock } from "../../../provider/client";
import type { Simulator } from "../../../simulator/index";

/**
 * One time for the provider and the cloud: whoever sleeps moves the simulated clock on, so nothing really waits.
 * Sleeps that begin together end together; the clock never goes back.
 */
export interface SharedClock extends Clock {
  /** Time stands still until this is so: what takes no time in the world may take some here. */
  standsUntil: (() => Promise<boolean>) | undefined;
  /** Called before a sleep ends, at the time it ends: what happens in the world meanwhile. */
  meanwhile: ((now: number) => void | Promise<void>) | undefined;
  advance(ms: number): Promise<void>;
}

export async function sharedClock(simulator: Simulator): Promise<SharedClock> {
  let now = Date.parse((await simulator.control.world()).now);
  const moveTo = async (target: number) => {
    const step = target - now;
    if (step <= 0) return;
    now = target;
    await simulator.control.advance(`${Math.ceil(step)}ms`);
  };
  const clock: SharedClock = {
    standsUntil: undefined,
    meanwhile: undefined,
    now: () => now,
    advance: (ms) => moveTo(now + Math.ceil(ms)),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      while (clock.standsUntil && !(await clock.standsUntil()));
      await moveTo(now + Math.ceil(ms));
      await clock.meanwhile?.(now);
      signal?.throwIfAborted();
    },
  };
  return clock;
}
