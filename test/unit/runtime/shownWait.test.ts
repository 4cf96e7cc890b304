import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { shownWait } from "../../../provider/runtime/shownWait";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const quiet = { info: () => {}, warn: () => {} };
const clock = { now: () => Date.now(), sleep: async () => {} };

test("a wait for another operation: is shown at once and again while it lasts, with its time", async () => {
  const lines: string[] = [];
  const log = { ...quiet, progress: (words: string) => void lines.push(words) };
  let end = (_: string) => {};
  const wait = new Promise<string>((resolve) => (end = resolve));
  const shown = shownWait({ log, clock }, "a snapshot of d-1", wait);
  expect(lines).toEqual(["waiting for a snapshot of d-1, 0 s"]);
  await vi.advanceTimersByTimeAsync(130_000);
  expect(lines.at(-1)).toBe("waiting for a snapshot of d-1, 2 m 10 s");
  end("done");
  expect(await shown).toBe("done");
  const { length } = lines;
  await vi.advanceTimersByTimeAsync(130_000);
  expect(lines).toHaveLength(length);
});

test("a wait that fails: fails, and is shown no more", async () => {
  const lines: string[] = [];
  const log = { ...quiet, progress: (words: string) => void lines.push(words) };
  await expect(shownWait({ log, clock }, "d-1", Promise.reject(new Error("no")))).rejects.toThrow("no");
  await vi.advanceTimersByTimeAsync(130_000);
  expect(lines).toHaveLength(1);
});
