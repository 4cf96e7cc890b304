import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { Simulator } from "../../simulator";
import { PACKAGE_NAME } from "../../tools/repository.mjs";
import {
  createStack,
  resourceNamed,
  simulatorEnvironment,
  startSimulatedCloud,
  type OperationResult,
  type Stack,
} from "./harness";
import { callsOnMachines, changingCalls } from "./seen/calls";
import { diagnosticsOf } from "./seen/diagnostics";

/** A snapshot and a rollback of the same disk to that snapshot: preview cannot know its id yet. */
const program = {
  "index.js": `
    const { DiskRollback, DiskSnapshot } = require("${PACKAGE_NAME}");
    const point = new DiskSnapshot("point", { diskId: "d-free" });
    const lever = new DiskRollback("lever", { diskId: "d-free", snapshotId: point.snapshotId });
    exports.version = require("${PACKAGE_NAME}/package.json").version;
  `,
};

let simulator: Simulator;
let stack: Stack;

beforeAll(async () => {
  simulator = await startSimulatedCloud({ durations: { snapshot: "300ms", reset: "2500ms" } });
  await simulator.control.add("disks", { diskId: "d-free", content: "as it is" });
  stack = await createStack({ program, env: simulatorEnvironment(simulator) });
});

// The tests go through the life of one stack.
describe("a snapshot's id that preview cannot know", () => {
  test("preview: says that it may roll back, looks at the snapshot's disk, and changes nothing", async () => {
    const preview = await stack.preview();
    expect(preview.code, preview.text).toBe(0);
    expect(preview.steps).toEqual(["create point", "create lever"]);
    expect(diagnosticsOf(preview, "lever").join("\n")).toMatch(/^info: may roll back/);
    const actions = (await simulator.control.calls()).map(({ action }) => action);
    expect(new Set(actions)).toEqual(new Set(["DescribeDisks"]));
  });

  test("up: takes the snapshot, and rolls back to it only when it is complete", async () => {
    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    expect(await callsOnMachines(simulator)).toEqual(["CreateSnapshot", "CreateSnapshot", "ResetDisk"]);
    const { snapshotId } = resourceNamed(await stack.exportState(), "point").outputs ?? {};
    expect(resourceNamed(await stack.exportState(), "lever").outputs).toMatchObject({
      phase: "done",
      lastRollback: { snapshotId },
    });
  });
});

describe("the state", () => {
  test("__provider: is a small constant that names the package, and nothing of this installation", async () => {
    const state = await stack.exportState();
    for (const [name, method] of [
      ["point", "diskSnapshot"],
      ["lever", "diskRollback"],
    ] as const) {
      const { inputs, outputs } = resourceNamed(state, name);
      const text = `exports.handler = () => require("${PACKAGE_NAME}/provider").${method};`;
      expect([inputs?.["__provider"], outputs?.["__provider"]]).toEqual([text, text]);
    }
    const paths = [inject("workspace").folder, stack.folder, simulator.url];
    const own = [resourceNamed(state, "point"), resourceNamed(state, "lever")];
    for (const path of paths)
      expect(JSON.stringify(own.map(({ inputs, outputs }) => [inputs, outputs]))).not.toContain(path);
  });
});

describe("another version of the package", () => {
  let up: OperationResult;
  beforeAll(async () => {
    await installOtherVersion(stack.folder);
    await simulator.control.clearCalls();
    up = await stack.up();
  });

  test("up: the new version's code runs and changes no resource", async () => {
    expect(up.code, up.text).toBe(0);
    expect(await stack.outputs()).toEqual({ version: "99.0.0" });
    expect(up.text).toContain("the code of 99.0.0");
    expect(up.changes).toEqual({ same: 3 });
    expect(await changingCalls(simulator)).toEqual([]);
  });

  test("destroy: the new version deletes what the old one made, and no safety snapshot", async () => {
    const destroy = await stack.destroy();
    expect(destroy.code, destroy.text).toBe(0);
    expect(await changingCalls(simulator)).toEqual(["DeleteSnapshot"]);
    const { snapshots, disks } = await simulator.control.world();
    expect(Object.keys(snapshots)).toHaveLength(1);
    expect(disks["d-free"]).toMatchObject({ resets: 1, content: "as it is" });
  });
});

/** In the project's own node_modules, which its program and its provider look into first. */
async function installOtherVersion(project: string): Promise<void> {
  const installed = join(inject("workspace").folder, "node_modules", PACKAGE_NAME);
  const other = join(project, "node_modules", PACKAGE_NAME);
  await cp(installed, other, { recursive: true });
  const manifest = join(other, "package.json");
  await writeFile(
    manifest,
    JSON.stringify({ ...JSON.parse(await readFile(manifest, "utf8")), version: "99.0.0" }),
  );
  const host = join(other, "dist", "provider", "host", "dynamic.js");
  await writeFile(host, `${await readFile(host, "utf8")}\nconsole.log("the code of 99.0.0");\n`);
}
