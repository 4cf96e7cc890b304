import { describe, expect, test } from "vitest";
import { withoutSnapshotQuota } from "../../fixtures/withoutSnapshotQuota";
import { changes, completeSnapshot, failureOf, world } from "./fixture";
import { damaged, seenOf, subjects } from "./subjects";

/** A rollback is cut short, and then something else is declared, or nothing. */
const cloud = world();
withoutSnapshotQuota();
const powerOf = async () => (await changes(cloud)).filter((action) => /^(Start|Stop)/.test(action));

describe.each(subjects)("a rollback that is given up ($service)", (subject) => {
  /** Its host was asked to stop and took too long: it is off now, and nothing was sent. */
  const beforeItsRequest = async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await cloud.control.patch("instances", subject.hostId, { stopFate: "hangs" });
    await failureOf(lever.up({ ...inputs, timeouts: { stop: "1m" } }));
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
