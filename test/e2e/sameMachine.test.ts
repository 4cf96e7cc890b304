import { beforeAll, describe, expect, test } from "vitest";
import type { Simulator } from "../../simulator";
import {
  createStack,
  simulatorEnvironment,
  startSimulatedCloud,
  type OperationResult,
  type Stack,
} from "./harness";
import { callsOnMachines } from "./seen/calls";

/** Two rollbacks and two snapshots on the disks of one running machine, with nothing that puts them in order. */
const program = {
  "index.js": `
    const { DiskRollback, DiskSnapshot } = require("pulumi-alicloud-restore");
    new DiskSnapshot("same-disk", { diskId: "d-sim0003" });
    new DiskSnapshot("other-disk", { diskId: "d-sim0005" });
    for (const n of [3, 4])
      new DiskRollback("lever" + n, {
        diskId: "d-sim000" + n,
        snapshotId: "s-past" + n,
        whenRunning: "stop",
      });
  `,
};

let simulator: Simulator;
let stack: Stack;
let up: OperationResult;

describe("one machine in one run", () => {
  beforeAll(async () => {
    simulator = await startSimulatedCloud({
      durations: { snapshot: "1500ms", reset: "2500ms", stop: "300ms", start: "300ms" },
    });
    for (const n of [3, 4])
      await simulator.control.add("snapshots", {
        snapshotId: `s-past${n}`,
        sourceDiskId: `d-sim000${n}`,
        content: `past of ${n}`,
        createdAt: "2026-11-20T10:00:00Z",
      });
    stack = await createStack({ program, env: simulatorEnvironment(simulator) });
    up = await stack.up();
  });

  test("up: does everything that is declared", async () => {
    expect(up.code, up.text).toBe(0);
    const { disks } = await simulator.control.world();
    expect(disks["d-sim0003"]).toMatchObject({ resets: 1, content: "past of 3" });
    expect(disks["d-sim0004"]).toMatchObject({ resets: 1, content: "past of 4" });
    expect(disks["d-sim0005"]).toMatchObject({ resets: 0 });
  });

  test("machine: is stopped once and started once, and runs again", async () => {
    const calls = await callsOnMachines(simulator);
    expect(calls.filter((action) => /^(Stop|Start)/.test(action))).toEqual(["StopInstance", "StartInstance"]);
    expect(calls.indexOf("StopInstance")).toBeLessThan(calls.indexOf("ResetDisk"));
    expect(calls.lastIndexOf("ResetDisk")).toBeLessThan(calls.indexOf("StartInstance"));
    expect((await simulator.control.instance("i-sim0002")).status).toBe("Running");
  });

  test("disk: its snapshot and its rollback do not overlap, and no snapshot fails by the stop", async () => {
    const { snapshots } = await simulator.control.world();
    const taken = Object.values(snapshots).filter(({ snapshotId }) => !snapshotId.startsWith("s-past"));
    // Two declared ones and two safety snapshots.
    expect(taken.map(({ status }) => status)).toEqual(Array(4).fill("accomplished"));
    const calls = await simulator.control.calls();
    const reset = calls.find(
      ({ action, parameters }) =>
        action === "ResetDisk" && parameters["DryRun"] !== "true" && parameters["DiskId"] === "d-sim0003",
    );
    const whole = taken.filter(({ sourceDiskId }) => sourceDiskId === "d-sim0003");
    for (const { createdAt } of whole)
      expect(Math.abs(Date.parse(createdAt) - Date.parse(reset?.time ?? ""))).toBeGreaterThanOrEqual(1_500);
  });
});
