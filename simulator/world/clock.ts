import { z } from "zod";

/**
 * The simulated time. It runs with the machine's own clock, `speed` times as fast, and can be moved forward:
 * what takes a while (a snapshot, a reset, a stop) is computed from it, so no timer is ever needed.
 */
export interface SimulatedClock {
  now(): number;
  speed(): number;
  advance(milliseconds: number): void;
  /** 0 holds the clock still: then only `advance` moves it. */
  setSpeed(speed: number): void;
  /** Back to the machine's own time. */
  reset(speed: number): void;
  save(): SavedClock;
}

export interface SavedClock {
  /** What the simulated clock and the machine's clock said at the last change of either. */
  readonly simulatedAt: number;
  readonly machineAt: number;
  readonly speed: number;
}

/** Simulated time ends here: what takes ten years from now still ends before the year 9999. */
export const endOfTime = Date.UTC(9900, 0, 1);

const fastest = 1_000_000;

/** How fast the clock can be told to run: at the most, a day passes in less than a tenth of a second. */
export const speedSchema = z.number().nonnegative().max(fastest, `a speed is at most ${fastest}`);

export const savedClockSchema = z.strictObject({
  simulatedAt: z.number().min(0).max(endOfTime),
  machineAt: z.number().min(0).max(endOfTime),
  speed: speedSchema,
});

export function createClock(machineNow: () => number, start: Partial<SavedClock> = {}): SimulatedClock {
  let machineAt = start.machineAt ?? machineNow();
  let simulatedAt = start.simulatedAt ?? machineAt;
  let speed = start.speed ?? 1;

  const now = () =>
    Math.min(endOfTime, Math.max(0, Math.round(simulatedAt + (machineNow() - machineAt) * speed)));
  const moveTo = (simulated: number) => {
    simulatedAt = simulated;
    machineAt = machineNow();
  };

  return {
    now,
    speed: () => speed,
    advance: (milliseconds) => moveTo(Math.min(endOfTime, now() + milliseconds)),
    setSpeed: (newSpeed) => {
      moveTo(now());
      speed = newSpeed;
    },
    reset: (newSpeed) => {
      moveTo(machineNow());
      speed = newSpeed;
    },
    save: () => ({ simulatedAt, machineAt, speed }),
  };
}
