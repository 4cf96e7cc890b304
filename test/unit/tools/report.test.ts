import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createReporter, elapsed } from "../../../tools/report.mjs";

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, write: (text: string) => written.push(text), written };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("elapsed", () => {
  test.each([
    [420, "0.4 s"],
    [12_400, "12 s"],
    [59_700, "1 m 0 s"],
    [160_000, "2 m 40 s"],
  ])("elapsed: %i ms is %s", (milliseconds, text) => {
    expect(elapsed(milliseconds)).toBe(text);
  });
});

describe("createReporter", () => {
  test("reporter: a log gets a line every quarter of a minute, with the latest detail, and the end", () => {
    const log = screen(false);
    const step = createReporter({ screen: log }).step("Build");
    step.detail("10 packages");
    vi.advanceTimersByTime(31_000);
    step.done();
    vi.advanceTimersByTime(60_000);
    expect(log.written).toEqual([
      "Build: 15 s, 10 packages\n",
      "Build: 30 s, 10 packages\n",
      "Build: 31 s\n",
    ]);
  });

  test("reporter: a terminal sees one line that is written over, and the end", () => {
    const terminal = screen(true);
    const step = createReporter({ screen: terminal }).step("Build");
    vi.advanceTimersByTime(2_000);
    step.failed("no compiler");
    expect(terminal.written.join("").split("\n")).toHaveLength(2);
    expect(terminal.written.at(-1)).toContain("Build: failed after 2.0 s: no compiler\n");
  });
});
