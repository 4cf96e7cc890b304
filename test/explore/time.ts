/**
 * Time of the explored world. Attempts, starts of the host and safety snapshots have moments of their own, in their order;
 * everything else happens now. So the states stay finite, however long a process waits.
 */
export interface Clock {
  /** How far two moments are apart, in milliseconds. */
  readonly stepMs: number;
}

const begin = Date.parse("2026-01-01T00:00:00Z");

/** What is written or looked at now. */
export const now = begin + 6 * 3_600_000;

/** What has stood still for longer than a lease. */
export const aged = now - 3_600_000;

export const nowText = new Date(now).toISOString();
export const agedText = new Date(aged).toISOString();

/** The moment with this number; ISO 8601. */
export const momentOf = ({ stepMs }: Clock, number: number): string =>
  new Date(begin + number * stepMs).toISOString();

/** Moments that only inform have one value, so that they do not tell states apart. */
export const someTime = new Date(begin).toISOString();

/** Of a time that was taken by the clock: whether it still counts as now. */
export const freshOrAged = (time: number): number => (time >= now ? now : aged);
