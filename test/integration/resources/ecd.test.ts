import { beforeEach, describe, expect, test } from "vitest";
import { changes, failureOf, world } from "./fixture";

const cloud = world();
const desktopId = "ecd-sim0001";
const target = { service: "ecd", desktopId, sourceDiskType: "data" };
const diskId = "d-simecd02";
const text = (value: unknown) => String(value);
const snapshots = async () => Object.values((await cloud.control.world()).snapshots);
const power = (status: string) => cloud.control.patch("instances", desktopId, { status });
const content = async () => (await cloud.control.disk(diskId)).content;
const resets = async () => (await cloud.control.disk(diskId)).resets;

describe("a DiskSnapshot of a cloud desktop", () => {
  test("a life: create, no second change, new generation, refresh, destroy", async () => {
    const point = cloud.snapshot("shop");
    expect(await point.up(target)).toBe("create");
    const { outputs } = point.state!;
    expect(outputs).toMatchObject({
      ...target,
      status: "accomplished",
      snapshots: [{ desktopId, sourceDiskType: "data", snapshotId: outputs["snapshotId"] }],
      sizeGiB: 100,
    });
    expect(await cloud.control.snapshot(text(outputs["snapshotId"]))).toMatchObject({
      snapshotName: expect.stringMatching(/^shop-[0-9a-f]{8}$/) as string,
      sourceDiskId: diskId,
    });
    expect(await point.up(target)).toBe("same");
    expect(await point.up({ ...target, triggers: 2 })).toBe("update");
    expect(point.state?.outputs["previousSnapshotIds"]).toEqual([outputs["snapshotId"]]);
    expect(await point.refresh()).toEqual(point.state?.outputs);
    await point.destroy();
    expect(await snapshots()).toEqual([]);
  });

  test("another type of disk: replaces", async () => {
    const point = cloud.snapshot();
    await point.up(target);
    expect(await point.preview({ ...target, sourceDiskType: "system" })).toMatchObject({
      operation: "replace",
      replaces: ["sourceDiskType"],
    });
  });

  test.each(["drop-after", "truncate"] as const)(
    "the answer is lost (%s): is found by its name, and not doubled",
    async (effect) => {
      await cloud.control.addFault({ service: "ecd", action: "CreateSnapshot", effect, once: true });
      const point = cloud.snapshot();
      await point.up(target);
      expect(point.state?.outputs["status"]).toBe("accomplished");
      expect(await snapshots()).toHaveLength(1);
    },
  );

  test("state lost while the snapshot is there: it is found again", async () => {
    const first = cloud.snapshot();
    await first.up(target);
    const again = cloud.snapshot();
    await again.up(target);
    expect(again.state?.outputs["snapshotId"]).toBe(first.state?.outputs["snapshotId"]);
    expect(await snapshots()).toHaveLength(1);
  });

  test("same name, of somebody else: is not taken for ours", async () => {
    await cloud.control.add("snapshots", {
      snapshotId: "s-theirs",
      service: "ecd",
      sourceDiskId: diskId,
      snapshotName: "mine",
      instanceId: desktopId,
    });
    const point = cloud.snapshot();
    await point.up({ ...target, snapshotName: "mine", description: "nightly" });
    expect(point.state?.outputs["snapshotId"]).not.toBe("s-theirs");
    await point.destroy();
    expect((await snapshots()).map(({ snapshotId }) => snapshotId)).toEqual(["s-theirs"]);
  });

  test("new generation: is another snapshot, though its name is the same", async () => {
    const point = cloud.snapshot();
    await point.up({ ...target, snapshotName: "mine", triggers: 1 });
    const { snapshotId } = point.state!.outputs;
    await point.up({ ...target, snapshotName: "mine", triggers: 2 });
    expect(point.state?.outputs["snapshotId"]).not.toBe(snapshotId);
    expect(await snapshots()).toHaveLength(2);
  });

  test("name and description: cannot be changed, and are refused with what to do", async () => {
    const point = cloud.snapshot();
    await point.up({ ...target, snapshotName: "one", description: "first" });
    const error = await failureOf(point.preview({ ...target, snapshotName: "two", description: "second" }));
    expect(error.message).toMatch(
      /snapshotName of a snapshot that was taken cannot be changed in this service \(ecd\)/,
    );
    expect(error.message).toMatch(/description of a snapshot that was taken cannot be changed/);
  });
});

