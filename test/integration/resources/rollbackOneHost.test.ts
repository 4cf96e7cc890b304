import { beforeEach, describe, expect, test } from "vitest";
import type { Session } from "../../../provider/runtime/context";
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
  systemDiskId,
  world,
} from "./fixture";
import { said } from "./meeting";
import { newSession, type DeclaredResource } from "./stack";

const cloud = world();
let session: Session;
beforeEach(() => {
  session = newSession(cloud.surroundings());
});
const up = (resource: DeclaredResource, inputs: Record<string, unknown>) => resource.up(inputs, { session });
const powerCalls = async () => (await changes(cloud)).filter((action) => /Instance/.test(action));
const power = async () => (await cloud.control.instance(instanceId)).status;
const systemDisk = () => cloud.control.disk(systemDiskId);

/** A restore point of each disk of a host that runs, and a lever for each. */
async function two() {
  const snapshotId = await damagedDisk(cloud);
  await cloud.control.add("snapshots", {
    snapshotId: "s-system",
    sourceDiskId: systemDiskId,
    sourceDiskType: "system",
    content: "system before",
  });
  await startHost(cloud);
  await cloud.clock.advance(120_000);
  return {
    one: { lever: cloud.rollback("one"), inputs: { diskId, snapshotId, whenRunning: "stop" } },
    other: {
      lever: cloud.rollback("other"),
      inputs: { diskId: systemDiskId, snapshotId: "s-system", whenRunning: "stop" },
    },
  };
}

describe("one rollback fails before it holds the host, while another one does", () => {
  /** A run of the first lever was cut short with the host stopped, and its safety snapshot is refused from now on. */
  async function leftOff() {
    const { one, other } = await two();
    const early = { ...one.inputs, safetySnapshot: { when: "beforeStop" } };
    cloud.beforeSubmit = async () => {
      await cloud.control.addFault({ action: "StartInstance", effect: "error", code: "Forbidden.RAM" });
      await cloud.control.addFault({
        action: "ResetDisk",
        effect: "error",
        code: "Forbidden.RAM",
        once: true,
      });
    };
    await failureOf(one.lever.up(early));
    await cloud.control.clearFaults();
    expect(await power()).toBe("Stopped");
    expect(one.lever.state?.outputs).toMatchObject({ pending: { hosts: [{ wasRunning: true }] } });
    await cloud.clock.advance(120_000);
    await cloud.control.clearCalls();
    return { one: { ...one, inputs: early }, other };
  }

  /** The first lever fails at its safety snapshot, once the other one's disk is being restored. */
  async function failsMeanwhile(one: DeclaredResource, inputs: Record<string, unknown>) {
    while ((await systemDisk()).resets === 0) await new Promise((resolve) => setImmediate(resolve));
    await cloud.control.addFault({ action: "CreateSnapshot", effect: "error", code: "QuotaExceed.Snapshot" });
    return failureOf(up(one, inputs));
  }

  test("the other one succeeds: the host is started once, after it", async () => {
    const { one, other } = await leftOff();
    await cloud.control.settings({ durations: { reset: "3m" } });
    const [error] = await Promise.all([failsMeanwhile(one.lever, one.inputs), up(other.lever, other.inputs)]);
    expect(error.message).toMatch(/^Nothing was rolled back.*runs again/s);
    expect(await powerCalls()).toEqual(["StartInstance"]);
    expect(await systemDisk()).toMatchObject({ content: "system before", resets: 1 });
    expect([await power(), await resetsOf(cloud)]).toEqual(["Running", 0]);
  });

  test("the other one does not end: the host is not started, and the first one says why", async () => {
    const { one, other } = await leftOff();
    await cloud.control.patch("disks", systemDiskId, { resetFate: "hangs" });
    const [error] = await Promise.all([
      failsMeanwhile(one.lever, one.inputs),
      failureOf(up(other.lever, { ...other.inputs, timeouts: { rollback: "2m" } })),
    ]);
    expect(error.message).toMatch(/stays stopped, because another rollback of one of its disks/);
    expect([await powerCalls(), await power()]).toEqual([[], "Stopped"]);
  });
});

describe("one rollback waits for the host to be stopped, and another one stops it", () => {
  test.each(["afterStop", "beforeStop"])(
    "safety snapshot %s: it is stopped once, and both disks are back",
    async (when) => {
      const { one, other } = await two();
      await Promise.all([
        up(one.lever, { ...one.inputs, whenRunning: "wait", timeouts: { stop: "3m" } }),
        up(other.lever, { ...other.inputs, safetySnapshot: { when }, timeouts: { stop: "3m" } }),
      ]);
      expect(await powerCalls()).toEqual(["StopInstance", "StartInstance"]);
      expect([await contentOf(cloud), (await systemDisk()).content]).toEqual(["before", "system before"]);
      expect(await power()).toBe("Running");
    },
  );

  test("somebody else stops it: neither does, and it runs again for the one that saw it running", async () => {
    const { one } = await two();
    cloud.clock.meanwhile = async () => {
      cloud.clock.meanwhile = undefined;
      await stopHost(cloud);
    };
    await up(one.lever, { ...one.inputs, whenRunning: "wait" });
    expect(await powerCalls()).toEqual(["StartInstance"]);
    expect(await contentOf(cloud)).toBe("before");
  });
});

describe("one rollback saves the present before the stop, while another one holds the host", () => {
  const early = { safetySnapshot: { when: "beforeStop" } };

  test("it begins while the disk of the other one is being restored: one stop, one start", async () => {
    const { one, other } = await two();
    await cloud.control.settings({ durations: { snapshot: "3m", start: "30s" } });
    const first = up(other.lever, { ...other.inputs, safetySnapshot: false });
    await said(other.lever, /^restoring/);
    await Promise.all([first, up(one.lever, { ...one.inputs, ...early })]);
    expect(await powerCalls()).toEqual(["StopInstance", "StartInstance"]);
    expect([await contentOf(cloud), (await systemDisk()).content]).toEqual(["before", "system before"]);
    expect([await power(), await resetsOf(cloud)]).toEqual(["Running", 1]);
  });

  test("it begins while the other one is starting the host: stops it again, and both are back", async () => {
    const { one, other } = await two();
    await cloud.control.settings({ durations: { start: "2m" } });
    const first = up(other.lever, other.inputs);
    await said(other.lever, /^starting .*Starting/);
    await Promise.all([first, up(one.lever, { ...one.inputs, ...early })]);
    expect(await powerCalls()).toEqual(["StopInstance", "StartInstance", "StopInstance", "StartInstance"]);
    expect([await contentOf(cloud), (await systemDisk()).content]).toEqual(["before", "system before"]);
    expect(await power()).toBe("Running");
  });

  test("its safety snapshot fails: the host runs again for the other one, and nothing waits for ever", async () => {
    const { one, other } = await two();
    await cloud.control.patch("disks", diskId, { snapshotFate: "fails" });
    const [error] = await Promise.all([
      failureOf(up(one.lever, { ...one.inputs, ...early })),
      up(other.lever, other.inputs),
    ]);
    expect(error.message).toMatch(/^Nothing was rolled back/);
    expect(await powerCalls()).toEqual(["StopInstance", "StartInstance"]);
    expect([await power(), await resetsOf(cloud)]).toEqual(["Running", 0]);
  });
});
