import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readPlans } from "../../provider/plans";
import { createStack, simulatorEnvironment, startSimulatedCloud } from "./harness";
import { diagnosticsOf } from "./seen/diagnostics";
import { normalised } from "./seen/normalised";

/** Two levers: one of a disk with traps, and one that is disarmed. */
const program = {
  "index.js": `
    const { DiskRollback } = require("pulumi-alicloud-restore");
    new DiskRollback("trapped", { diskId: "d-sim0003", snapshotId: "s-before", startAfter: "always", maxDataLoss: "7d" });
    new DiskRollback("idle", { diskId: "d-sim0001" });
  `,
};

test("preview on the real engine: the traps among the lever's diagnostics, and the same in its plan file", async () => {
  const simulator = await startSimulatedCloud();
  const { control } = simulator;
  await control.patch("disks", "d-sim0003", { size: 500 });
  await control.patch("instances", "i-sim0002", { status: "Stopped", stoppedMode: "StopCharging" });
  await control.add("snapshots", {
    snapshotId: "s-before",
    sourceDiskId: "d-sim0003",
    sourceDiskSize: 100,
    createdAt: new Date(Date.now() - 6 * 3_600_000).toISOString(),
  });
  const stack = await createStack({ program, env: simulatorEnvironment(simulator) });
  // Relative to the project.
  await stack.setConfig({ "restore:planFile": "plans" });

  const preview = await stack.preview();
  expect(preview.code, preview.text).toBe(0);
  const said = diagnosticsOf(preview, "trapped").join("\n");
  await expect(`${normalised(said)}\n`).toMatchFileSnapshot("golden/traps.golden.txt");

  const plans = readPlans(join(stack.folder, "plans"));
  expect(plans.map(({ name, verdict }) => `${name}: ${verdict}`)).toEqual([
    "idle: nothing-to-do",
    "trapped: runs",
  ]);
  const trapped = plans[1];
  expect(trapped?.findings.map(({ rule }) => rule)).toEqual([
    "resized-since-snapshot",
    "economical-mode",
    "partial-data-disks",
  ]);
  const onOneLine = said.replace(/\s+/g, " ");
  for (const { words } of trapped?.findings ?? []) expect(onOneLine).toContain(words);
  expect(trapped).toMatchObject({ project: "e2e", stack: "test", target: { diskId: "d-sim0003" } });

  const place = await mkdtemp(join(tmpdir(), "plan-file-"));
  const file = join(place, "taken");
  await writeFile(file, "not a folder");
  await stack.setConfig({ "restore:planFile": file });
  const refused = await stack.preview();
  expect(refused.code).not.toBe(0);
  expect(refused.text.replace(/\s+/g, " ")).toContain(`cannot be written to ${file}/`);
  expect(await readdir(place)).toEqual(["taken"]);
  await rm(place, { recursive: true });
});
