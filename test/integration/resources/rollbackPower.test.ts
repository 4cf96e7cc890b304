import { beforeEach, describe, expect, test } from "vitest";
import type { Call } from "../../../simulator/index";
import {
  changes,
  contentOf,
  damagedDisk,
  diskId,
  failureOf,
  instanceId,
  resetsOf,
  startHost,
  stopHost,
  world,
} from "./fixture";
import { hooked } from "./meeting";

const cloud = world();
const host = () => cloud.control.instance(instanceId);
const status = async () => (await host()).status;
const outputs = (lever: ReturnType<typeof cloud.rollback>) => lever.state!.outputs;

/** A damaged disk on a host that runs. */
async function running(): Promise<{
  lever: ReturnType<typeof cloud.rollback>;
  inputs: Record<string, unknown>;
}> {
  const snapshotId = await damagedDisk(cloud);
  await startHost(cloud);
  await cloud.clock.advance(120_000);
  return { lever: cloud.rollback(), inputs: { diskId, snapshotId, whenRunning: "stop" } };
}

beforeEach(() => cloud.control.settings({ durations: { stop: "20s", start: "20s" } }));

const isStop = ({ action, parameters }: Call) => action === "StopInstance" && !parameters["DryRun"];

describe("whenRunning stop", () => {
  test("the host ran: it is stopped so that it keeps its address, and runs again afterwards", async () => {
    const { lever, inputs } = await running();
    const { words } = await lever.preview(inputs);
    expect(words).toMatch(/instance i-sim0001: Running;\s+will be stopped, and is started again/);
    await lever.up(inputs);
    expect(await changes(cloud)).toEqual([
      "TagResources",
      "StopInstance",
      "CreateSnapshot",
      "TagResources",
      "ResetDisk",
      // Accepted, and done.
      ...["TagResources", "TagResources"],
      "StartInstance",
      "TagResources",
    ]);
    const stop = (await cloud.control.calls()).find(isStop);
    expect(stop?.parameters).toEqual({ InstanceId: instanceId, StoppedMode: "KeepCharging" });
    expect(await status()).toBe("Running");
    expect(await contentOf(cloud)).toBe("before");
    expect(outputs(lever)).toMatchObject({ phase: "done", instanceId, hostWasRunning: true });
    const { downtimeSeconds, phases } = outputs(lever)["lastRollback"] as {
      downtimeSeconds: number;
      phases: { phase: string }[];
    };
    expect(downtimeSeconds).toBeGreaterThan(60);
    expect(downtimeSeconds).toBeLessThan(180);
    expect(phases.map(({ phase }) => phase)).toEqual([
      "preflight",
      "stop",
      "safetySnapshot",
      "submit",
      "restoring",
      "start",
    ]);
  });

  test("the host was off: it stays off, and nothing is stopped or started", async () => {
    const { lever, inputs } = await running();
    await stopHost(cloud);
    await lever.up(inputs);
    expect(await status()).toBe("Stopped");
    expect((await changes(cloud)).filter((action) => /Instance/.test(action))).toEqual([]);
    expect(outputs(lever)).toMatchObject({ hostWasRunning: false, lastRollback: { downtimeSeconds: 0 } });
  });

  test.each([
    ["never", "Stopped", "Stopped"],
    ["always", "Running", "Running"],
    ["asBefore", "Running", "Stopped"],
  ])(
    "startAfter %s: a host that ran is %s, one that was off is %s",
    async (startAfter, afterRunning, afterOff) => {
      const { lever, inputs } = await running();
      await lever.up({ ...inputs, startAfter });
      expect(await status()).toBe(afterRunning);
      await stopHost(cloud);
      await lever.up({ ...inputs, startAfter, triggers: 2 });
      expect(await status()).toBe(afterOff);
      expect(await resetsOf(cloud)).toBe(2);
    },
  );

  test("safety snapshot before the stop: shortens the outage, and is still complete before the disk is touched", async () => {
    const { lever, inputs } = await running();
    await lever.up({ ...inputs, safetySnapshot: { when: "beforeStop" } });
    const order = (await changes(cloud)).filter((action) => !/[Tt]ag/.test(action));
    expect(order).toEqual(["CreateSnapshot", "StopInstance", "ResetDisk", "StartInstance"]);
    const undo = await cloud.control.snapshot(String(outputs(lever)["undoSnapshotId"]));
    expect(undo).toMatchObject({ content: "after", status: "accomplished" });
  });

  test("it does not stop in time: nothing is rolled back, and the words name forceStop", async () => {
    const { lever, inputs } = await running();
    await cloud.control.patch("instances", instanceId, { stopFate: "hangs" });
    const error = await failureOf(lever.up({ ...inputs, timeouts: { stop: "1m", start: "1m" } }));
    expect(error.message).toMatch(
      /^Nothing was rolled back.*Waited 1 m for instance i-sim0001 to be stopped, in vain.*forceStop: true/s,
    );
    expect(await resetsOf(cloud)).toBe(0);
  });

  test("forceStop: cuts the power of one that does not react", async () => {
    const { lever, inputs } = await running();
    await cloud.control.patch("instances", instanceId, { stopFate: "hangs" });
    await lever.up({ ...inputs, forceStop: true });
    const stop = (await cloud.control.calls()).find(isStop);
    expect(stop?.parameters).toMatchObject({ ForceStop: "true" });
    expect(await contentOf(cloud)).toBe("before");
    expect(await status()).toBe("Running");
  });

  test("a snapshot of another of its disks is being taken: the stop would make it fail, so preview refuses", async () => {
    const { lever, inputs } = await running();
    await cloud.snapshot("system").up({ diskId: "d-sim0001", waitFor: "submitted" });
    const error = await failureOf(lever.preview(inputs));
    expect(error.message).toMatch(
      /whenRunning: snapshot s-\w+ of disk d-sim0001 is being taken.*would make it fail/,
    );
  });
});

