import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, inject, test } from "vitest";
import {
  classes,
  createStack,
  plugin,
  resourceNamed,
  simulatorEnvironment,
  startSimulatedCloud,
} from "./harness";
import { changingCalls } from "./seen/calls";
import { diagnosticsOf } from "./seen/diagnostics";

const diskId = "d-sim0002";

describe.concurrent("the plugin on the engine", () => {
  const cloud = () =>
    startSimulatedCloud({ durations: { snapshot: "300ms", reset: "1s", stop: "200ms", start: "200ms" } });

  test("a stack that was made with the classes: moves to the plugin without a change, and asks it for points", async ({
    expect,
  }) => {
    const simulator = await cloud();
    await simulator.control.add("snapshots", { snapshotId: "s-before", sourceDiskId: diskId });
    const lever = `{ diskId: "${diskId}", snapshotId: "s-before", whenRunning: "stop" }`;
    const stack = await createStack({
      program: classes.program(`
new DiskSnapshot("point", { diskId: "d-sim0001" });
new DiskRollback("lever", ${lever});
`),
      env: simulatorEnvironment(simulator),
    });
    const made = await stack.up();
    expect(made.code, made.text).toBe(0);
    await simulator.control.clearCalls();
    await stack.writeProgram(
      plugin.program(`
new DiskSnapshot("point", { diskId: "d-sim0001" }, { aliases: [{ type: "pulumi-nodejs:restore:DiskSnapshot" }] });
new DiskRollback("lever", ${lever}, { aliases: [{ type: "pulumi-nodejs:restore:DiskRollback" }] });
const { runtime } = require("@pulumi/pulumi");
exports.points = runtime
  .invoke("alicloud-restore:index:getRestorePoints", { diskId: "${diskId}" })
  .then(({ points }) => points.map(({ kind, snapshotId, undoes }) => [kind, undoes?.snapshotId ?? snapshotId]));
`),
    );
    const moved = await stack.up({ withPreview: true });
    expect(moved.code, moved.text).toBe(0);
    expect(moved.changes, moved.text).toEqual({ same: 3 });
    expect(await changingCalls(simulator)).toEqual([]);
    expect((await simulator.control.disk(diskId)).resets).toBe(1);
    expect((await stack.outputs())["points"]).toEqual([
      ["safety", "s-before"],
      ["manual", "s-before"],
    ]);
  });

  test("two providers of one program: each has its own account, and a secret stays secret in the state", async ({
    expect,
  }) => {
    const [one, other] = [await cloud(), await cloud()];
    const settings = (name: string, { url, accessKeyId, accessKeySecret }: typeof one) =>
      `const ${name} = new ProviderResource("alicloud-restore", "${name}", { region: "cn-hangzhou", accessKey: "${accessKeyId}", secretKey: "${accessKeySecret}", endpoints: JSON.stringify({ ecs: "${url}" }) });`;
    const stack = await createStack({
      program: plugin.program(`
const { ProviderResource } = require("@pulumi/pulumi");
${settings("one", one)}
${settings("other", other)}
new DiskSnapshot("here", { diskId: "${diskId}" }, { provider: one });
new DiskSnapshot("there", { diskId: "${diskId}" }, { provider: other });
`),
    });
    const up = await stack.up();
    expect(up.code, up.text).toBe(0);
    for (const simulator of [one, other]) expect(await changingCalls(simulator)).toEqual(["CreateSnapshot"]);
    expect(JSON.stringify(await stack.exportState())).not.toContain(one.accessKeySecret);
  });

  test("customTimeouts: end a wait on time; what was begun is kept, and the next up goes on", async ({
    expect,
  }) => {
    const simulator = await startSimulatedCloud({ durations: { snapshot: "1h" } });
    const stack = await createStack({
      program: plugin.program(`
const { Config } = require("@pulumi/pulumi");
new DiskSnapshot("slow", { diskId: "${diskId}" }, { customTimeouts: { create: new Config().require("limit") } });
`),
      env: simulatorEnvironment(simulator),
    });
    const up = await stack.up({ args: ["--config", "limit=2s"] });
    expect(up.code).not.toBe(0);
    expect(diagnosticsOf(up, "slow").join()).toMatch(/Waited 2 s for snapshot s-\w+/);
    const { snapshotId, status } = resourceNamed(await stack.exportState(), "slow").outputs ?? {};
    expect(status).toBe("progressing");
    await simulator.control.advance("1h");
    const next = await stack.up({ args: ["--config", "limit=1m"] });
    expect(next.code, next.text).toBe(0);
    expect(resourceNamed(await stack.exportState(), "slow").outputs).toMatchObject({
      snapshotId,
      status: "accomplished",
    });
    expect(await changingCalls(simulator)).toEqual(["CreateSnapshot"]);
  });

  test("schema: the engine prints it, and its own checker finds nothing wrong", async ({ expect }) => {
    const stack = await createStack({ program: plugin.program("") });
    const { folder } = inject("workspace");
    const executable = "node_modules/pulumi-alicloud-restore/plugin/pulumi-resource-alicloud-restore";
    const printed = await stack.pulumi("package", "get-schema", join(folder, executable));
    expect(printed.code, printed.text).toBe(0);
    const file = join(stack.folder, "schema.json");
    await writeFile(file, printed.stdout);
    const checked = await stack.pulumi("schema", "check", file);
    expect(checked.code, checked.text).toBe(0);
    expect(Object.keys((JSON.parse(printed.stdout) as { functions: object }).functions)).toEqual([
      "alicloud-restore:index:getRestorePoints",
    ]);
  });
});
