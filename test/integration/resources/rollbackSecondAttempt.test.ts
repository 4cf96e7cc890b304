import { beforeEach, describe, expect, test } from "vitest";
import type { Session } from "../../../provider/runtime/context";
import { changes, completeSnapshot, failureOf, systemDiskId, world } from "./fixture";
import { said } from "./meeting";
import { newSession } from "./stack";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world();
const [ecs, swas] = subjects as readonly [Subject, Subject, Subject];

const refuseRollBack = ({ service, calls }: Subject, code = "Forbidden.RAM") =>
  cloud.control.addFault({ service, action: calls.rollBack, effect: "error", code, once: true });
const patchHost = ({ hostId }: Subject, fields: Record<string, unknown>) =>
  cloud.control.patch("instances", hostId, fields);

/** A run whose request acted, whose answer was lost, and whose disk could not be looked at: the host is off. */
async function unanswered() {
  const { lever, inputs } = await damaged(cloud, ecs);
  cloud.beforeSubmit = async () => {
    await cloud.control.addFault({ action: "ResetDisk", effect: "drop-after", once: true });
    await cloud.control.addFault({ action: "DescribeDisks", effect: "error", code: "Forbidden.RAM" });
  };
  const error = await failureOf(lever.up({ ...inputs, timeouts: { rollback: "2m" } }));
  expect(error.message).toMatch(/^Not known to be rolled back or not/s);
  await cloud.control.clearFaults();
  await cloud.clock.advance(600_000);
  expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Stopped" });
  return { lever, inputs };
}

describe("a run whose answer was lost", () => {
  test("sent again and refused: it is still not known, the host stays off, and work done since is safe", async () => {
    const { lever, inputs } = await unanswered();
    cloud.beforeSubmit = () => refuseRollBack(ecs);
    const error = await failureOf(lever.up(inputs));
    expect(error.message).toMatch(/not known/);
    expect(error.message).not.toMatch(/was not touched/);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Stopped" });

    await patchHost(ecs, { status: "Running" });
    await cloud.clock.advance(3_600_000);
    await cloud.control.writeContent(ecs.diskId, "written since");
    expect((await failureOf(lever.up(inputs))).message).toMatch(/onInterrupted/);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "written since", resets: 1, power: "Running" });
  });

  test("stopped by an obstacle before it is sent again: it is still not known", async () => {
    const { lever, inputs } = await unanswered();
    await cloud.control.patch("disks", ecs.diskId, { multiAttach: true });
    const error = await failureOf(lever.up(inputs));
    expect(error.message).not.toMatch(/was not touched/);
    await cloud.control.patch("disks", ecs.diskId, { multiAttach: false });
    await patchHost(ecs, { status: "Running" });
    await cloud.clock.advance(3_600_000);
    await cloud.control.writeContent(ecs.diskId, "written since");
    expect((await failureOf(lever.up(inputs))).message).toMatch(/onInterrupted/);
    expect((await seenOf(cloud, ecs)).content).toBe("written since");
  });

  test("a host that somebody has started meanwhile: is not said to be stopped", async () => {
    const { lever, inputs } = await unanswered();
    await patchHost(ecs, { status: "Running" });
    await cloud.clock.advance(3_600_000);
    const retry = { ...inputs, whenRunning: "fail", onInterrupted: "retry" };
    const error = await failureOf(lever.updateOnly({ ...lever.state!.inputs, ...retry }, {}));
    expect(error.message).toMatch(/must be Stopped/);
    expect(error.message).not.toMatch(/stays stopped/);
  });
});

describe("a request that is refused because of other work on the disk", () => {
  test.each([
    [ecs, "OperationConflict"],
    [ecs, "IncorrectDiskStatus"],
    [swas, "IncorrectDiskStatus"],
  ])("$service: nothing is seen at work there, and the host runs again", async (subject, code) => {
    const { lever, inputs } = await damaged(cloud, subject);
    cloud.beforeSubmit = () => refuseRollBack(subject, code);
    const error = await failureOf(lever.up(inputs));
    expect(error.message).toMatch(new RegExp(`was not touched.*Another rollback.*${code}|${code}`, "s"));
    expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 0, power: "Running" });
  });

  test("refused for another reason: the host runs again", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    cloud.beforeSubmit = () => refuseRollBack(ecs);
    await failureOf(lever.up(inputs));
    expect(await seenOf(cloud, ecs)).toEqual({ content: "after", resets: 0, power: "Running" });
  });
});

