import { describe, expect, test } from "vitest";
import {
  changes,
  contentOf,
  damagedDisk,
  diskId,
  failureOf,
  resetsOf,
  startHost,
  stopHost,
  world,
  write,
} from "./fixture";

const cloud = world();
const text = (value: unknown) => String(value);
const snapshots = async () => Object.values((await cloud.control.world()).snapshots);

describe("the safety snapshot", () => {
  test("before the disk is touched: it exists, is complete and holds the present", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    const atSubmit: object[] = [];
    cloud.beforeSubmit = async () =>
      atSubmit.push(...(await snapshots()).filter((one) => one.snapshotId !== snapshotId));
    await lever.up({ diskId, snapshotId });
    expect(atSubmit).toEqual([
      expect.objectContaining({ status: "accomplished", content: "after", sourceDiskId: diskId }),
    ]);
    expect(await changes(cloud)).toEqual([
      "TagResources",
      "CreateSnapshot",
      ...["TagResources", "ResetDisk", "TagResources"],
      ...["TagResources", "TagResources"],
    ]);
  });

  test("afterwards: its id is in the outputs, it says what it is, and it goes after its retention", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback("web data");
    await lever.up({ diskId, snapshotId, safetySnapshot: { retentionDays: 3 } });
    const { undoSnapshotId, lastRollback, undoSnapshots } = lever.state!.outputs;
    expect(lastRollback).toMatchObject({ undoSnapshotId });
    expect(undoSnapshots).toEqual([{ diskId, snapshotId: undoSnapshotId }]);
    expect(await cloud.control.snapshot(text(undoSnapshotId))).toMatchObject({
      snapshotName: expect.stringMatching(/^before-web-data-[0-9a-f]{8}$/) as string,
      description: expect.stringContaining(`The disk before ${diskId} to ${snapshotId}`) as string,
      retentionDays: 3,
    });
  });

  test("default retention: 14 days", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await lever.up({ diskId, snapshotId });
    expect(await cloud.control.snapshot(text(lever.state?.outputs["undoSnapshotId"]))).toMatchObject({
      retentionDays: 14,
    });
  });

  test("undo: declared as snapshotId it brings the present of before back, and can be undone in turn", async () => {
    const before = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await lever.up({ diskId, snapshotId: before });
    expect(await contentOf(cloud)).toBe("before");
    const undo = text(lever.state?.outputs["undoSnapshotId"]);
    await lever.up({ diskId, snapshotId: undo });
    expect(await contentOf(cloud)).toBe("after");
    await lever.up({ diskId, snapshotId: text(lever.state?.outputs["undoSnapshotId"]) });
    expect(await contentOf(cloud)).toBe("before");
    expect(await resetsOf(cloud)).toBe(3);
  });

  test("false: takes none, and promises no way back", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    await lever.up({ diskId, snapshotId, safetySnapshot: false });
    expect(lever.state?.outputs).toMatchObject({ phase: "done", undoSnapshots: [] });
    expect(lever.state?.outputs).not.toHaveProperty("undoSnapshotId");
    expect(await changes(cloud)).not.toContain("CreateSnapshot");
    expect(await contentOf(cloud)).toBe("before");
  });

  test("it fails: nothing is rolled back, and the retry takes another one of the present of then", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.patch("disks", diskId, { snapshotFate: "fails" });
    const lever = cloud.rollback();
    const error = await failureOf(lever.up({ diskId, snapshotId }));
    expect(error.message).toMatch(
      /^Nothing was rolled back: .* was not touched\.\n  The safety snapshot s-\w+ failed/s,
    );
    expect(error.message).not.toMatch(/saved before/);
    expect(lever.state?.outputs).not.toHaveProperty("undoSnapshotId");
    expect(await resetsOf(cloud)).toBe(0);

    await cloud.control.patch("disks", diskId, { snapshotFate: "completes" });
    await write(cloud, "written since");
    expect(await lever.up({ diskId, snapshotId })).toMatch(/create|update/);
    const undo = await cloud.control.snapshot(text(lever.state?.outputs["undoSnapshotId"]));
    expect(undo).toMatchObject({ content: "written since", status: "accomplished" });
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("it takes too long: nothing is rolled back; the retry waits for its end and takes one of the present", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.settings({ durations: { snapshot: "5m" } });
    const lever = cloud.rollback();
    const error = await failureOf(lever.up({ diskId, snapshotId, timeouts: { snapshot: "1m" } }));
    expect(error.message).toMatch(
      /^Nothing was rolled back.*Waited 1 m for safety snapshot s-\w+ to be accomplished, in vain/s,
    );
    expect(error.message).not.toMatch(/saved before/);
    expect(lever.state).toMatchObject({ unfinished: true, outputs: { phase: "safetySnapshot" } });
    expect(lever.state?.outputs).not.toHaveProperty("undoSnapshotId");

    await cloud.control.settings({ durations: { snapshot: "10s" } });
    expect(await lever.up({ diskId, snapshotId, timeouts: { snapshot: "10m" } })).toBe("update");
    expect(await contentOf(cloud)).toBe("before");
    expect(await resetsOf(cloud)).toBe(1);
    const undo = await cloud.control.snapshot(text(lever.state?.outputs["undoSnapshotId"]));
    expect(undo).toMatchObject({ content: "after", status: "accomplished" });
  });

  test("the cloud refuses it (quota): nothing is rolled back, and it says what to do", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.addFault({ action: "CreateSnapshot", effect: "error", code: "QuotaExceed.Snapshot" });
    const lever = cloud.rollback();
    const error = await failureOf(lever.up({ diskId, snapshotId }));
    expect(error.message).toMatch(/^Nothing was rolled back.*QuotaExceed\.Snapshot.*Delete snapshots/s);
    expect(await resetsOf(cloud)).toBe(0);
  });

  test("the answer to its request is lost: it is found, and not doubled", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.addFault({ action: "CreateSnapshot", effect: "drop-after", once: true });
    const lever = cloud.rollback();
    await lever.up({ diskId, snapshotId });
    expect(await snapshots()).toHaveLength(2);
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("host started while it is taken: nothing is rolled back", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    cloud.clock.meanwhile = async () => {
      const taken = (await snapshots()).length > 1;
      if (taken) await startHost(cloud);
    };
    const error = await failureOf(lever.up({ diskId, snapshotId }));
    expect(error.message).toMatch(/^Nothing was rolled back.*instance i-sim0001 is Running/s);
    expect(await resetsOf(cloud)).toBe(0);
    cloud.clock.meanwhile = undefined;
    await stopHost(cloud);
    await lever.up({ diskId, snapshotId });
    expect(await contentOf(cloud)).toBe("before");
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("interrupted while it is taken: nothing is rolled back, and it stays known", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.settings({ durations: { snapshot: "5m" } });
    const lever = cloud.rollback();
    const controller = new AbortController();
    cloud.clock.meanwhile = async () => {
      if ((await snapshots()).length > 1) controller.abort();
    };
    const error = await failureOf(lever.up({ diskId, snapshotId }, { signal: controller.signal }));
    expect(error.message).toMatch(/^Nothing was rolled back.*Interrupted while waiting for safety snapshot/s);
    expect(lever.state).toMatchObject({ unfinished: true, outputs: { phase: "safetySnapshot" } });
    expect(await resetsOf(cloud)).toBe(0);
  });

  test("requireNewest: is not in its own way, also not on the next try", async () => {
    const snapshotId = await damagedDisk(cloud);
    const lever = cloud.rollback();
    cloud.beforeSubmit = () =>
      cloud.control.addFault({ action: "ResetDisk", effect: "error", code: "OperationDenied", once: true });
    await failureOf(lever.up({ diskId, snapshotId, requireNewest: true }));
    await lever.up({ diskId, snapshotId, requireNewest: true });
    expect(await contentOf(cloud)).toBe("before");
    expect(await resetsOf(cloud)).toBe(1);
  });
});

