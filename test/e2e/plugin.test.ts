import { describe, test } from "vitest";
import {
  createStack,
  resourceNamed,
  simulatorEnvironment,
  startSimulatedCloud,
  type OperationResult,
} from "./harness";
import { callsOnMachines, changingCalls } from "./seen/calls";
import { diagnosticsOf } from "./seen/diagnostics";

/** A program of the plugin's resources without a generated SDK; the plugin is named as a user names it. */
const projectFile = `name: e2e
runtime: nodejs
plugins:
  providers:
    - name: alicloud-restore
      path: ../../node_modules/pulumi-alicloud-restore/plugin
`;
const resources = `const pulumi = require("@pulumi/pulumi");
const config = new pulumi.Config();
class DiskSnapshot extends pulumi.CustomResource {
  constructor(name, args, options) {
    super("alicloud-restore:index:DiskSnapshot", name, { snapshotId: undefined, ...args }, options);
  }
}
class DiskRollback extends pulumi.CustomResource {
  constructor(name, args, options) {
    super("alicloud-restore:index:DiskRollback", name, { undoSnapshotId: undefined, phase: undefined, ...args }, options);
  }
}
`;
const program = (text: string) => ({
  "Pulumi.yaml": projectFile,
  "index.js": `${resources}${text}`,
  "package.json": '{ "private": true, "main": "index.js" }',
});
const diskId = "d-sim0002";

describe.concurrent("the plugin on the engine", () => {
  const cloud = () =>
    startSimulatedCloud({ durations: { snapshot: "300ms", reset: "1s", stop: "200ms", start: "200ms" } });

  test("a program: takes a point, shows the plan, rolls back once, undoes it, imports and leaves", async ({
    expect,
  }) => {
    const well = (result: OperationResult) => expect(result.code, result.text).toBe(0);
    const simulator = await cloud();
    const { control } = simulator;
    const before = (await control.disk(diskId)).content;
    const stack = await createStack({
      program: program(`
const point = new DiskSnapshot("point", { diskId: "${diskId}" });
const lever = new DiskRollback("lever", { diskId: "${diskId}", snapshotId: config.get("restoreTo"), whenRunning: "stop" }, { dependsOn: point });
exports.snapshotId = point.snapshotId;
exports.undoSnapshotId = lever.undoSnapshotId;
exports.phase = lever.phase;
`),
      env: simulatorEnvironment(simulator),
    });
    well(await stack.up());
    const { snapshotId, phase } = await stack.outputs();
    expect(phase).toBe("disarmed");
    await control.writeContent(diskId, "what came later");
    await control.clearCalls();

    const arm = { args: ["--config", `restoreTo=${String(snapshotId)}`] };
    const preview = await stack.preview(arm);
    well(preview);
    expect(preview.steps.filter((step) => !step.startsWith("same"))).toEqual(["update lever"]);
    expect(diagnosticsOf(preview, "lever").join()).toMatch(/will roll back d-sim0002/);
    expect(await changingCalls(simulator)).toEqual([]);

    well(await stack.up(arm));
    expect((await control.disk(diskId)).content).toBe(before);
    expect(await callsOnMachines(simulator)).toEqual([
      "StopInstance",
      "CreateSnapshot",
      "ResetDisk",
      "StartInstance",
    ]);
    await control.clearCalls();
    const again = await stack.up();
    expect(again.changes, again.text).toEqual({ same: 3 });
    expect(await changingCalls(simulator)).toEqual([]);

    const { undoSnapshotId } = await stack.outputs();
    well(await stack.up({ args: ["--config", `restoreTo=${String(undoSnapshotId)}`] }));
    expect(await control.disk(diskId)).toMatchObject({ content: "what came later", resets: 2 });

    await control.add("snapshots", { snapshotId: "s-there", sourceDiskId: "d-sim0001" });
    const imported = await stack.pulumi(
      "import",
      "alicloud-restore:index:DiskSnapshot",
      "found",
      "s-there",
      "--yes",
      // An old language host writes no programs.
      "--generate-code=false",
      "--protect=false",
      "--stack",
      stack.name,
    );
    expect(imported.code, imported.text).toBe(0);
    expect(resourceNamed(await stack.exportState(), "found").outputs).toMatchObject({
      snapshotId: "s-there",
    });

    await control.clearCalls();
    well(await stack.destroy());
    expect((await changingCalls(simulator)).sort()).toEqual(["DeleteSnapshot", "DeleteSnapshot"]);
    expect((await control.disk(diskId)).resets).toBe(2);
  });

  test("a stack that was made with the classes: moves to the plugin without a change", async ({ expect }) => {
    const simulator = await cloud();
    await simulator.control.add("snapshots", { snapshotId: "s-before", sourceDiskId: diskId });
    const lever = `{ diskId: "${diskId}", snapshotId: "s-before", whenRunning: "stop" }`;
    const stack = await createStack({
      program: {
        "index.js": `const { DiskRollback, DiskSnapshot } = require("pulumi-alicloud-restore");
new DiskSnapshot("point", { diskId: "d-sim0001" });
new DiskRollback("lever", ${lever});
`,
        "package.json": '{ "private": true, "main": "index.js" }',
      },
      env: simulatorEnvironment(simulator),
    });
    const made = await stack.up();
    expect(made.code, made.text).toBe(0);
    await simulator.control.clearCalls();
    await stack.writeProgram(
      program(`
new DiskSnapshot("point", { diskId: "d-sim0001" }, { aliases: [{ type: "pulumi-nodejs:restore:DiskSnapshot" }] });
new DiskRollback("lever", ${lever}, { aliases: [{ type: "pulumi-nodejs:restore:DiskRollback" }] });
`),
    );
    const moved = await stack.up({ withPreview: true });
    expect(moved.code, moved.text).toBe(0);
    expect(moved.changes, moved.text).toEqual({ same: 3 });
    expect(await changingCalls(simulator)).toEqual([]);
    expect((await simulator.control.disk(diskId)).resets).toBe(1);
  });

  test("two providers of one program: each has its own account, and a secret stays secret in the state", async ({
    expect,
  }) => {
    const [one, other] = [await cloud(), await cloud()];
    const settings = (name: string, { url, accessKeyId, accessKeySecret }: typeof one) =>
      `const ${name} = new pulumi.ProviderResource("alicloud-restore", "${name}", { region: "cn-hangzhou", accessKey: "${accessKeyId}", secretKey: "${accessKeySecret}", endpoints: JSON.stringify({ ecs: "${url}" }) });`;
    const stack = await createStack({
      program: program(`
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
});