describe("power is left as found when a rollback fails before it touched the disk", () => {
  const refusals: [string, () => Promise<unknown>][] = [
    [
      "the stop is refused",
      () =>
        cloud.control.addFault({
          action: "StopInstance",
          effect: "error",
          code: "Forbidden.RAM",
          dryRun: false,
        }),
    ],
    [
      "the safety snapshot is refused",
      () =>
        cloud.control.addFault({ action: "CreateSnapshot", effect: "error", code: "QuotaExceed.Snapshot" }),
    ],
    ["the safety snapshot fails", () => cloud.control.patch("disks", diskId, { snapshotFate: "fails" })],
    [
      "the rollback is refused",
      async () => {
        cloud.beforeSubmit = () =>
          cloud.control.addFault({
            action: "ResetDisk",
            effect: "error",
            code: "OperationDenied",
            once: true,
          });
      },
    ],
  ];
  test.each(refusals)("%s: the host runs again", async (_case, arrange) => {
    const { lever, inputs } = await running();
    await arrange();
    const error = await failureOf(lever.up(inputs));
    expect(error.message).toMatch(/^Nothing was rolled back/s);
    expect(await status()).toBe("Running");
    expect(await resetsOf(cloud)).toBe(0);

    await cloud.control.clearFaults();
    await cloud.control.patch("disks", diskId, { snapshotFate: "completes" });
    await cloud.clock.advance(120_000);
    await lever.up(inputs);
    expect(await contentOf(cloud)).toBe("before");
    expect(await status()).toBe("Running");
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("interrupted while it is being stopped: the host runs again", async () => {
    const { lever, inputs } = await running();
    const controller = new AbortController();
    cloud.clock.meanwhile = async () => {
      if ((await status()) === "Stopping") controller.abort();
    };
    await failureOf(lever.up(inputs, { signal: controller.signal }));
    expect(await status()).toBe("Running");
    expect(await resetsOf(cloud)).toBe(0);
  });

  test("interrupted while the safety snapshot is taken: the host runs again", async () => {
    const { lever, inputs } = await running();
    const controller = new AbortController();
    cloud.clock.meanwhile = async () => {
      if (Object.keys((await cloud.control.world()).snapshots).length > 1) controller.abort();
    };
    await failureOf(lever.up(inputs, { signal: controller.signal }));
    expect(await status()).toBe("Running");
  });

  test("the stop is lost, and the instance cannot be looked at: nobody says that it is off", async () => {
    const { lever, inputs } = await running();
    await cloud.control.addFault({ action: "StopInstance", effect: "drop-before", dryRun: false });
    const cut = hooked(cloud, "lever", async ({ action, parameters }) => {
      if (action === "StopInstance" && !parameters["DryRun"])
        await cloud.control.addFault({ action: "DescribeInstances", effect: "drop-before" });
    });
    cut.state = lever.state;
    const error = await failureOf(cut.up(inputs));
    expect(error.message).toMatch(
      /i-sim0001 was asked to stop for the rollback, and whether it runs again is not known: look after it/,
    );
    expect(error.message).not.toMatch(/is not running/);
    expect(await status()).toBe("Running");
  });

  test("it cannot be started again: the error says so, and the retry starts it in the end", async () => {
    const { lever, inputs } = await running();
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ action: "ResetDisk", effect: "error", code: "OperationDenied", once: true });
    await cloud.control.addFault({
      action: "StartInstance",
      effect: "error",
      code: "OperationDenied.NoStock",
    });
    const error = await failureOf(lever.up(inputs));
    expect(error.message).toMatch(
      /OperationDenied\.NoStock.*was stopped for the rollback and is not running\. Start the instance later/,
    );
    expect(await status()).toBe("Stopped");

    await cloud.control.clearFaults();
    await lever.up(inputs);
    expect(await contentOf(cloud)).toBe("before");
    expect(await status()).toBe("Running");
    expect(await resetsOf(cloud)).toBe(1);
  });
});

