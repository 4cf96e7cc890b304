import { afterAll, beforeAll, vi } from "vitest";

/**
 * Reads wait some milliseconds of real time for others to join them. Here that is one turn of the event loop:
 * the same reads go together, and nothing is waited for.
 */
export function withoutGathering(): void {
  beforeAll(() => void vi.stubGlobal("setTimeout", (act: () => void) => setImmediate(act)));
  afterAll(() => void vi.unstubAllGlobals());
}
