import type { Clock } from "./clock";

/** The time by the cloud's clock, so that a moment of ours can be compared with one that the cloud tells. */
export interface CloudClock {
  /** Epoch milliseconds. Before the first answer it is this machine's time. */
  now(): number;
  /** An answer has come now to a request that left then; `date` is its `Date` header. */
  heard(date: string | undefined, sentAt: number): void;
}

/** How far the cloud's clock is ahead of ours: at least and at most, in milliseconds. */
interface Ahead {
  readonly least: number;
  readonly most: number;
}

/**
 * A `Date` header tells whole seconds, and was written between the request and the answer. So each answer gives two
 * bounds, and all answers together give narrow ones. Bounds that contradict those of before mean that a clock was set.
 */
export function cloudClock(clock: Clock): CloudClock {
  let known: Ahead = { least: -Infinity, most: Infinity };
  return {
    // The smallest correction that the answers allow: none where the two clocks agree.
    now: () => clock.now() + Math.min(Math.max(0, known.least), known.most),
    heard(date, sentAt) {
      const told = Date.parse(date ?? "");
      if (Number.isNaN(told)) return;
      const seen: Ahead = { least: told - clock.now(), most: told + secondMs - sentAt };
      const both: Ahead = {
        least: Math.max(known.least, seen.least),
        most: Math.min(known.most, seen.most),
      };
      known = both.least <= both.most ? both : seen;
    },
  };
}

const secondMs = 1_000;