describe("the journal", () => {
  test("no permission to tag: warns, and goes on without it", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.control.addFault({ action: "TagResources", effect: "error", code: "NoPermission.Tag" });
    const lever = cloud.rollback();
    await lever.up({ diskId, snapshotId });
    expect(await contentOf(cloud)).toBe("before");
    expect(lever.lines.warn.join("\n")).toMatch(/is not noted on its snapshots.*NoPermission\.Tag/);
  });

  test("state lost after the rollback: it is adopted, said so, and nothing is sent", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.rollback().up({ diskId, snapshotId });
    await write(cloud, "written since");
    const again = cloud.rollback();
    await again.up({ diskId, snapshotId });
    expect(again.state?.outputs["phase"]).toBe("adopted");
    expect(await contentOf(cloud)).toBe("written since");
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("no safety snapshot: it is kept on the snapshot that was gone back to", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.rollback().up({ diskId, snapshotId, safetySnapshot: false });
    await write(cloud, "written since");
    await cloud.rollback().up({ diskId, snapshotId, safetySnapshot: false });
    expect(await resetsOf(cloud)).toBe(1);
  });

  test("the user's disk: bears no tag of ours", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.rollback().up({ diskId, snapshotId });
    expect((await cloud.control.disk(diskId)).tags).toEqual({});
  });

  test("another rollback of the same disk: does not count as this one", async () => {
    const snapshotId = await damagedDisk(cloud);
    await cloud.rollback().up({ diskId, snapshotId, triggers: 1 });
    await cloud.rollback().up({ diskId, snapshotId, triggers: 2 });
    expect(await resetsOf(cloud)).toBe(2);
  });
});
