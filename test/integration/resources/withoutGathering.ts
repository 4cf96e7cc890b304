import { afterAll, beforeAll, vi } from "vitest";

/**
 * Reads wait some milliseconds of real time for others to join them. Here that is one turn of the event loop:
 * the same reads go together, and nothing is waited for. Longer pauses stay as they are.
 */
export function withoutGathering(): void {
  const wait = globalThis.setTimeout;
  const hasten = (act: () => void, ms?: number, ...rest: unknown[]) =>
    (ms ?? 0) <= gatherMs ? setImmediate(act, ...(rest as [])) : wait(act, ms, ...(rest as []));
  beforeAll(() => void vi.stubGlobal("setTimeout", hasten));
  afterAll(() => void vi.unstubAllGlobals());
}

const gatherMs = 10;
