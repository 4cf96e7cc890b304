import { describe, expect, test } from "vitest";
import { withoutSnapshotQuota } from "../../fixtures/withoutSnapshotQuota";
import { changes, completeSnapshot, failureOf, world } from "./fixture";
import { dyingAt } from "./meeting";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

/** A rollback is cut short, and then something else is declared, or nothing. */
const cloud = world();
withoutSnapshotQuota();
const powerOf = async () => (await changes(cloud)).filter((action) => /^(Start|Stop)/.test(action));

describe.each(subjects)("a rollback that is given up ($service)", (subject) => {
  /** Its host was asked to stop and took too long: it is off now, and nothing was sent. */
  const beforeItsRequest = async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await cloud.control.patch("instances", subject.hostId, { stopFate: "hangs" });
    await failureOf(lever.up({ ...inputs, timeouts: { stop: "1m", start: "1m" } }));
    await cloud.control.patch("instances", subject.hostId, { stopFate: "completes", status: "Stopped" });
    await cloud.control.clearCalls();
    return { lever, inputs };
  };
  const withoutAnEnd = async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await cloud.control.patch("disks", subject.diskId, { resetFate: "hangs" });
    await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
    await cloud.control.clearCalls();
    return { lever, inputs, undo: String(lever.state?.outputs["undoSnapshotId"]) };
  };

  test("disarmed before its request: preview says that the host is started again, and up does it", async () => {
    const { lever } = await beforeItsRequest();
    const { words } = await lever.preview(subject.target);
    expect(words).toMatch(new RegExp(`${subject.hostId}, which it has stopped, is started again`));
    await lever.up(subject.target);
    expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 0, power: "Running" });
    expect(lever.state?.outputs).toMatchObject({ phase: "disarmed" });
    expect(lever.state?.outputs).not.toHaveProperty("pending");
    expect(await powerOf()).toHaveLength(1);
    expect(await lever.up(subject.target)).toBe("same");
  });

  test("destroyed before its request: calls nothing, and says that the host is off", async () => {
    const { lever } = await beforeItsRequest();
    await lever.destroy();
    expect(lever.lines.warn.join("\n")).toMatch(
      new RegExp(`${subject.hostId}, which it has stopped, stays as it is: start it yourself`),
    );
    expect(await changes(cloud)).toEqual([]);
  });

  test("disarmed or destroyed after it: warns of the disk, the host and the safety snapshot, and calls nothing", async () => {
    const { lever, undo } = await withoutAnEnd();
    const about = new RegExp(
      `was cut short, and what the disk holds is not known\\.\\n  .*safety snapshot ${undo}\\.\\n  It has stopped .*${subject.hostId}, which stays as it is\\.\\n  To have it finished declare it again`,
    );
    expect((await lever.preview(subject.target)).words).toMatch(about);
    await lever.up(subject.target);
    lever.lines.warn.length = 0;
    await lever.destroy();
    expect(lever.lines.warn.join("\n")).toMatch(about);
    expect(await changes(cloud)).toEqual([]);
  });

  test("another one that fails before its request: the host stays off, and the first one is finished when it is declared again", async () => {
    const { lever, inputs, undo } = await withoutAnEnd();
    const newer = await completeSnapshot(cloud, { content: "newer" }, subject.diskId);
    await cloud.control.patch("disks", subject.diskId, { lastReset: null, resetFate: "completes" });
    const { service, calls } = subject;
    await cloud.control.addFault({ service, action: calls.take, effect: "error", code: "Forbidden.RAM" });
    const other = { ...inputs, snapshotId: newer };
    expect((await lever.preview(other)).words).toContain(undo);
    const error = await failureOf(lever.up(other));
    expect(error.message).toMatch(/Forbidden\.RAM/);
    expect(await seenOf(cloud, subject)).toMatchObject({ resets: 1, power: "Stopped" });
    expect(lever.state?.outputs).toMatchObject({ pending: { disks: [{ status: "submitted" }] } });

    await cloud.control.clearFaults();
    await lever.up(inputs);
    expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Running" });
    expect(lever.state?.outputs).toMatchObject({ phase: "done", undoSnapshotId: undo });
  });
});

