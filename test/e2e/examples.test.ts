import { join } from "node:path";
import { beforeAll, describe, test } from "vitest";
import type { Simulator } from "../../simulator";
import { ROOT } from "../../tools/repository.mjs";
import { createStack, simulatorEnvironment, startSimulatedCloud, type OperationResult } from "./harness";
import { callsOnMachines, changingCalls } from "./seen/calls";
import { diagnosticsOf } from "./seen/diagnostics";
import { normalised } from "./seen/normalised";

interface Example {
  folder: string;
  config: Record<string, string>;
  machine: string;
  disks: readonly string[];
  /** The lever's name in the program, and the outputs by which one arms it and undoes it. */
  lever: string;
  point: string;
  undo: string;
  /** Somebody stops the machine first, where the program does not. */
  stoppedBySomebody?: true;
  /** What taking the point, arming, running and undoing the lever, and leaving send. */
  taking: readonly string[];
  rollback: readonly string[];
  undoing: readonly string[];
  leaving: readonly string[];
}

const examples: readonly Example[] = [
  {
    folder: "ecs",
    config: { diskId: "d-sim0002" },
    machine: "i-sim0001",
    disks: ["d-sim0002"],
    lever: "data",
    point: "snapshotId",
    undo: "undoSnapshotId",
    taking: ["CreateSnapshot"],
    rollback: ["StopInstance", "CreateSnapshot", "ResetDisk", "StartInstance"],
    undoing: ["StopInstance", "CreateSnapshot", "ResetDisk", "StartInstance"],
    leaving: ["DeleteSnapshot"],
  },
  {
    folder: "ecs-instance",
    config: { instanceId: "i-sim0002" },
    machine: "i-sim0002",
    disks: ["d-sim0003", "d-sim0004", "d-sim0005", "d-sim0006"],
    lever: "all-disks",
    point: "snapshotGroupId",
    undo: "undoSnapshotGroupId",
    taking: ["CreateSnapshotGroup"],
    rollback: ["StopInstance", "CreateSnapshotGroup", "ResetDisks", "StartInstance"],
    undoing: ["StopInstance", "CreateSnapshotGroup", "ResetDisks", "StartInstance"],
    leaving: ["DeleteSnapshotGroup"],
  },
  {
    folder: "swas",
    config: { diskId: "d-simswas01" },
    machine: "sim00000000000000000000000000swas1",
    disks: ["d-simswas01"],
    lever: "server",
    point: "snapshotId",
    undo: "undoSnapshotId",
    taking: ["CreateSnapshot", "UpdateSnapshotAttribute"],
    rollback: ["StopInstance", "CreateSnapshot", "ResetDisk", "StartInstance"],
    undoing: ["StopInstance", "CreateSnapshot", "ResetDisk", "StartInstance"],
    leaving: ["DeleteSnapshot"],
  },
  {
    folder: "ecd",
    config: { desktopId: "ecd-sim0001" },
    machine: "ecd-sim0001",
    disks: ["d-simecd02"],
    lever: "desktop",
    point: "snapshotId",
    undo: "undoSnapshotId",
    stoppedBySomebody: true,
    taking: ["CreateSnapshot"],
    rollback: ["CreateSnapshot", "ResetSnapshot"],
    undoing: ["CreateSnapshot", "ResetSnapshot"],
    leaving: ["DeleteSnapshot"],
  },
];

describe.concurrent.each(examples)("examples/$folder", (example) => {
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = await startSimulatedCloud({
      durations: { snapshot: "300ms", reset: "2500ms", stop: "300ms", start: "300ms" },
    });
  });

  const contents = async () =>
    Promise.all(example.disks.map(async (disk) => (await simulator.control.disk(disk)).content));
  const resets = async () =>
    Promise.all(example.disks.map(async (disk) => (await simulator.control.disk(disk)).resets));
  const machineIs = async () => (await simulator.control.instance(example.machine)).status;

  test("program: takes a restore point, shows the plan, puts the content back once, undoes it, and leaves", async ({
    expect,
  }) => {
    const well = (result: OperationResult) => expect(result.code, result.text).toBe(0);
    const before = await contents();
    const stack = await createStack({
      program: { folder: join(ROOT, "examples", example.folder) },
      config: example.config,
      // The types of examples are checked with all others.
      env: { ...simulatorEnvironment(simulator), PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
    });
    well(await stack.up());
    expect(await changingCalls(simulator)).toEqual(example.taking);
    const { [example.point]: point, [example.undo]: nothing, phase } = await stack.outputs();
    expect([typeof point, nothing, phase]).toEqual(["string", "none", "disarmed"]);

    const later = example.disks.map((disk) => `what came later on ${disk}`);
    await Promise.all(example.disks.map((disk, n) => simulator.control.writeContent(disk, later[n] ?? "")));
    if (example.stoppedBySomebody)
      await simulator.control.patch("instances", example.machine, { status: "Stopped" });
    const found = await machineIs();
    await simulator.control.clearCalls();

    const preview = await stack.preview({ args: ["--config", `rollBackTo=${String(point)}`] });
    well(preview);
    expect(preview.steps.filter((step) => !step.startsWith("same"))).toEqual([`update ${example.lever}`]);
    const plan = diagnosticsOf(preview, example.lever);
    // The engine sets them in by four columns.
    expect(
      Math.max(
        ...plan
          .join("\n")
          .split("\n")
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(76);
    await expect(`${plan.map(normalised).join("\n")}\n`).toMatchFileSnapshot(
      `golden/${example.folder}.golden.txt`,
    );
    expect(await changingCalls(simulator)).toEqual([]);

    well(await stack.up());
    expect(await contents()).toEqual(before);
    expect(await resets()).toEqual(example.disks.map(() => 1));
    expect(await callsOnMachines(simulator)).toEqual(example.rollback);
    expect(await machineIs()).toBe(found);

    await simulator.control.clearCalls();
    const again = await stack.up();
    expect(again.changes, again.text).toEqual({ same: 3 });
    expect(await changingCalls(simulator)).toEqual([]);

    const { [example.undo]: undo } = await stack.outputs();
    well(await stack.up({ args: ["--config", `rollBackTo=${String(undo)}`] }));
    expect(await contents()).toEqual(later);
    expect(await resets()).toEqual(example.disks.map(() => 2));
    expect(await callsOnMachines(simulator)).toEqual(example.undoing);
    expect(await machineIs()).toBe(found);

    await simulator.control.clearCalls();
    well(await stack.destroy());
    expect(await changingCalls(simulator)).toEqual(example.leaving);
    expect(await resets()).toEqual(example.disks.map(() => 2));
    expect(await contents()).toEqual(later);
    const { snapshots } = await simulator.control.world();
    const left = Object.values(snapshots).map(
      ({ snapshotId, snapshotGroupId }) => snapshotGroupId ?? snapshotId,
    );
    expect(left).not.toContain(point);
    expect(left).toContain(undo);
  }, 480_000);
});
