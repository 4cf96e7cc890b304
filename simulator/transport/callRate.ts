import { gatewayError } from "./gatewayErrors";

const minute = 60_000;

export interface CallRate {
  /** Throws the cloud's throttling error; a call that was refused does not count. */
  check(key: string, most: number | null, now: number): void;
  clear(): void;
}

/** Counts calls in the last (simulated) minute. */
export function createCallRate(): CallRate {
  const calls = new Map<string, number[]>();
  return {
    check(key, most, now) {
      if (most === null) return;
      const recent = (calls.get(key) ?? []).filter((time) => now - time < minute);
      if (recent.length >= most) throw gatewayError("Throttling.User");
      calls.set(key, [...recent, now]);
    },
    clear: () => calls.clear(),
  };
}
