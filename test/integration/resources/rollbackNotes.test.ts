import { describe, expect, test, vi } from "vitest";
import { changes, completeSnapshot, failureOf, world } from "./fixture";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world();
const [ecs, swas] = subjects as readonly [Subject, Subject, Subject];
const tagsOf = async (snapshotId: unknown) =>
  Object.entries((await cloud.control.snapshot(String(snapshotId))).tags)
    .filter(([name]) => /rk-/.test(name))
    .map(([, text]) => text.split("|")[1]);

describe("what a rollback notes in the cloud", () => {
  test.each([ecs, swas])(
    "$service, the safety snapshot is gone and the state lost: the snapshot itself tells that it has run",
    async (subject) => {
      const { lever, inputs, snapshotId } = await damaged(cloud, subject);
      await cloud.control.patch("instances", subject.hostId, { status: "Stopped" });
      await lever.up(inputs);
      await cloud.control.remove("snapshots", String(lever.state?.outputs["undoSnapshotId"]));
      await cloud.control.patch("instances", subject.hostId, { status: "Running" });
      await cloud.control.writeContent(subject.diskId, "written since");
      expect(await tagsOf(snapshotId)).toEqual(["released"]);

      const forgetful = cloud.rollback();
      await forgetful.up(inputs);
      expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
      expect(forgetful.state?.outputs).toMatchObject({ phase: "adopted" });
    },
  );

  test.each([ecs, swas])(
    "$service, the snapshot has no room for another tag: the safety snapshot has the note from then on",
    async (subject) => {
      const { lever, inputs, snapshotId } = await damaged(cloud, subject);
      const tags = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`tag-${index}`, ""]));
      await cloud.control.patch("snapshots", snapshotId, { tags });
      await lever.up(inputs);
      // Before there is a safety snapshot, nothing else has room for one.
      expect(lever.lines.warn.filter((words) => /is not noted/.test(words))).toHaveLength(1);
      expect(await tagsOf(lever.state?.outputs["undoSnapshotId"])).toEqual(["released"]);
      expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Running" });
    },
  );

  test.each([ecs, swas])(
    "$service, that the host was given back cannot be noted: the failure says what that means",
    async (subject) => {
      const { lever, inputs } = await damaged(cloud, subject);
      const { service } = subject;
      const refused = { service, effect: "error", code: "Forbidden.RAM", dryRun: false } as const;
      await cloud.control.addFault({ ...refused, action: subject.calls.stop });
      await cloud.control.addFault({ ...refused, action: "TagResources", nth: 2 });
      const { message } = await failureOf(lever.up(inputs));
      expect(message).toMatch(/goes on running/);
      expect(message).toMatch(
        /given back could not be noted: if somebody stops it now, the next rollback of its disks/,
      );
      expect(lever.lines.warn.join("\n")).not.toMatch(/is not noted/);
    },
  );

  test.each([ecs, swas])(
    "$service, that the host is about to be stopped cannot be noted for a passing reason: it is not stopped",
    async (subject) => {
      const { lever, inputs } = await damaged(cloud, subject);
      const fails = { service: subject.service, action: "TagResources" } as const;
      await cloud.control.addFault({ ...fails, effect: "error", code: "InternalError" });
      const { message } = await failureOf(lever.up(inputs));
      expect(message).toMatch(
        /^Nothing was rolled back: .* was not touched\.\n +TagResources .*InternalError/,
      );
      expect(await changes(cloud)).not.toContain(subject.calls.stop);
      expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 0, power: "Running" });
    },
  );

  test("the snapshot expires while the disk goes back to it: the safety snapshot has the note", async () => {
    const { lever, inputs, snapshotId } = await damaged(cloud, ecs);
    cloud.beforeSubmit = async () =>
      void cloud.clock
        .advance(0)
        .then(() =>
          vi
            .waitUntil(async () => (await cloud.control.disk(ecs.diskId)).resets === 1, { interval: 5 })
            .then(() => cloud.control.remove("snapshots", snapshotId)),
        );
    await lever.up(inputs);
    expect(await tagsOf(lever.state?.outputs["undoSnapshotId"])).toEqual(["released"]);
    expect(lever.lines.warn.join("\n")).not.toMatch(/is not noted/);
  });

  test("interrupted while it is noted that the request is about to leave: the note says that it did not", async () => {
    const { lever, inputs, snapshotId } = await damaged(cloud, ecs);
    await cloud.control.patch("instances", ecs.hostId, { status: "Stopped" });
    const fault = await cloud.control.addFault({ action: "TagResources", effect: "hold", once: true });
    const user = new AbortController();
    const running = failureOf(lever.up({ ...inputs, safetySnapshot: false }, { signal: user.signal }));
    const held = async () => (await cloud.control.faults()).some((one) => one.held > 0);
    await vi.waitUntil(held, { timeout: 10_000, interval: 5 });
    user.abort();
    await cloud.control.removeFault(fault.id);
    expect((await running).message).toMatch(/^Nothing was rolled back/);
    expect(await tagsOf(snapshotId)).toEqual(["withdrawn"]);

    await cloud.control.patch("instances", ecs.hostId, { status: "Running" });
    await cloud.clock.advance(3_600_000);
    await cloud.rollback().up(inputs);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Running" });
  });

  test("several disks, one's earlier safety snapshot is gone: the retry of the other one goes through", async () => {
    const points: { diskId: string; snapshotId: string }[] = [];
    for (const diskId of ["d-sim0003", "d-sim0004"]) {
      await cloud.control.writeContent(diskId, "before");
      points.push({ diskId, snapshotId: await completeSnapshot(cloud, {}, diskId) });
      await cloud.control.writeContent(diskId, "after");
    }
    await cloud.control.settings({ resetDisks: "gone" });
    const lever = cloud.rollback();
    // After three dry runs of each.
    const second = { action: "ResetDisk", effect: "error", code: "Forbidden.RAM", nth: 8 } as const;
    await cloud.control.addFault(second);
    const inputs = { disks: points, whenRunning: "stop" };
    const error = await failureOf(lever.up(inputs));
    expect(error.message).toMatch(
      /^MIXED STATE.*i-sim0002 ran before and stays stopped, because only some of its disks are rolled back/s,
    );
    await cloud.control.clearFaults();
    const { undoSnapshots } = lever.state!.outputs as { undoSnapshots: typeof points };
    await cloud.control.remove(
      "snapshots",
      undoSnapshots.find((one) => one.diskId === "d-sim0003")!.snapshotId,
    );
    await lever.up(inputs);
    for (const { diskId } of points)
      expect(await cloud.control.disk(diskId)).toMatchObject({ content: "before", resets: 1 });
  });
});

describe("a rollback of several disks, one by one, that is interrupted between two of them", () => {
  test("the others follow, so that it ends in no mixed state", async () => {
    const points: { diskId: string; snapshotId: string }[] = [];
    for (const diskId of ["d-sim0003", "d-sim0004"]) {
      await cloud.control.writeContent(diskId, "before");
      points.push({ diskId, snapshotId: await completeSnapshot(cloud, {}, diskId) });
    }
    await cloud.control.settings({ resetDisks: "gone" });
    const user = new AbortController();
    cloud.beforeSubmit = () =>
      new Promise<void>((resolve) => {
        // The first of the two is ResetDisks, which is gone; its answer comes before the next leaves.
        cloud.beforeSubmit = async () => {
          cloud.beforeSubmit = async () => user.abort();
        };
        resolve();
      });
    const lever = cloud.rollback();
    await failureOf(lever.up({ disks: points, whenRunning: "stop" }, { signal: user.signal }));
    expect((await changes(cloud)).filter((action) => action === "ResetDisk")).toHaveLength(2);
    expect(lever.state?.outputs).toMatchObject({
      pending: { disks: [{ status: "submitted" }, { status: "submitted" }] },
    });
  });
});
