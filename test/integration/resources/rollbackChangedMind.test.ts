import { beforeEach, describe, expect, test } from "vitest";
import { withoutSnapshotQuota } from "../../fixtures/withoutSnapshotQuota";
import { changes, completeSnapshot, failureOf, world } from "./fixture";
import { damaged, seenOf, subjects } from "./subjects";

/** What is declared changes while a rollback has not come to its end. */
const cloud = world();
withoutSnapshotQuota();
beforeEach(() =>
  cloud.control.settings({ durations: { stop: "20s", start: "20s" }, swas: { snapshotsPerServer: 20 } }),
);
const power = async () => (await changes(cloud)).filter((action) => /^(Start|Stop)/.test(action));

describe.each(subjects)("a rollback that was accepted and not seen to end ($service)", (subject) => {
  const stuck = async () => {
    const { lever, inputs, snapshotId } = await damaged(cloud, subject);
    const newer = await completeSnapshot(cloud, { content: "newer" }, subject.diskId);
    await cloud.control.patch("disks", subject.diskId, { resetFate: "hangs" });
    await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
    await cloud.control.clearCalls();
    return { lever, inputs, snapshotId, newer };
  };
  const comesToItsEnd = () =>
    cloud.control.patch("disks", subject.diskId, { lastReset: null, resetFate: "completes" });

  test("disarmed and declared again: nothing is called meanwhile; then it is waited for and the host started", async () => {
    const { lever, inputs } = await stuck();
    await lever.up(subject.target);
    expect(lever.state?.outputs["phase"]).toBe("disarmed");
    expect(await changes(cloud)).toEqual([]);
    await comesToItsEnd();
    expect(await lever.up(inputs)).toBe("update");
    expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Running" });
    expect(lever.state?.outputs).toMatchObject({ phase: "done", usedKeys: [{}] });
  });

  test("another snapshot declared: refused while the disk changes; then it runs, and the host that ran runs again", async () => {
    const { lever, inputs, newer } = await stuck();
    const other = { ...inputs, snapshotId: newer };
    expect((await failureOf(lever.preview(other))).message).toMatch(/Nothing was changed/);
    await failureOf(lever.up(other));
    expect(await changes(cloud)).toEqual([]);
    expect(lever.state?.outputs).toMatchObject({ pending: { disks: [{ status: "submitted" }] } });
    await comesToItsEnd();
    await lever.up(other);
    expect(await seenOf(cloud, subject)).toEqual({ content: "newer", resets: 2, power: "Running" });
    expect(lever.state?.outputs).toMatchObject({ phase: "done", usedKeys: [{}, {}] });
    expect((await failureOf(lever.preview(inputs))).message).toMatch(/was cut short on .* and may have run/);
  });

  test("startAfter never declared: the retry waits for it and leaves the host off", async () => {
    const { lever, inputs } = await stuck();
    await comesToItsEnd();
    await lever.up({ ...inputs, startAfter: "never" });
    expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Stopped" });
    expect(await power()).toEqual([]);
  });

  test("triggers changed: it is another rollback, and runs after this one", async () => {
    const { lever, inputs } = await stuck();
    await comesToItsEnd();
    await lever.up({ ...inputs, triggers: "again" });
    expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 2, power: "Running" });
  });

  test("removed: nothing is called, and the disk and its host stay as they are", async () => {
    const { lever } = await stuck();
    await lever.destroy();
    expect(await cloud.control.calls()).toEqual([]);
    expect((await seenOf(cloud, subject)).power).toBe("Stopped");
  });
});

describe.each(subjects)("a rollback that was refused before it touched the disk ($service)", (subject) => {
  const refused = async () => {
    const { inputs, snapshotId } = await damaged(cloud, subject);
    const lever = cloud.rollback("fresh");
    const { service, calls } = subject;
    cloud.beforeSubmit = () =>
      cloud.control.addFault({
        service,
        action: calls.rollBack,
        effect: "error",
        code: "Forbidden.RAM",
        once: true,
      });
    await failureOf(lever.up(inputs));
    await cloud.control.clearCalls();
    return { lever, inputs, snapshotId };
  };

  test("disarmed: nothing is called, and nothing is left to do", async () => {
    const { lever } = await refused();
    expect(await lever.up(subject.target)).toBe("update");
    expect(lever.state?.outputs).toMatchObject({ phase: "disarmed", usedKeys: [] });
    expect(await lever.up(subject.target)).toBe("same");
    expect(await changes(cloud)).toEqual([]);
  });

  test("policy changed to fail while the host runs: refused in preview, and the state is kept", async () => {
    const { lever, inputs } = await refused();
    const before = lever.state;
    expect((await failureOf(lever.preview({ ...inputs, whenRunning: "fail" }))).message).toMatch(
      /whenRunning: .* is Running and must be Stopped/,
    );
    expect(lever.state).toEqual(before);
    await lever.up(inputs);
    expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Running" });
  });

  test("interrupted while it is checked: says so, and not that the cloud refuses it", async () => {
    const { lever, inputs } = await refused();
    const error = await failureOf(lever.up(inputs, { signal: AbortSignal.abort() }));
    expect(error.message).not.toMatch(/the cloud refuses it/);
    expect(error.message).toMatch(/Interrupted|Cancelled/);
    expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 0, power: "Running" });
  });
});

test.each(subjects)(
  "another rollback comes to nothing, and the first one is declared again ($service): the way back is that of the first",
  async (subject) => {
    const { lever, inputs } = await damaged(cloud, subject);
    await lever.up(inputs);
    const undo = String(lever.state?.outputs["undoSnapshotId"]);
    expect((await cloud.control.snapshot(undo)).content).toBe("after");
    const { service, calls } = subject;
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ service, action: calls.rollBack, effect: "error", code: "OperationDenied" });
    const { message } = await failureOf(lever.up({ ...inputs, snapshotId: undo }));
    expect(message).toMatch(/was not touched/);
    await cloud.control.clearFaults();
    await lever.up(inputs);
    expect(lever.state?.outputs).toMatchObject({ phase: "done", undoSnapshotId: undo });
  },
);
