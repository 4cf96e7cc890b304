import { beforeEach, describe, expect, test } from "vitest";
import {
  changes,
  completeSnapshot,
  contentOf,
  damagedDisk,
  diskId,
  failureOf,
  instanceId,
  resetsOf,
  startHost,
  systemDiskId,
  world,
} from "./fixture";
import { said } from "./meeting";
import type { Session } from "../../../provider/runtime/context";
import { newSession, type DeclaredResource } from "./stack";

const cloud = world();
let session: Session;
beforeEach(() => {
  session = newSession(cloud.surroundings());
});
const up = (resource: DeclaredResource, inputs: Record<string, unknown>) => resource.up(inputs, { session });
const powerCalls = async () => (await changes(cloud)).filter((action) => /Instance/.test(action));
const text = (value: unknown) => String(value);

describe("two rollbacks of disks of one host, in one up", () => {
  const both = async () => {
    const data = await damagedDisk(cloud);
    await cloud.control.add("snapshots", {
      snapshotId: "s-system",
      sourceDiskId: systemDiskId,
      sourceDiskType: "system",
      content: "system before",
    });
    await startHost(cloud);
    await cloud.clock.advance(120_000);
    const policy = { whenRunning: "stop" };
    return {
      one: { lever: cloud.rollback("one"), inputs: { diskId, snapshotId: data, ...policy } },
      other: {
        lever: cloud.rollback("other"),
        inputs: { diskId: systemDiskId, snapshotId: "s-system", ...policy },
      },
    };
  };

  test("host: is stopped once and started once, when both disks are back", async () => {
    const { one, other } = await both();
    await Promise.all([up(one.lever, one.inputs), up(other.lever, other.inputs)]);
    expect(await powerCalls()).toEqual(["StopInstance", "StartInstance"]);
    expect((await cloud.control.instance(instanceId)).status).toBe("Running");
    expect([await contentOf(cloud), (await cloud.control.disk(systemDiskId)).content]).toEqual([
      "before",
      "system before",
    ]);
    const order = (await changes(cloud)).filter((action) => /Reset|Start/.test(action));
    expect(order).toEqual(["ResetDisk", "ResetDisk", "StartInstance"]);
  });

  test("one of them does not end: the host stays off, and the other one says why", async () => {
    const { one, other } = await both();
    await cloud.control.patch("disks", systemDiskId, { resetFate: "hangs" });
    const outcomes = await Promise.allSettled([
      up(one.lever, one.inputs),
      up(other.lever, { ...other.inputs, timeouts: { rollback: "2m" } }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(one.lever.lines.warn.join("\n")).toMatch(
      /stays stopped, because another rollback of one of its disks/,
    );
    expect((await cloud.control.instance(instanceId)).status).toBe("Stopped");
    expect(await powerCalls()).toEqual(["StopInstance"]);
  });

  test("one of them is refused before it touched its disk: the host runs again after the other one", async () => {
    const { one, other } = await both();
    await cloud.control.patch("disks", systemDiskId, { snapshotFate: "fails" });
    const outcomes = await Promise.allSettled([up(one.lever, one.inputs), up(other.lever, other.inputs)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect((await cloud.control.instance(instanceId)).status).toBe("Running");
    expect(await powerCalls()).toEqual(["StopInstance", "StartInstance"]);
  });
});

test("two rollbacks of the disks of one desktop, in one up: one stop, and one start when both are back", async () => {
  const desktopId = "ecd-sim0001";
  const disks = [
    { type: "system", id: "d-simecd01" },
    { type: "data", id: "d-simecd02" },
  ];
  const runs = [];
  for (const { type, id } of disks) {
    await cloud.control.writeContent(id, "before");
    const snapshotId = await completeSnapshot(cloud, {}, id);
    await cloud.control.writeContent(id, "after");
    const target = { service: "ecd", desktopId, sourceDiskType: type };
    runs.push({ lever: cloud.rollback(type), inputs: { ...target, snapshotId, whenRunning: "stop" } });
  }
  await Promise.all(runs.map(({ lever, inputs }) => up(lever, inputs)));
  const order = (await changes(cloud)).filter((action) => !/Create/.test(action));
  expect(order).toEqual(["StopDesktops", "ResetSnapshot", "ResetSnapshot", "StartDesktops"]);
  expect((await cloud.control.instance(desktopId)).status).toBe("Running");
  for (const { id } of disks)
    expect(await cloud.control.disk(id)).toMatchObject({ content: "before", resets: 1 });
});

describe("a snapshot and a rollback of one disk, in one up", () => {
  test("rollback first: the snapshot is taken of what it has brought back", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    const point = cloud.snapshot();
    const rolledBack = up(lever, { diskId, snapshotId });
    await said(lever, "checking disk");
    await Promise.all([rolledBack, up(point, { diskId })]);
    const taken = await cloud.control.snapshot(text(point.state?.outputs["snapshotId"]));
    expect(taken).toMatchObject({ status: "accomplished", content: "before" });
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("snapshot first: the rollback waits for it", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await up(lever, { diskId });
    const point = cloud.snapshot();
    const state = lever.state!;
    const taken = up(point, { diskId });
    await said(point, "snapshot s-");
    // As the engine does it where check and diff came before the snapshot was begun.
    const rolledBack = lever.updateOnly({ ...state.inputs, snapshotId }, { session });
    await Promise.all([taken, rolledBack]);
    expect(await cloud.control.snapshot(text(point.state?.outputs["snapshotId"]))).toMatchObject({
      content: "after",
      status: "accomplished",
    });
    expect(await contentOf(cloud)).toBe("before");
  });

  test("both at once: neither waits for ever, and neither is told that the other is in its way", async () => {
    const snapshotId = await damagedDisk(cloud);
    const [lever, point] = [cloud.rollback(), cloud.snapshot()];
    await Promise.all([up(lever, { diskId, snapshotId }), up(point, { diskId })]);
    expect(await contentOf(cloud)).toBe("before");
    expect(point.state?.outputs["status"]).toBe("accomplished");
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("snapshot of another disk of the host that has to stop: is finished before, and both succeed", async () => {
    const snapshotId = await damagedDisk(cloud);
    await startHost(cloud);
    await cloud.control.settings({ durations: { snapshot: "2m" } });
    const [lever, point] = [cloud.rollback(), cloud.snapshot()];
    const taken = up(point, { diskId: systemDiskId });
    await said(point, "snapshot s-");
    await Promise.all([taken, up(lever, { diskId, snapshotId, whenRunning: "stop" })]);
    expect(point.state?.outputs["status"]).toBe("accomplished");
    expect(await contentOf(cloud)).toBe("before");
    expect((await cloud.control.instance(instanceId)).status).toBe("Running");
  });

  test("two snapshots of one disk: are taken one after the other", async () => {
    const [one, other] = [cloud.snapshot("one"), cloud.snapshot("other")];
    await Promise.all([up(one, { diskId }), up(other, { diskId })]);
    expect(one.state?.outputs["snapshotId"]).not.toBe(other.state?.outputs["snapshotId"]);
    expect(Object.values((await cloud.control.world()).snapshots).map(({ status }) => status)).toEqual([
      "accomplished",
      "accomplished",
    ]);
  });
});

describe("two levers for one disk", () => {
  test("in one up: take turns, and each is its own rollback", async () => {
    const snapshotId = await damagedDisk(cloud);
    const [one, other] = [cloud.rollback("one"), cloud.rollback("other")];
    await Promise.all([
      up(one, { diskId, snapshotId, triggers: 1 }),
      up(other, { diskId, snapshotId, triggers: 2 }),
    ]);
    expect(await resetsOf(cloud)).toBe(2);
    expect([one, other].map(({ state }) => state?.outputs["phase"])).toEqual(["done", "done"]);
  });

  test("from two stacks, at once: the second one is told, and nothing of the first is lost", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.settings({ durations: { reset: "3m" } });
    const [one, other] = [cloud.rollback("one"), cloud.rollback("other")];
    const first = one.up({ diskId, snapshotId, triggers: 1 });
    while ((await resetsOf(cloud)) === 0) await new Promise((resolve) => setImmediate(resolve));
    const refusal = failureOf(other.up({ diskId, snapshotId, triggers: 2 }));
    expect((await refusal).message).toMatch(/d-sim0002/);
    await first;
    expect(one.state?.outputs["phase"]).toBe("done");
    expect(await resetsOf(cloud)).toBe(1);
  });
});
