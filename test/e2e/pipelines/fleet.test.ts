import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { Simulator } from "../../../simulator";
import { ROOT } from "../../../tools/repository.mjs";
import { createStack, simulatorEnvironment, startSimulatedCloud, type Stack } from "../harness";
import { type CommandResult, startCommand } from "../harness/command";
import { projectEnvironment } from "../harness/environment";
import { changingCalls } from "../seen/calls";

/** examples/fleet on the real engine: three stacks, each with a detached disk of the same name. */
const stacks = ["canary", "east", "west"] as const;
const diskOf = (stack: string) => `d-fleet${stack}`;

let simulator: Simulator;
let stack: Stack;
let fleet: (waves: string[][], ...args: string[]) => Promise<CommandResult>;

const resets = () =>
  Promise.all(stacks.map(async (name) => (await simulator.control.disk(diskOf(name))).resets));
const armed = async (name: string) => {
  const { stdout } = await stack.pulumi("config", "--json", "--stack", name);
  return Object.keys(JSON.parse(stdout) as object).includes("restore-fleet:rollBackTo");
};
const summaryOf = ({ stdout }: CommandResult) =>
  stdout.slice(stdout.indexOf("Summary\n")).trim().split("\n").slice(1);

describe("a fleet", { timeout: 900_000 }, () => {
  beforeAll(async () => {
    simulator = await startSimulatedCloud({ durations: { snapshot: "300ms", reset: "2500ms" } });
    for (const name of stacks) await simulator.control.add("disks", { diskId: diskOf(name), size: 20 });
    const env = { ...simulatorEnvironment(simulator), PULUMI_NODEJS_TRANSPILE_ONLY: "true" };
    const [first, ...others] = stacks;
    stack = await createStack({
      program: { folder: join(ROOT, "examples", "fleet") },
      name: first,
      config: { diskId: diskOf(first) },
      env,
    });
    for (const name of others) {
      for (const args of [
        ["stack", "init", name],
        ["config", "set", "diskId", diskOf(name), "--stack", name],
      ])
        expect((await stack.pulumi(...args)).code, args.join(" ")).toBe(0);
    }
    for (const name of stacks) {
      const up = await stack.pulumi("up", "--yes", "--skip-preview", "--stack", name);
      expect(up.code, up.text).toBe(0);
      await simulator.control.writeContent(diskOf(name), `${name}: what came later`);
    }
    const environment = await projectEnvironment(inject("workspace").engine, stack.folder, env);
    fleet = async (waves, ...args) => {
      await writeFile(join(stack.folder, "waves.json"), JSON.stringify(waves));
      return startCommand(process.execPath, ["fleet.mjs", "waves.json", ...args], {
        cwd: stack.folder,
        env: environment,
        limit: 840_000,
      }).result;
    };
    await simulator.control.clearCalls();
  }, 600_000);

  test("one of them is refused in preview: none is begun, and none stays armed", async () => {
    await simulator.control.patch("disks", diskOf("west"), { heldStatus: "Detaching" });
    const run = await fleet([["canary"], ["east", "west"]]);
    expect(run.code, run.text).toBe(1);
    expect(run.stdout).toContain("west: refused");
    expect(run.stdout).toContain("1 of 3 stacks are refused. Nothing was changed.");
    expect(await changingCalls(simulator)).toEqual([]);
    expect(await Promise.all(stacks.map(armed))).toEqual([false, false, false]);
    await simulator.control.patch("disks", diskOf("west"), { heldStatus: null });
  });

  test("one fails in its wave: the next wave is not begun, and its stack stays disarmed", async () => {
    // The canary's safety snapshot is the first one, that of east the second.
    await simulator.control.addFault({
      action: "CreateSnapshot",
      nth: 2,
      effect: "error",
      code: "InsufficientBalance",
      status: 403,
    });
    const run = await fleet([["canary"], ["east"], ["west"]]);
    expect(run.code, run.text).toBe(1);
    expect(summaryOf(run)).toEqual([
      "wave 1  canary  done",
      "wave 2  east  FAILED",
      "wave 3  west  not begun",
    ]);
    expect(run.stdout).toContain("InsufficientBalance");
    expect(await resets()).toEqual([1, 0, 0]);
    expect(await armed("west")).toBe(false);
    await simulator.control.clearFaults();
  });

  test("once more, with nothing in the way: the rest is rolled back, and the canary is not rolled back again", async () => {
    const run = await fleet([["canary"], ["east", "west"]]);
    expect(run.code, run.text).toBe(0);
    expect(summaryOf(run)).toEqual(["wave 1  canary  done", "wave 2  east  done", "wave 2  west  done"]);
    expect(await resets()).toEqual([1, 1, 1]);
    expect(run.stdout).toContain("Wave 2 of 2: east, west");
    if (process.env["SHOW_STORY"]) console.log(run.stdout);
  });

  test("--undo: each is as it was before", async () => {
    const run = await fleet([["canary"], ["east", "west"]], "--undo");
    expect(run.code, run.text).toBe(0);
    const contents = await Promise.all(
      stacks.map(async (name) => (await simulator.control.disk(diskOf(name))).content),
    );
    expect(contents).toEqual(stacks.map((name) => `${name}: what came later`));
    expect(await resets()).toEqual([2, 2, 2]);
  });
});
