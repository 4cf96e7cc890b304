import { describe, expect, test } from "vitest";
import { changes, diskId, failureOf, systemDiskId, world } from "./fixture";

const cloud = world();
const snapshots = async () => (await cloud.control.world()).snapshots;
const ids = async () => Object.keys(await snapshots()).sort();
const text = (value: unknown) => String(value);

describe("triggers of a DiskSnapshot", () => {
  test("changed: takes a new generation in place, and keeps the resource's id", async () => {
    const point = cloud.snapshot();
    await cloud.control.writeContent(diskId, "one");
    await point.up({ diskId, triggers: [1] });
    const { id, outputs: first } = point.state!;
    await cloud.control.writeContent(diskId, "two");
    expect(await point.preview({ diskId, triggers: [2] })).toMatchObject({
      operation: "update",
      replaces: [],
    });
    expect(await point.up({ diskId, triggers: [2] })).toBe("update");
    const { outputs } = point.state!;
    expect(point.state?.id).toBe(id);
    expect(outputs["snapshotId"]).not.toBe(first["snapshotId"]);
    expect(outputs["previousSnapshotIds"]).toEqual([first["snapshotId"]]);
    expect((await snapshots())[text(outputs["snapshotId"])]?.content).toBe("two");
    expect(await point.up({ diskId, triggers: [2] })).toBe("same");
  });

  test("back to an earlier value: is another generation, not the earlier one", async () => {
    const point = cloud.snapshot();
    for (const release of [1, 2, 1, 2]) await point.up({ diskId, triggers: [release], keep: 9 });
    expect(await ids()).toHaveLength(4);
  });
});

describe("attributes of a DiskSnapshot", () => {
  const before = {
    diskId,
    snapshotName: "one",
    description: "first",
    retentionDays: 7,
    tags: { a: "1", b: "2" },
  };
  test.each<[string, object, object, string[]]>([
    ["snapshotName", { snapshotName: "two" }, { snapshotName: "two" }, ["ModifySnapshotAttribute"]],
    ["description", { description: "second" }, { description: "second" }, ["ModifySnapshotAttribute"]],
    ["description, taken out", { description: undefined }, { description: "" }, ["ModifySnapshotAttribute"]],
    ["retentionDays", { retentionDays: 8 }, { retentionDays: 8 }, ["ModifySnapshotAttribute"]],
    ["tags", { tags: { a: "1", b: "3", c: "" } }, { tags: { a: "1", b: "3", c: "" } }, ["TagResources"]],
    ["tags, one taken out", { tags: { a: "1" } }, { tags: { a: "1" } }, ["UntagResources", "TagResources"]],
    ["tags, all taken out", { tags: undefined }, { tags: {} }, ["UntagResources"]],
    [
      "several at once",
      { snapshotName: "two", description: "second", retentionDays: 9 },
      { snapshotName: "two", description: "second", retentionDays: 9 },
      ["ModifySnapshotAttribute"],
    ],
  ])("%s: is changed in place on the present snapshot", async (_case, change, seen, calls) => {
    const point = cloud.snapshot();
    await point.up(before);
    const { outputs } = point.state!;
    await cloud.control.clearCalls();
    expect(await point.up({ ...before, ...change })).toBe("update");
    expect(await changes(cloud)).toEqual(calls);
    expect(point.state?.outputs["snapshotId"]).toBe(outputs["snapshotId"]);
    expect(await cloud.control.snapshot(text(outputs["snapshotId"]))).toMatchObject(seen);
    expect(await point.up({ ...before, ...change })).toBe("same");
  });

  test("tags of others: are left alone", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId, tags: { ours: "1" } });
    const snapshotId = text(point.state?.outputs["snapshotId"]);
    await cloud.control.patch("snapshots", snapshotId, { tags: { ours: "1", theirs: "2" } });
    await point.up({ diskId, tags: { ours: "2" } });
    expect((await cloud.control.snapshot(snapshotId)).tags).toEqual({ ours: "2", theirs: "2" });
  });

  test("refused by the cloud: the state keeps the old values, and the next up tries again", async () => {
    const point = cloud.snapshot();
    await point.up(before);
    await cloud.control.addFault({ action: "TagResources", effect: "error", code: "NoPermission.Tag" });
    const changed = { ...before, description: "second", tags: { a: "9" } };
    const error = await failureOf(point.up(changed));
    expect(error.message).toMatch(
      /kept in the state; the next `pulumi up` tries again\.\n.*NoPermission\.Tag/,
    );
    expect(point.state?.outputs).toMatchObject({ description: "first", tags: before.tags });
    await cloud.control.clearFaults();
    expect(await point.up(changed)).toBe("update");
    const snapshot = await cloud.control.snapshot(text(point.state?.outputs["snapshotId"]));
    expect(snapshot).toMatchObject({ description: "second", tags: { a: "9" } });
  });

  test("a new generation: has the declared attributes from its birth", async () => {
    const point = cloud.snapshot();
    await point.up({ ...before, triggers: [1] });
    await cloud.control.clearCalls();
    await point.up({ ...before, description: "second", triggers: [2] });
    expect(await changes(cloud)).toEqual(["CreateSnapshot"]);
    const snapshot = await cloud.control.snapshot(text(point.state?.outputs["snapshotId"]));
    expect(snapshot).toMatchObject({ description: "second", snapshotName: "one", tags: before.tags });
  });

  test("shorter retention: fails in preview, and changes nothing", async () => {
    const point = cloud.snapshot();
    await point.up(before);
    await cloud.control.clearCalls();
    const error = await failureOf(point.preview({ ...before, retentionDays: 6 }));
    expect(error.message).toMatch(/^retentionDays: can only be extended/);
    expect(await cloud.control.calls()).toEqual([]);
  });
});

describe("another identity of a DiskSnapshot", () => {
  test("diskId: replaces; the new one is taken before the old one goes", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId });
    const old = text(point.state?.outputs["snapshotId"]);
    expect(await point.preview({ diskId: systemDiskId })).toMatchObject({
      operation: "replace",
      replaces: ["diskId"],
    });
    expect(await point.up({ diskId: systemDiskId })).toBe("replace");
    expect(await ids()).toEqual([point.state?.outputs["snapshotId"]]);
    expect(await ids()).not.toContain(old);
    expect(await changes(cloud)).toEqual(["CreateSnapshot", "CreateSnapshot", "DeleteSnapshot"]);
  });

  test.each([
    ["keep", { keep: 7 }],
    ["waitFor", { waitFor: "available" }],
    ["onMissing", { onMissing: "recreate" }],
    ["forceDelete", { forceDelete: true }],
    ["timeouts", { timeouts: { create: "2h" } }],
  ])("%s: changes the state only", async (_policy, change) => {
    const point = cloud.snapshot();
    await point.up({ diskId });
    await cloud.control.clearCalls();
    expect(await point.up({ diskId, ...change })).toBe("update");
    expect(await changes(cloud)).toEqual([]);
    expect(point.state?.outputs).toMatchObject(change);
    expect(await point.up({ diskId, ...change })).toBe("same");
  });
});
