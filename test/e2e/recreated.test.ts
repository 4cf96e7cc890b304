import { expect, test } from "vitest";
import { createStack, simulatorEnvironment, startSimulatedCloud } from "./harness";
import { changingCalls } from "./seen/calls";
import { diagnosticsOf } from "./seen/diagnostics";

const program = {
  "index.js": `
    const { DiskRollback, DiskSnapshot } = require("pulumi-alicloud-restore");
    const diskId = "d-sim0002";
    const { snapshotId } = new DiskSnapshot("point", { diskId, onMissing: "recreate" });
    new DiskRollback("lever", { diskId, snapshotId, whenRunning: "stop", onCreate: "adopt" });
    exports.snapshotId = snapshotId;
  `,
};

test("a snapshot that vanished, under a lever: preview says what is taken, up refuses it; nothing is stopped or reset", async () => {
  const simulator = await startSimulatedCloud({ durations: { snapshot: "300ms" } });
  const stack = await createStack({ program, env: simulatorEnvironment(simulator) });
  const first = await stack.up();
  expect(first.code, first.text).toBe(0);
  const lost = String((await stack.outputs())["snapshotId"]);
  await simulator.control.remove("snapshots", lost);
  await stack.refresh();

  const preview = await stack.preview();
  expect(preview.code, preview.text).toBe(0);
  expect(diagnosticsOf(preview, "point").join("\n")).toContain(`takes a snapshot in the place of ${lost}`);
  expect(diagnosticsOf(preview, "lever").join("\n")).toContain(
    "may roll back: `snapshotId` is known only when",
  );
  await simulator.control.clearCalls();

  // The second one knows the id beforehand: nobody is worn down by trying again.
  for (const attempt of ["the run that takes it", "the next one"]) {
    const up = await stack.up();
    expect([attempt, up.code]).not.toEqual([attempt, 0]);
    expect(diagnosticsOf(up, "lever").join("\n")).toContain(`in the place of ${lost}, which was lost`);
  }
  expect(await changingCalls(simulator)).toEqual(["CreateSnapshot"]);
  expect((await simulator.control.disk("d-sim0002")).resets).toBe(0);
});