describe("the start is denied: one next step, since the machine is off now", () => {
  const denied = { action: "StartInstance", effect: "error", code: "Forbidden.RAM", dryRun: false } as const;
  const toldOnce = /Forbidden\.RAM: .*ecs:StartInstance.*is not running: start it yourself/;

  test("after a rollback that is done", async () => {
    const { lever, inputs } = await running();
    await cloud.control.addFault(denied);
    const { message } = await failureOf(lever.up(inputs));
    expect(message).toMatch(toldOnce);
    expect(message).not.toMatch(/Grant|then run again/);
    expect(message).toMatch(/If it is still off, the next `pulumi up` tries to start it again\.$/);
    expect(await status()).toBe("Stopped");
  });

  test("after one that was refused", async () => {
    const { lever, inputs } = await running();
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ action: "ResetDisk", effect: "error", code: "OperationDenied", once: true });
    await cloud.control.addFault(denied);
    const { message } = await failureOf(lever.up(inputs));
    expect(message).toMatch(/^Nothing was rolled back/);
    expect(message).toMatch(toldOnce);
    expect(message).not.toMatch(/Grant/);
  });
});

describe("power after the point of no return", () => {
  test("the rollback does not end: the host stays off, and runs again once the retry has seen the end", async () => {
    const { lever, inputs } = await running();
    await cloud.control.patch("disks", diskId, { resetFate: "hangs" });
    const error = await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
    expect(error.message).toMatch(
      /instance i-sim0001 ran before and stays stopped, because the state of its disk is not known/,
    );
    expect(await status()).toBe("Stopped");

    await cloud.control.patch("disks", diskId, { lastReset: null });
    await lever.up(inputs);
    expect(await status()).toBe("Running");
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("done, but the host does not start: says both, and the retry only starts it", async () => {
    const { lever, inputs } = await running();
    await cloud.control.addFault({
      action: "StartInstance",
      effect: "error",
      code: "OperationDenied.NoStock",
    });
    const error = await failureOf(lever.up(inputs));
    expect(error.message).toMatch(
      /^The rollback is done: d-sim0002 to s-\w+\..*OperationDenied\.NoStock.*tries to start it again/s,
    );
    expect(lever.state).toMatchObject({
      unfinished: true,
      outputs: { phase: "start", disks: [{ status: "restored" }] },
    });

    await cloud.control.clearFaults();
    await cloud.control.clearCalls();
    await lever.up(inputs);
    expect(await status()).toBe("Running");
    expect(outputs(lever)["phase"]).toBe("done");
    expect((await changes(cloud)).filter((action) => !/[Tt]ag/.test(action))).toEqual(["StartInstance"]);
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("done, the host does not start, and somebody starts it and writes: nothing is lost by the retry", async () => {
    const { lever, inputs } = await running();
    await cloud.control.addFault({
      action: "StartInstance",
      effect: "error",
      code: "OperationDenied.NoStock",
    });
    await failureOf(lever.up(inputs));
    await cloud.control.clearFaults();
    await startHost(cloud);
    await cloud.control.writeContent(diskId, "written since");
    await lever.up(inputs);
    expect(await contentOf(cloud)).toBe("written since");
    expect(outputs(lever)["phase"]).toBe("done");
    expect(await resetsOf(cloud)).toBe(1);
  });
});

describe("whenRunning wait", () => {
  test("waits until somebody stops the host, stops nothing itself, and does as the plan said", async () => {
    const { lever, inputs } = await running();
    const waiting = { ...inputs, whenRunning: "wait" };
    const { words } = await lever.preview(waiting);
    const begun = cloud.clock.now();
    cloud.clock.meanwhile = async (now) => {
      if (now - begun > 60_000 && (await status()) === "Running" && (await resetsOf(cloud)) === 0)
        await stopHost(cloud);
    };
    await lever.up(waiting);
    expect(await changes(cloud)).not.toContain("StopInstance");
    expect(await contentOf(cloud)).toBe("before");
    expect(words).toMatch(/is waited for until somebody has stopped it, and is started again/);
    expect(await status()).toBe("Running");
  });

  test("nobody stops it: the time-out is an error, and the host goes on running", async () => {
    const { lever, inputs } = await running();
    const error = await failureOf(lever.up({ ...inputs, whenRunning: "wait", timeouts: { stop: "2m" } }));
    expect(error.message).toMatch(
      /^Nothing was rolled back.*Waited 2 m for instance i-sim0001 to be stopped, in vain/s,
    );
    expect(await status()).toBe("Running");
    expect((await changes(cloud)).filter((action) => /Instance/.test(action))).toEqual([]);
  });
});