describe("a DiskRollback of a cloud desktop", () => {
  let snapshotId: string;
  const inputs = () => ({ ...target, snapshotId });
  beforeEach(async () => {
    await cloud.control.writeContent(diskId, "before");
    const point = cloud.snapshot("point");
    await point.up(target);
    snapshotId = text(point.state?.outputs["snapshotId"]);
    await cloud.clock.advance(120_000);
    await cloud.control.writeContent(diskId, "after");
    await power("Stopped");
    await cloud.clock.advance(120_000);
    await cloud.control.clearCalls();
  });

  test("rolls back once, with a safety snapshot", async () => {
    const lever = cloud.rollback();
    await lever.up(inputs());
    expect(await content()).toBe("before");
    expect(await changes(cloud)).toEqual(["CreateSnapshot", "ResetSnapshot"]);
    expect(lever.state?.outputs).toMatchObject({
      phase: "done",
      disks: [{ desktopId, sourceDiskType: "data", status: "restored" }],
    });
    const undo = await cloud.control.snapshot(text(lever.state?.outputs["undoSnapshotId"]));
    expect(undo).toMatchObject({ content: "after", status: "accomplished" });
    expect(await lever.up(inputs())).toBe("same");
    expect(await resets()).toBe(1);
  });

  test("snapshot of the other disk, or of another desktop: is told before anything is sent", async () => {
    const lever = cloud.rollback();
    const error = await failureOf(lever.preview({ ...inputs(), sourceDiskType: "system" }));
    expect(error.message).toMatch(/snapshot \S+ is of disk ecd-sim0001\/data, not of ecd-sim0001\/system/);

    const desktop = { service: "ecd", instanceId: "ecd-other", status: "Stopped" } as const;
    await cloud.control.add("instances", desktop);
    await cloud.control.add("disks", { service: "ecd", diskId: "d-other", instanceIds: ["ecd-other"] });
    const declared = { ...inputs(), desktopId: "ecd-other" };
    for (const attempt of [lever.preview(declared), cloud.rollback().up(declared)])
      expect((await failureOf(attempt)).message).toMatch(
        /snapshot \S+ is of disk ecd-sim0001\/data, not of ecd-other\/data/,
      );
    expect(await changes(cloud)).toEqual([]);
  });

  test("running desktop: is refused in preview; stop stops it, and starts it again", async () => {
    await power("Running");
    await cloud.clock.advance(120_000);
    const lever = cloud.rollback();
    expect((await failureOf(lever.preview(inputs()))).message).toMatch(
      /whenRunning: desktop ecd-sim0001 is Running/,
    );
    await lever.up({ ...inputs(), whenRunning: "stop" });
    expect(await changes(cloud)).toEqual([
      "StopDesktops",
      "CreateSnapshot",
      "ResetSnapshot",
      "StartDesktops",
    ]);
    const stop = (await cloud.control.calls()).find(({ action }) => action === "StopDesktops");
    expect(stop?.parameters).toMatchObject({ StoppedMode: "KeepCharging" });
    expect((await cloud.control.instance(desktopId)).status).toBe("Running");
  });

  test("the answer is lost, the request arrived: waits, is done, exactly one reset", async () => {
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ service: "ecd", action: "ResetSnapshot", effect: "drop-after", once: true });
    const lever = cloud.rollback();
    await lever.up(inputs());
    expect(lever.state?.outputs["phase"]).toBe("done");
    expect(await resets()).toBe(1);
  });

  test("the request is lost on its way: nobody knows; assumeDone or retry answers", async () => {
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ service: "ecd", action: "ResetSnapshot", effect: "drop-before", once: true });
    const lever = cloud.rollback();
    const error = await failureOf(lever.up(inputs()));
    expect(error.message).toMatch(/^Not known to be rolled back or not: ecd-sim0001\/data/s);
    await lever.up({ ...inputs(), onInterrupted: "retry" });
    expect(await content()).toBe("before");
    expect(await resets()).toBe(1);
  });

  test("a long reset: is done when the disk is back, and not before", async () => {
    await cloud.control.settings({ durations: { reset: "3m" } });
    const lever = cloud.rollback();
    await lever.up(inputs());
    expect((await cloud.control.disk(diskId)).resetting).toBe(false);
  });

  test("requireNewest: its own safety snapshot is no newer restore point", async () => {
    await cloud.rollback().up({ ...inputs(), requireNewest: true });
    expect(await content()).toBe("before");
  });

  test("undo: goes back to the present of before", async () => {
    const lever = cloud.rollback();
    await lever.up(inputs());
    await lever.up({ ...target, snapshotId: text(lever.state?.outputs["undoSnapshotId"]) });
    expect(await content()).toBe("after");
  });
});
