import { describe, expect, test } from "vitest";
import { heldScreen, stream } from "../../../tools/screens.mjs";

function seen() {
  const texts: string[] = [];
  return { texts, write: (text: string) => texts.push(text) };
}

describe("heldScreen", () => {
  test("until it is released: shows nothing; then all of it in its order, and what follows at once", () => {
    const screen = seen();
    const held = heldScreen(screen);
    held.write("one ");
    held.write("two ");
    expect(screen.texts).toEqual([]);
    held.release();
    held.write("three");
    expect(screen.texts.join("")).toBe("one two three");
  });
});

describe("stream", () => {
  test("a program: its output on both channels, and its exit code", async () => {
    const screen = seen();
    const code = await stream(
      ["-e", "console.log('out'); console.error('err'); process.exitCode = 3"],
      screen,
    );
    expect(code).toBe(3);
    expect(screen.texts.join("").trim().split("\n").sort()).toEqual(["err", "out"]);
  });
});
