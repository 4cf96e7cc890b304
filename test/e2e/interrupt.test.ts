import { beforeAll, describe, expect, test } from "vitest";
import type { Simulator } from "../../simulator";
import {
  createStack,
  doors,
  resourceNamed,
  simulatorEnvironment,
  startSimulatedCloud,
  type Deployment,
  type OperationResult,
  type Stack,
} from "./harness";
import { callsOnMachines } from "./seen/calls";
import { diagnosticsOf, progressOf } from "./seen/diagnostics";

/** A snapshot and a rollback that both take an hour. */
const program = `
  new DiskSnapshot("point", { diskId: "d-one" });
  new DiskRollback("lever", { diskId: "d-two", snapshotId: "s-two", safetySnapshot: false });
`;

let simulator: Simulator;
let stack: Stack;
let interrupted: OperationResult;
let state: Deployment;
let ended: OperationResult;
let resumed: OperationResult;

describe.each(doors)("an interrupt while it waits, $door", ({ program: programOf, type }) => {
  beforeAll(async () => {
    simulator = await startSimulatedCloud({ durations: { snapshot: "1h", reset: "1h" } });
    const { control } = simulator;
    await control.add("disks", { diskId: "d-one" });
    await control.add("disks", { diskId: "d-two", content: "present" });
    await control.add("snapshots", { snapshotId: "s-two", sourceDiskId: "d-two", content: "past" });
    stack = await createStack({ program: programOf(program), env: simulatorEnvironment(simulator) });

    const running = stack.start("up");
    await running.waitForText(/DiskSnapshot point creating .* snapshot s-\w+ 0 %/);
    await running.waitForText(/DiskRollback lever creating .* restoring d-two \(ReIniting\), \d+ s/);
    running.kill("SIGINT");
    interrupted = await running.result;
    state = await stack.exportState();

    const inRunner = stack.start("up", { env: { CI: "true" } });
    await inRunner.waitForText(/DiskRollback lever updating .* restoring d-two \(ReIniting\), \d+ s/);
    inRunner.kill("SIGTERM");
    ended = await inRunner.result;

    const next = stack.start("up");
    await next.waitForText(/DiskRollback lever updating .* restoring d-two \(ReIniting\), \d+ s/);
    await control.advance("1h");
    resumed = await next.result;
  });

  test("progress: shows in each resource's own row, line by line where there is no terminal", () => {
    const row = (kind: "DiskSnapshot" | "DiskRollback", name: string) =>
      ` +  ${type(kind)} ${name} creating `;
    const rows = (start: string) => interrupted.text.split("\n").filter((line) => line.startsWith(start));
    expect(rows(row("DiskSnapshot", "point")).join("\n")).toMatch(/ snapshot s-\w+ 0 %/);
    expect(rows(row("DiskRollback", "lever")).join("\n")).toMatch(
      / checking disk, snapshot and host[^]* rolling back d-two to s-two[^]* restoring d-two \(ReIniting\), \d+ s/,
    );
    expect(progressOf(interrupted, "lever")).toContain("rolling back d-two to s-two");
  });

  test("state: keeps what was begun and says what is still to be done", () => {
    expect(interrupted.code).not.toBe(0);
    expect(outputsOf("point")).toMatchObject({ snapshotId: expect.any(String), status: "progressing" });
    expect(outputsOf("lever")).toMatchObject({ phase: "restoring", disks: [{ status: "submitted" }] });
    expect(diagnosticsOf(interrupted, "point").join("\n")).toContain(
      `The snapshot ${String(outputsOf("point")["snapshotId"])} was requested and is kept in the state`,
    );
    expect(diagnosticsOf(interrupted, "lever").join("\n")).toMatch(
      /Accepted by the cloud, and not seen to end: d-two \(to s-two\)/,
    );
  });

  test("a CI runner's SIGTERM: ends the run that goes on in the same way", () => {
    expect(ended.code).not.toBe(0);
    expect(diagnosticsOf(ended, "lever").join("\n")).toMatch(
      /Accepted by the cloud, and not seen to end: d-two \(to s-two\).*The next `pulumi up` goes on/s,
    );
  });

  test("next up: waits on for both, and sends neither again", async () => {
    expect(resumed.code, resumed.text).toBe(0);
    expect(resumed.steps).toEqual(expect.arrayContaining(["update point", "update lever"]));
    expect(await callsOnMachines(simulator)).toEqual(expect.arrayContaining(["CreateSnapshot", "ResetDisk"]));
    expect(await callsOnMachines(simulator)).toHaveLength(2);
    expect(await simulator.control.disk("d-two")).toMatchObject({ resets: 1, content: "past" });
    const end = await stack.exportState();
    expect(resourceNamed(end, "point").outputs).toMatchObject({
      snapshotId: outputsOf("point")["snapshotId"],
      status: "accomplished",
    });
    expect(resourceNamed(end, "lever").outputs).toMatchObject({ phase: "done" });
  });
});

const outputsOf = (name: string) => resourceNamed(state, name).outputs ?? {};
