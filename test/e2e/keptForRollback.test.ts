import { expect, test } from "vitest";
import { createStack, simulatorEnvironment, startSimulatedCloud } from "./harness";
import { diagnosticsOf } from "./seen/diagnostics";

/** The README's program, with the smallest `keep`. */
const program = {
  "index.js": `
    const { Config } = require("@pulumi/pulumi");
    const { DiskRollback, DiskSnapshot } = require("pulumi-alicloud-restore");
    const config = new Config();
    const diskId = "d-sim0002";
    const point = new DiskSnapshot("before-release", { diskId, triggers: [config.require("release")], keep: 1 });
    new DiskRollback("data", { diskId, snapshotId: config.get("rollBackTo"), whenRunning: "stop" }, { dependsOn: point });
    exports.snapshotId = point.snapshotId;
  `,
};

test("a release and an armed lever in one up: the snapshot that is gone back to stays; its disk is reset once", async () => {
  const simulator = await startSimulatedCloud({
    durations: { snapshot: "300ms", reset: "2500ms", stop: "300ms", start: "300ms" },
  });
  const stack = await createStack({ program, env: simulatorEnvironment(simulator) });
  const configured = (release: string, rollBackTo?: string) => ({
    args: Object.entries({ release, rollBackTo }).flatMap(([name, value]) =>
      value === undefined ? [] : ["--config", `${name}=${value}`],
    ),
  });
  await simulator.control.writeContent("d-sim0002", "good");
  const first = await stack.up(configured("1.0"));
  expect(first.code, first.text).toBe(0);
  const snapshotId = String((await stack.outputs())["snapshotId"]);
  await simulator.control.writeContent("d-sim0002", "damaged");

  const second = await stack.up({ ...configured("1.1", snapshotId), withPreview: true });
  expect(second.code, second.text).toBe(0);
  expect(diagnosticsOf(second, "data").join("\n")).toContain(`to snapshot ${snapshotId}`);
  expect(await simulator.control.disk("d-sim0002")).toMatchObject({ content: "good", resets: 1 });

  const preview = await stack.preview(configured("1.2", snapshotId));
  expect(diagnosticsOf(preview, "before-release").join("\n")).toContain(
    `deletes the older snapshot ${snapshotId}`,
  );
  const third = await stack.up(configured("1.2", snapshotId));
  expect(third.code, third.text).toBe(0);
  expect(Object.keys((await simulator.control.world()).snapshots)).not.toContain(snapshotId);
  expect((await simulator.control.disk("d-sim0002")).resets).toBe(1);
});
