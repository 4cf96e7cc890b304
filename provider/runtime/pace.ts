import type { Polling } from "../services/service";

/** What decides how long to pause before the next look. All times are in milliseconds. */
export interface Looked {
  readonly polling: Polling;
  /** Every second of the wait is a second of downtime. */
  readonly machineIsDown: boolean;
  /** Since the wait began. */
  readonly elapsedMs: number;
  /** How many looks there were. */
  readonly looks: number;
  /** How many looks in a row, up to the last one, the cloud has throttled. */
  readonly throttled: number;
  /** How long it may still take, where that can be told. */
  readonly remainingMs: number | undefined;
  /** At least 0, less than 1: processes that have begun together do not look together for ever. */
  readonly random: number;
}

/**
 * The pause after a look. Throttling slows the looks. An estimate is followed for most of its time, because a wrong
 * one costs little then. Without one, the next look at a machine that is down comes after the shortest pause; after a
 * minute, a pause of a fiftieth of the wait adds nothing that anybody notices. Other waits pause longer and longer.
 */
export function pauseAfter(looked: Looked): number {
  const { polling, machineIsDown, elapsedMs, looks, throttled, remainingMs, random } = looked;
  const { shortestMs, longestMs } = polling;
  const spread = 0.9 + 0.2 * random;
  if (throttled > 0) return within(shortestMs * 2 ** throttled, shortestMs, longestMs) * spread;
  if (remainingMs !== undefined) {
    const share = machineIsDown ? 0.9 : 0.9 * spread;
    return within(remainingMs * share, shortestMs, longestEstimateMs);
  }
  if (machineIsDown) return within(elapsedMs / 50, shortestMs, longestMs);
  return within(shortestMs * 1.5 ** (looks - 1), shortestMs, longestMs) * spread;
}

/**
 * How long nothing of a kind is expected to end. Where waits of this kind have ended in this process, the looks begin
 * one pause before the soonest end. A machine that is quicker than those loses `soonestMs` at most.
 */
export function expectedMs({ shortestMs, soonestMs }: Polling, endedBefore: readonly number[]): number {
  if (endedBefore.length === 0) return soonestMs;
  return within(Math.min(...endedBefore) - shortestMs, soonestMs, 2 * soonestMs);
}

/** An estimate may be wrong, and what is waited for may fail at any time. */
const longestEstimateMs = 60_000;

const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
