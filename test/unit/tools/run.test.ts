import { describe, expect, test } from "vitest";
import { lastLines, run } from "../../../tools/run.mjs";

const script = (text: string) => ["-e", text];

describe("run", () => {
  test("run: gives the exit code and all that was printed, line by line", async () => {
    const lines: string[] = [];
    const outcome = await run(
      process.execPath,
      script(`console.log("a"); console.error("b"); process.exit(3)`),
      {
        onLine: (line) => lines.push(line),
      },
    );
    expect(outcome).toMatchObject({ code: 3, stopped: undefined });
    expect(lines.sort()).toEqual(["a", "b"]);
  });

  test("run: a program that is not there ends with 127", async () => {
    const outcome = await run("no-such-program-anywhere", []);
    expect(outcome.code).toBe(127);
    expect(outcome.output).toContain("ENOENT");
  });

  test("run: ends a command that says nothing, its children too, and says why", async () => {
    const child = `require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" })`;
    const outcome = await run(process.execPath, script(child), { silenceLimit: 300 });
    expect(outcome.code).not.toBe(0);
    expect(outcome.stopped).toBe("no sign of life for 0.3 s");
  });
});

describe("lastLines", () => {
  test("lastLines: keeps the end", () => {
    expect(lastLines("a\nb\nc\n", 2)).toBe("b\nc");
  });
});