describe("what a failed or killed attempt leaves behind", () => {
  const [ecs] = subjects as unknown as readonly [Subject];
  const refuse = (action: string, code = "Forbidden.RAM") =>
    cloud.control.addFault({ action, effect: "error", code, once: true, dryRun: false });

  test("restoreTo, and the stop is refused: the next attempts go back to the same snapshot, not to one before it", async () => {
    await cloud.control.writeContent(ecs.diskId, "older");
    await completeSnapshot(cloud, {}, ecs.diskId);
    const { lever, inputs } = await damaged(cloud, ecs);
    const { snapshotId, ...rest } = inputs as Record<string, unknown>;
    const before = new Date(Date.parse((await cloud.control.world()).now) + 1_000).toISOString();
    const declared = { ...rest, restoreTo: { before } };
    for (const attempt of [1, 2]) {
      await refuse("StopInstance");
      expect((await failureOf(lever.up(declared))).message, String(attempt)).toMatch(
        /Nothing was rolled back/,
      );
    }
    await cloud.rollback().up(declared);
    expect((await cloud.control.disk(ecs.diskId)).content).toBe("before");
    expect(snapshotId).toBeDefined();
  });

  test("another one that is done and whose host does not start: is on record, and does not run twice", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    const newer = await completeSnapshot(cloud, { content: "newer" }, ecs.diskId);
    await cloud.control.patch("disks", ecs.diskId, { resetFate: "hangs" });
    await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
    await cloud.control.patch("disks", ecs.diskId, { lastReset: null, resetFate: "completes" });
    await refuse("StartInstance", "OperationDenied.NoStock");
    const other = { ...inputs, snapshotId: newer };
    expect((await failureOf(lever.up(other))).message).toMatch(/^The rollback is done/);
    expect(lever.state?.outputs).toMatchObject({
      phase: "start",
      undoSnapshotId: expect.any(String) as string,
    });
    await lever.up(other);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "newer", resets: 2, power: "Running" });
  });

  test("a second attempt that is refused on a host found stopped: it is asked about later, and not run over new work", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    await cloud.control.patch("instances", ecs.hostId, { status: "Stopped" });
    await cloud.clock.advance(3_600_000);
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ action: "ResetDisk", effect: "drop-after", once: true });
    await cloud.control.patch("disks", ecs.diskId, { resetFate: "hangs" });
    await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
    await cloud.control.patch("disks", ecs.diskId, { lastReset: null, resetFate: "completes" });
    const forgetful = cloud.rollback();
    cloud.beforeSubmit = () => refuse("ResetDisk");
    expect((await failureOf(forgetful.up(inputs))).message).toMatch(/is not known/);

    await cloud.control.patch("instances", ecs.hostId, { status: "Running" });
    await cloud.control.writeContent(ecs.diskId, "two days of work");
    await cloud.clock.advance(48 * 3_600_000);
    for (const one of [forgetful, cloud.rollback()])
      expect((await failureOf(one.up(inputs))).message).toMatch(/onInterrupted: "assumeDone"/);
    expect((await cloud.control.disk(ecs.diskId)).content).toBe("two days of work");
  });

  test("expectLast, and another one may have run: is refused in preview, before anything is stopped", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    const newer = await completeSnapshot(cloud, { content: "newer" }, ecs.diskId);
    await cloud.control.patch("disks", ecs.diskId, { resetFate: "hangs" });
    await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
    await cloud.control.patch("disks", ecs.diskId, { lastReset: null, resetFate: "completes" });
    await cloud.control.clearCalls();
    const other = { ...inputs, snapshotId: newer, expectLast: "none" };
    expect((await failureOf(lever.preview(other))).message).toMatch(/expectLast/);
    expect(await changes(cloud)).toEqual([]);
  });

  test("assumeDone, though nothing was written since: is recorded, and nothing is sent", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    cloud.beforeSubmit = () => cloud.control.addFault({ action: "ResetDisk", effect: "drop-before" });
    await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
    await cloud.control.clearFaults();
    await cloud.clock.advance(3_600_000);
    await lever.up({ ...inputs, onInterrupted: "assumeDone" });
    expect(await seenOf(cloud, ecs)).toEqual({ content: "after", resets: 0, power: "Running" });
    expect(lever.state?.outputs).toMatchObject({ usedKeys: [{}] });
  });

  test("back to what ran last, after a refresh: the host that was left off is started, and preview says so", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    await lever.up(inputs);
    await cloud.clock.advance(3_600_000);
    const newer = await completeSnapshot(cloud, { content: "newer" }, ecs.diskId);
    await cloud.control.patch("instances", ecs.hostId, { stopFate: "hangs" });
    await failureOf(lever.up({ ...inputs, snapshotId: newer, timeouts: { stop: "1m" } }));
    await cloud.control.patch("instances", ecs.hostId, { stopFate: "completes", status: "Stopped" });
    await lever.refresh();
    expect((await lever.preview(inputs)).words).toMatch(/which it has stopped, is started again/);
    await lever.up(inputs);
    expect(await seenOf(cloud, ecs)).toMatchObject({ resets: 1, power: "Running" });
    expect(await lever.up(inputs)).toBe("same");
  });

  test("given up, and the host does not start: the next update tries again", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    await cloud.control.patch("instances", ecs.hostId, { stopFate: "hangs" });
    await failureOf(lever.up({ ...inputs, timeouts: { stop: "1m", start: "1m" } }));
    await cloud.control.patch("instances", ecs.hostId, { stopFate: "completes", status: "Stopped" });
    await refuse("StartInstance", "OperationDenied.NoStock");
    expect((await failureOf(lever.up(ecs.target))).message).toMatch(
      /is not started yet.*The next `pulumi up` tries again/s,
    );
    await lever.up(ecs.target);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "after", resets: 0, power: "Running" });
    expect(lever.state?.outputs).toMatchObject({ phase: "disarmed" });
  });
});

