import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWorthShowing } from "../../../provider/host/progressGate";

const patience = { ms: 5_000, percent: 10 };
const after = (last: string, ms: number, words: string) =>
  isWorthShowing(words, { words: last, at: 1_000 }, 1_000 + ms, patience);

describe("isWorthShowing", () => {
  test("first message: is shown", () => {
    expect(isWorthShowing("snapshot s-1 0 %", undefined, 0, patience)).toBe(true);
  });

  test("same phase, soon after, little further: is not", () => {
    expect(after("snapshot s-1 10 %, 1 s", 1_000, "snapshot s-1 19 %, 2 s")).toBe(false);
    expect(after("restoring d-1 (ReIniting), 59 s", 4_999, "restoring d-1 (ReIniting), 1 m 4 s")).toBe(false);
  });

  test("a good step in per cent: is shown at once", () => {
    expect(after("snapshot s-1 10 %, 1 s", 1, "snapshot s-1 20 %, 2 s")).toBe(true);
  });

  test("a while later: is shown, as a sign of life", () => {
    expect(after("snapshot s-1 10 %, 1 s", 5_000, "snapshot s-1 10 %, 6 s")).toBe(true);
  });

  test("a sign of life: is no phase of its own, so that a log without a terminal stays sparse", () => {
    expect(after("snapshot s-1 7 %", 4_999, "snapshot s-1 7 % (no news for 10 s)")).toBe(false);
    expect(after("snapshot s-1 7 % (no news for 10 s)", 4_999, "snapshot s-1 8 %")).toBe(false);
    expect(after("snapshot s-1 7 %", 5_000, "snapshot s-1 7 % (no news for 10 s)")).toBe(true);
  });

  test("another phase: is shown at once", () => {
    expect(after("snapshot s-1 94 %, 9 s", 1, "rolling back d-1 to s-2")).toBe(true);
    expect(after("restoring d-1 (In_use), 1 s", 1, "restoring d-1 (ReIniting), 2 s")).toBe(true);
    expect(after("snapshot s-1 94 %, 9 s", 1, "snapshot s-2 0 %")).toBe(true);
  });

  test("a wait of an hour, looked at every second: stays sparse in a log without a terminal", () => {
    const sparse = { ms: 60_000, percent: 25 };
    const endMs = 3_600_000;
    fc.assert(
      fc.property(fc.nat(900), (jitterMs) => {
        let shown: { words: string; at: number } | undefined;
        let lines = 0;
        for (let now = 0; now < endMs; now += 1_000 + jitterMs) {
          const words = `snapshot s-1 ${Math.floor((100 * now) / endMs)} %, ${Math.floor(now / 60_000)} m ${Math.floor(now / 1_000) % 60} s`;
          if (!isWorthShowing(words, shown, now, sparse)) continue;
          shown = { words, at: now };
          lines += 1;
        }
        expect(lines).toBeLessThanOrEqual(61);
        expect(lines).toBeGreaterThan(30);
      }),
      { numRuns: 10 },
    );
  });
});
