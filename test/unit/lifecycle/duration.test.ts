import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  durationMs,
  durationPattern,
  durationWords,
  momentWords,
} from "../../../provider/lifecycle/duration";

describe("durationMs", () => {
  test.each([
    ["1s", 1_000],
    ["90s", 90_000],
    ["60m", 3_600_000],
    ["24h", 86_400_000],
    ["14d", 1_209_600_000],
    ["999999d", 86_399_913_600_000],
  ])("%s: is %d milliseconds", (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  test.each(["", "0m", "5", "m", "1.5h", "-1h", "1 h", "1H", "1w", "01m", "1000000s", "1h30m", "1h\n"])(
    "%j: is no duration",
    (text) => {
      expect(durationPattern.test(text)).toBe(false);
      expect(() => durationMs(text)).toThrow(RangeError);
    },
  );
});

describe("durationWords", () => {
  test.each([
    [0, "0 s"],
    [-5_000, "0 s"],
    [499, "0 s"],
    [1_000, "1 s"],
    [59_999, "1 m"],
    [90_000, "1 m 30 s"],
    [3_600_000, "1 h"],
    [22_320_000, "6 h 12 m"],
    [3_605_000, "1 h"],
    [273_600_000, "3 d 4 h"],
  ])("%d ms: reads %j", (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });

  test("length: never more than two units, and never empty", () => {
    fc.assert(
      fc.property(fc.nat(10 ** 12), (ms) => {
        expect(durationWords(ms)).toMatch(/^\d+ [dhms]( \d+ [hms])?$/);
      }),
    );
  });
});

describe("momentWords", () => {
  test("zone: is UTC, whatever the text's own", () => {
    expect(momentWords("2026-11-20T18:40:59Z")).toBe("2026-11-20 18:40 UTC");
    expect(momentWords("2026-11-21T02:40:00+08:00")).toBe("2026-11-20 18:40 UTC");
  });
});