describe("a run whose engine was killed after its request, and that only the journal knows", () => {
  const [ecs] = subjects as readonly [Subject];
  /** The state is that of before. */
  async function killed() {
    const { lever, inputs } = await damaged(cloud, ecs);
    const armed = lever.state;
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ action: "DescribeDisks", effect: "error", code: "Forbidden.RAM" });
    await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
    await cloud.control.clearFaults();
    lever.state = armed;
    lever.lines.warn.length = 0;
    await cloud.clock.advance(3_600_000);
    await cloud.control.clearCalls();
    return { lever, inputs };
  }
  const told =
    /^A rollback of d-sim0002 that began at .*nobody has seen its end.*\n.*safety snapshot s-.*\n.*i-sim0001 is Stopped/;

  test("refresh: tells of it, and changes nothing", async () => {
    const { lever } = await killed();
    await lever.refresh();
    expect(lever.lines.warn.join("\n")).toMatch(told);
    expect(await changes(cloud)).toEqual([]);
  });

  test("the cloud cannot be read: refresh goes on without a word", async () => {
    const { lever } = await killed();
    await cloud.control.addFault({ effect: "error", code: "Forbidden.RAM" });
    await lever.refresh();
    expect(lever.lines.warn).toEqual([]);
  });

  test("once it is done: refresh has nothing to tell", async () => {
    const { lever, inputs } = await killed();
    await lever.up(inputs);
    lever.lines.warn.length = 0;
    await lever.refresh();
    expect(lever.lines.warn).toEqual([]);
  });
});

test.each(subjects.filter(({ service }) => service !== "ecd"))(
  "an engine was killed after its stop, and a new disarmed lever is declared ($service): tells that the host is off",
  async (subject) => {
    const { service, calls, hostWord, hostId } = subject;
    const { lever, inputs } = await damaged(cloud, subject);
    // What a kill leaves behind: the host is stopped, and nothing else.
    for (const action of [calls.take, calls.start])
      await cloud.control.addFault({
        service,
        action,
        effect: "error",
        code: "Forbidden.RAM",
        dryRun: false,
      });
    await failureOf(lever.up(inputs));
    await cloud.control.clearFaults();
    await cloud.clock.advance(600_000);
    const disarmed = cloud.rollback();
    await disarmed.up(subject.target);
    expect(await seenOf(cloud, subject)).toMatchObject({ power: "Stopped" });
    expect(disarmed.lines.warn.join("\n")).toMatch(
      new RegExp(`cut short before it was sent.*\\n.*${hostWord} ${hostId} is Stopped: start it yourself`),
    );
  },
);

describe("nobody says that nothing was sent", () => {
  const [ecs] = subjects as readonly [Subject, ...Subject[]];

  test("of a rollback whose end could not be noted, where somebody stops the host later", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ action: "TagResources", effect: "error", code: "Forbidden.RAM" });
    await lever.up(inputs);
    await cloud.control.clearFaults();
    await cloud.control.patch("instances", ecs.hostId, { status: "Stopped" });
    await cloud.clock.advance(3_600_000);
    lever.lines.warn.length = 0;
    await lever.up(ecs.target);
    expect(lever.lines.warn.join("\n")).not.toMatch(/before it was sent/);
  });

  test("of a repetition on purpose that was killed after its request: its end is what nobody has seen", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    await lever.up(inputs);
    await cloud.clock.advance(3_600_000);
    await lever.up({ ...inputs, triggers: "again" });
    await cloud.clock.advance(3_600_000);
    const before = lever.state;
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ action: "DescribeDisks", effect: "error", code: "Forbidden.RAM" });
    await failureOf(lever.up({ ...inputs, onRepeat: "run", timeouts: { rollback: "1m" } }));
    await cloud.control.clearFaults();
    lever.state = before;
    lever.lines.warn.length = 0;
    await lever.up(ecs.target);
    expect(lever.lines.warn.join("\n")).toMatch(/was sent, and nobody has seen its end/);
    expect(lever.lines.warn.join("\n")).not.toMatch(/before it was sent/);
  });
});

test("swas, an engine was killed after its stop, and another rollback is declared: its end says that the server is off", async () => {
  const swas = subjects[1] as Subject;
  await cloud.control.settings({ swas: { snapshotsPerServer: 20 } });
  const { lever, inputs } = await damaged(cloud, swas);
  const other = await completeSnapshot(cloud, {}, swas.diskId);
  const { dying, dead } = dyingAt(cloud, ({ action }) => action === "CreateSnapshot");
  dying.state = lever.state;
  void dying.up(inputs);
  await dead;
  await cloud.clock.advance(3_600_000);
  await lever.up({ ...inputs, snapshotId: other });
  expect(await seenOf(cloud, swas)).toMatchObject({ resets: 1, power: "Stopped" });
  expect(lever.lines.warn.join("\n")).toMatch(
    /was found stopped and is left so\. If an earlier run was killed.*start it yourself/,
  );
});