describe("a host that was given back", () => {
  test.each([ecs, swas])(
    "$service: stopped by somebody since, it stays stopped after the rollback",
    async (subject) => {
      const { lever, inputs } = await damaged(cloud, subject);
      const { service, calls } = subject;
      await cloud.control.addFault({
        service,
        action: calls.take,
        effect: "error",
        code: "Forbidden.RAM",
        once: true,
      });
      expect((await failureOf(lever.up(inputs))).message).toMatch(/runs again/);
      await patchHost(subject, { status: "Stopped" });
      await lever.up(inputs);
      expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Stopped" });
    },
  );
});

describe("a host that was found stopped", () => {
  test("started by somebody during the safety snapshot: runs when the rollback is given up", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    await patchHost(ecs, { status: "Stopped" });
    const up = lever.up({ ...inputs, safetySnapshot: { when: "beforeStop" } });
    await said(lever, "safety snapshot");
    await patchHost(ecs, { status: "Running" });
    expect((await failureOf(up)).message).toMatch(/was started in between/);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "after", resets: 0, power: "Running" });
  });
});

describe("safety snapshots", () => {
  test("of an attempt that sent nothing: are not passed off as the way back of a later one without", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    cloud.beforeSubmit = () => refuseRollBack(ecs);
    await failureOf(lever.up(inputs));
    await cloud.clock.advance(24 * 3_600_000);
    await cloud.control.writeContent(ecs.diskId, "a day later");
    await lever.up({ ...inputs, safetySnapshot: false });
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Running" });
    expect(lever.state?.outputs["undoSnapshotId"]).toBeUndefined();
    expect(lever.state?.outputs["lastRollback"]).not.toHaveProperty("undoSnapshotId");
  });

  test("several disks that cannot be in a group: each has one of its own", async () => {
    const ids = ["d-sim0003", "d-sim0004"];
    const disks = [];
    for (const diskId of ids) {
      await cloud.control.patch("disks", diskId, { category: "cloud_efficiency" });
      await cloud.control.writeContent(diskId, "before");
      disks.push({ diskId, snapshotId: await completeSnapshot(cloud, {}, diskId) });
      await cloud.control.writeContent(diskId, "after");
    }
    const lever = cloud.rollback();
    await lever.up({ disks, whenRunning: "stop" });
    for (const diskId of ids)
      expect(await cloud.control.disk(diskId)).toMatchObject({ content: "before", resets: 1 });
    const undo = lever.state?.outputs["undoSnapshots"] as { snapshotId: string }[];
    const saved = await Promise.all(undo.map(({ snapshotId }) => cloud.control.snapshot(snapshotId)));
    expect(saved.map(({ content, status }) => [content, status])).toEqual(
      ids.map(() => ["after", "accomplished"]),
    );
    expect(lever.lines.warn.join("\n")).toMatch(/cannot be in one snapshot group/);
  });
});

describe("two rollbacks of one host that save before the stop, in one up", () => {
  let session: Session;
  beforeEach(() => {
    session = newSession(cloud.surroundings());
  });

  test("one is ready to stop the host: it waits for the other's safety snapshot", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    const systemBefore = await completeSnapshot(cloud, {}, systemDiskId);
    const other = cloud.rollback("other");
    await other.up({ diskId: systemDiskId });
    const safetySnapshot = { when: "beforeStop" };
    const first = lever.updateOnly({ ...lever.state!.inputs, ...inputs, safetySnapshot }, { session });
    await said(lever, "safety snapshot");
    const second = other.updateOnly(
      { ...other.state!.inputs, snapshotId: systemBefore, whenRunning: "stop", safetySnapshot },
      { session },
    );
    await Promise.all([first, second]);
    expect((await changes(cloud)).filter((action) => /Instance/.test(action))).toEqual([
      "StopInstance",
      "StartInstance",
    ]);
    const { snapshots } = await cloud.control.world();
    expect(Object.values(snapshots).filter(({ status }) => status !== "accomplished")).toEqual([]);
    expect((await cloud.control.disk(systemDiskId)).resets).toBe(1);
    expect((await seenOf(cloud, ecs)).resets).toBe(1);
  });
});

describe("expectLast", () => {
  test("a rollback that was taken over from the journal: counts as the last one", async () => {
    const { lever, inputs, snapshotId } = await damaged(cloud, ecs);
    await lever.up(inputs);
    const old = lever.state;
    const newer = await completeSnapshot(cloud, { content: "newer" }, ecs.diskId);
    await lever.up({ ...inputs, snapshotId: newer });
    lever.state = old;
    await lever.up({ ...inputs, snapshotId: newer });
    expect(lever.state?.outputs["phase"]).toBe("adopted");
    const next = { ...inputs, triggers: [2], snapshotId: newer };
    expect((await failureOf(lever.preview({ ...next, expectLast: snapshotId }))).message).toContain(
      `what was applied last is ${newer}, not ${snapshotId}`,
    );
    expect((await lever.preview({ ...next, expectLast: newer })).words).toContain("will roll back");
  });
});
