import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { startSimulator } from "../../../simulator/index";

function run(...options: string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ["--import", "tsx", "simulator/cli.ts", ...options]);
}

async function output(process: ChildProcessWithoutNullStreams): Promise<[number | null, string, string]> {
  const texts = { stdout: "", stderr: "" };
  process.stdout.on("data", (chunk) => (texts.stdout += chunk));
  process.stderr.on("data", (chunk) => (texts.stderr += chunk));
  const [code] = (await once(process, "close")) as [number | null];
  return [code, texts.stdout, texts.stderr];
}

describe("startSimulator", () => {
  test("startSimulator: rejects with the port when it is taken", async () => {
    const simulator = await startSimulator();
    const taken = `port ${simulator.port} on 127.0.0.1 is taken: choose another one, or end what listens there`;
    await expect(startSimulator({ port: simulator.port })).rejects.toThrow(taken);
    await simulator.close();
  });

  test("startSimulator: rejects options that are wrong, and names them", async () => {
    await expect(startSimulator({ durations: { reset: "soon" } })).rejects.toThrow(/durations/);
    await expect(startSimulator({ durationz: {} } as never)).rejects.toThrow(/durationz/);
  });

  test("close: ends at once, with a held answer and an open connection, and frees the port", async () => {
    const simulator = await startSimulator();
    await fetch(`${simulator.url}/_simulator/health`);
    await simulator.control.addFault({ effect: "hold" });
    await simulator.close();
    const again = await startSimulator({ port: simulator.port });
    expect(again.port).toBe(simulator.port);
    await again.close();
  });
});

describe("command line", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "simulator: says where it listens and ends cleanly on %s",
    async (signal) => {
      const process = run("--port", "0", "--reset-duration", "9s", "--no-reiniting", "--access-key-id", "me");
      const ended = output(process);
      const [line] = (await once(process.stdout, "data")) as [Buffer];
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line.toString())![0];
      const world = await (await fetch(`${url}/_simulator/world`)).json();
      expect((world as { settings: object }).settings).toMatchObject({
        resetShowsReIniting: false,
        durations: { reset: "9000ms" },
      });
      process.kill(signal);
      const [code, stdout, stderr] = await ended;
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toContain("AccessKeyId me");
    },
  );

  test("simulator: a port that is taken, a wrong number and an unknown option are said in one line each", async () => {
    const simulator = await startSimulator();
    const results = await Promise.all([
      output(run("--port", String(simulator.port))),
      output(run("--port", "many")),
      output(run("--prot", "1")),
      output(run("--help")),
    ]);
    await simulator.close();
    expect(results.map(([code]) => code)).toEqual([1, 1, 1, 0]);
    expect(results[0][2]).toMatch(/^simulator: port \d+ on 127.0.0.1 is taken: [^\n]*\n$/);
    expect(results[1][2]).toMatch(/port/);
    expect(results[2][2]).toMatch(/--prot/);
    expect(results[3][1]).toMatch(/--state FILE/);
  });
});
