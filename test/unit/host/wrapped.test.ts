import { describe, expect, test } from "vitest";
import { wrapped } from "../../../provider/host/wrapped";

/** As the engine shows a message among its diagnostics. */
function shown(severity: "INFO" | "WARNING", words: string): string[] {
  const first = severity === "WARNING" ? "warning: " : "";
  return `${first}${wrapped(severity, words)}`.split("\n").map((line) => `    ${line}`);
}
const word = (length: number) => "x".repeat(length);

describe("a message to the engine", () => {
  test("fits: is untouched, byte for byte", () => {
    const words = `  two  spaces and a trailing one \n\n${word(76)}\n    ${word(72)}\n`;
    expect(wrapped("INFO", words)).toBe(words);
    const warning = `${word(60)} ${word(6)}\n${word(69)} ${word(6)}`;
    expect(wrapped("WARNING", warning)).toBe(warning);
  });

  test("too long a line: goes on below, set in by two more than it was", () => {
    expect(wrapped("INFO", `${word(40)} ${word(36)} ${word(40)}\nshort\n  ${word(50)} ${word(30)}`)).toBe(
      `${word(40)}\n  ${word(36)}\n  ${word(40)}\nshort\n  ${word(50)}\n    ${word(30)}`,
    );
  });

  test("a warning: its first line is shorter by the engine's own word, and only that", () => {
    expect(wrapped("WARNING", `${word(40)} ${word(27)}\n${word(40)} ${word(27)}`)).toBe(
      `${word(40)}\n  ${word(27)}\n${word(40)} ${word(27)}`,
    );
  });

  test("a word that fits no line: stays whole, on a line of its own", () => {
    expect(wrapped("INFO", `see ${word(90)} for more`)).toBe(`see\n  ${word(90)}\n  for more`);
    expect(wrapped("INFO", `  ${word(90)}`)).toBe(`  ${word(90)}`);
  });

  test("sentences of any words: no line is wider than 80 columns, and no word is lost", () => {
    for (let length = 1; length < 60; length += 1) {
      const sentence = Array.from({ length: 40 }, (_, index) => word(1 + ((index * length) % 30))).join(" ");
      for (const severity of ["INFO", "WARNING"] as const) {
        const lines = shown(severity, `${sentence}\n  ${sentence}`);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
        expect(wrapped(severity, sentence).split(/\s+/)).toEqual(sentence.split(" "));
      }
    }
  });
});
