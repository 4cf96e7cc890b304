import { expect, test, vi } from "vitest";
import { inOneLine } from "../fixtures/inOneLine";
import { createStack, resourceNamed, simulatorEnvironment, startSimulatedCloud } from "./harness";
import { callsOnMachines } from "./seen/calls";
import { diagnosticsOf } from "./seen/diagnostics";

/** Without an end of its own: whatever is interrupted would go on. */
const program = {
  "index.js": `
    const { DiskRollback } = require("pulumi-alicloud-restore");
    new DiskRollback("lever", { diskId: "d-two", snapshotId: "s-two", safetySnapshot: false });
  `,
};

test("a second interrupt: the engine forgets the run, and the next up finds it in the cloud's journal", async () => {
  const simulator = await startSimulatedCloud({ durations: { reset: "1h" } });
  const { control } = simulator;
  await control.add("disks", { diskId: "d-two", content: "present" });
  await control.add("snapshots", { snapshotId: "s-two", sourceDiskId: "d-two", content: "past" });
  const stack = await createStack({ program, env: simulatorEnvironment(simulator) });

  // The request has arrived, after three dry runs, and its answer does not come: the first interrupt waits for it.
  const fault = await control.addFault({ action: "ResetDisk", nth: 4, effect: "hold" });
  const running = stack.start("up");
  const held = async () => (await control.faults()).some(({ held: waiting }) => waiting > 0);
  await vi.waitUntil(held, { timeout: 60_000, interval: 50 });
  expect(await callsOnMachines(simulator)).toEqual(["ResetDisk"]);
  running.kill("SIGINT");
  await running.waitForText(/again/i);
  running.kill("SIGINT");
  const cut = await running.result;
  expect(cut.code).not.toBe(0);
  await stack.dispose();
  await control.removeFault(fault.id);
  expect((await stack.exportState()).deployment.pending_operations).toHaveLength(1);

  const next = stack.start("up");
  await next.waitForText(/restoring d-two \(ReIniting\)/);
  await control.advance("1h");
  const again = await next.result;
  expect(again.code, again.text).toBe(0);
  expect(again.text).toMatch(/pending/i);
  expect(inOneLine(diagnosticsOf(again, "lever").join("\n"))).toMatch(
    /the rollback of d-two to s-two that began at .* is still running: it is waited for, and nothing is sent/,
  );
  expect(await callsOnMachines(simulator)).toEqual(["ResetDisk"]);
  expect(await control.disk("d-two")).toMatchObject({ resets: 1, content: "past" });
  expect(resourceNamed(await stack.exportState(), "lever").outputs).toMatchObject({ phase: "done" });
});
