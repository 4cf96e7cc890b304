import { describe, expect, test } from "vitest";
import { arrived, neverArrived, writtenSince } from "./cutShort";
import { completeSnapshot, failureOf, world } from "./fixture";
import { dyingAt, isReset } from "./meeting";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world();
const [ecs, swas, ecd] = subjects as readonly [Subject, Subject, Subject];

const now = async () => (await cloud.control.world()).now;

/** The disk is mounted on another host, which has run for long, written to and detached again. */
const writtenElsewhere = async ({ diskId }: Subject) => {
  const moment = await now();
  await cloud.control.patch("disks", diskId, { instanceIds: [], attachedAt: moment, detachedAt: moment });
  await cloud.control.writeContent(diskId, "written since");
};

const moves = async ({ diskId }: Subject) => {
  await cloud.control.patch("disks", diskId, { instanceIds: ["i-sim0002"], attachedAt: await now() });
  await cloud.control.writeContent(diskId, "written since");
  await cloud.control.patch("instances", "i-sim0002", { status: "Stopped" });
};

describe("a rollback that may have run, and a disk that was written to since", () => {
  test("swas, its request never arrived: what was written is saved before it is sent again, and announced", async () => {
    const { lever, inputs } = await neverArrived(cloud, swas);
    await writtenSince(cloud, swas);
    expect((await lever.preview(inputs)).words).toMatch(/writes since .* will be lost/);
    await lever.up(inputs);
    expect(await seenOf(cloud, swas)).toMatchObject({ content: "before", resets: 1 });
    const undo = await cloud.control.snapshot(String(lever.state?.outputs["undoSnapshotId"]));
    expect([undo.content, undo.status]).toEqual(["written since", "accomplished"]);
    expect(lever.lines.info.join("\n")).toMatch(/safety snapshot of an attempt before stays too/);
  });

  test("swas, rolled back to the same snapshot a minute ago: the old receipt proves nothing, with and without its state", async () => {
    const { lever, inputs } = await damaged(cloud, swas);
    await lever.up(inputs);
    await cloud.control.remove("snapshots", String(lever.state?.outputs["undoSnapshotId"]));
    await cloud.control.patch("instances", swas.hostId, { status: "Running" });
    await cloud.control.writeContent(swas.diskId, "written since");
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ service: "swas", action: "ResetDisk", effect: "drop-before" });
    const again = { ...inputs, triggers: "again", timeouts: { rollback: "2m" } };
    const error = await failureOf(lever.up(again));
    expect(error.message).toMatch(/^Not known to be rolled back or not/);
    await cloud.control.clearFaults();
    await cloud.rollback().up(again);
    expect(await seenOf(cloud, swas)).toEqual({ content: "before", resets: 2, power: "Running" });
  });

  test("swas without safety snapshot, killed before the request: the receipt of a minute ago is not its own", async () => {
    const { lever, inputs } = await damaged(cloud, swas);
    const once = { ...inputs, safetySnapshot: false };
    await lever.up(once);
    await cloud.control.writeContent(swas.diskId, "written since");
    const again = { ...once, triggers: "again" };
    const { dying, dead } = dyingAt(cloud, isReset);
    dying.state = lever.state;
    void dying.up(again);
    await dead;
    expect(await seenOf(cloud, swas)).toMatchObject({ content: "written since", resets: 1 });
    await lever.up(again);
    expect(await seenOf(cloud, swas)).toEqual({ content: "before", resets: 2, power: "Running" });
  });

  test("swas, its state lost too: the same", async () => {
    const { inputs } = await neverArrived(cloud, swas);
    await writtenSince(cloud, swas);
    const lever = cloud.rollback();
    await lever.up(inputs);
    expect(await seenOf(cloud, swas)).toMatchObject({ content: "before", resets: 1 });
    const undo = await cloud.control.snapshot(String(lever.state?.outputs["undoSnapshotId"]));
    expect(undo.content).toBe("written since");
  });

  test.each([
    ["was at another host and is detached", writtenElsewhere],
    ["was moved to another host", moves],
  ])("ecs, the disk %s: asks, with and without its state, and nothing is lost", async (_, move) => {
    const { lever, inputs } = await arrived(cloud, ecs);
    await move(ecs);
    for (const one of [lever, cloud.rollback()])
      expect((await failureOf(one.up(inputs))).message).toMatch(/onInterrupted: "assumeDone"/);
    expect(await cloud.control.disk(ecs.diskId)).toMatchObject({ content: "written since", resets: 1 });
  });

  test.each(["known", "lost"])(
    "ecs, another rollback is restoring the disk, the state %s: asks",
    async (known) => {
      const { lever, inputs } = await neverArrived(cloud, ecs);
      await cloud.clock.advance(3_600_000);
      const snapshotId = await completeSnapshot(cloud, { content: "another point" });
      const user = new AbortController();
      cloud.clock.meanwhile = async () => {
        if ((await cloud.control.disk(ecs.diskId)).resets > 0) user.abort();
      };
      await cloud.control.settings({ durations: { reset: "1h" } });
      await failureOf(cloud.rollback("other").up({ ...inputs, snapshotId }, { signal: user.signal }));
      cloud.clock.meanwhile = undefined;
      const again = known === "known" ? lever : cloud.rollback();
      const { message } = await failureOf(again.up(inputs));
      expect(message).toMatch(/onInterrupted: "assumeDone"/);
      await cloud.clock.advance(3_600_000);
      expect(await cloud.control.disk(ecs.diskId)).toMatchObject({ content: "another point", resets: 1 });
    },
  );

  test("ecs, the safety snapshot was deleted meanwhile: another one is taken before it is sent again", async () => {
    const { lever, inputs } = await neverArrived(cloud, ecs);
    const { snapshots } = (await cloud.control.world()) as { snapshots: Record<string, object> };
    const undo = String(lever.state?.outputs["undoSnapshotId"]);
    expect(Object.keys(snapshots)).toContain(undo);
    await cloud.control.remove("snapshots", undo);
    await lever.up(inputs);
    const now = await cloud.control.snapshot(String(lever.state?.outputs["undoSnapshotId"]));
    expect(now).toMatchObject({ content: "after", status: "accomplished" });
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Running" });
  });

  test("ecs, without a safety snapshot at first: an older one is not taken for it", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ action: "ResetDisk", effect: "error", code: "Forbidden.RAM" });
    await failureOf(lever.up(inputs));
    await cloud.control.clearFaults();
    await cloud.clock.advance(3_600_000);
    await cloud.control.writeContent(ecs.diskId, "written since");
    cloud.beforeSubmit = () => cloud.control.addFault({ action: "ResetDisk", effect: "drop-before" });
    await failureOf(lever.up({ ...inputs, safetySnapshot: false, timeouts: { rollback: "1m" } }));
    await cloud.control.clearFaults();
    await cloud.clock.advance(3_600_000);
    const forgetful = cloud.rollback();
    await forgetful.up(inputs);
    const undo = await cloud.control.snapshot(String(forgetful.state?.outputs["undoSnapshotId"]));
    expect(undo.content).toBe("written since");
  });
});

describe("a safety snapshot that did not become complete", () => {
  test("ecd, its state lost: nothing can have been sent, so it runs, and names none but a complete one", async () => {
    const { lever, inputs } = await damaged(cloud, ecd);
    await cloud.control.patch("disks", ecd.diskId, { snapshotFate: "hangs" });
    await failureOf(lever.up({ ...inputs, timeouts: { snapshot: "1m" } }));
    const { snapshots } = await cloud.control.world();
    const [unfinished] = Object.values(snapshots).filter(({ status }) => status === "failed");
    const again = cloud.rollback();
    expect((await again.preview(inputs)).words).not.toMatch(/may have run/);
    await cloud.control.patch("disks", ecd.diskId, { snapshotFate: "completes" });
    await again.up(inputs);
    expect(await seenOf(cloud, ecd)).toEqual({ content: "before", resets: 1, power: "Running" });
    expect(again.state?.outputs["undoSnapshotId"]).not.toBe(unfinished!.snapshotId);
  });
});
