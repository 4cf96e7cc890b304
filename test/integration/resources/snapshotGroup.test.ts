import { beforeEach, describe, expect, test } from "vitest";
import { changes, failureOf, world } from "./fixture";

const cloud = world();
const instanceId = "i-sim0002";
const data = ["d-sim0003", "d-sim0004", "d-sim0005"];
const text = (value: unknown) => String(value);
const groups = async () => (await cloud.control.world()).snapshotGroups;
const members = async (groupId: unknown) =>
  Object.values((await cloud.control.world()).snapshots).filter(
    ({ snapshotGroupId }) => snapshotGroupId === groupId,
  );

beforeEach(async () => {
  for (const diskId of data) await cloud.control.writeContent(diskId, `one of ${diskId}`);
});

describe("a DiskSnapshot of several disks", () => {
  test("instanceId: one group of all its disks, of one moment", async () => {
    const point = cloud.snapshot("shop");
    expect(await point.up({ instanceId })).toBe("create");
    expect(await changes(cloud)).toEqual(["CreateSnapshotGroup"]);
    const { outputs } = point.state!;
    expect(outputs).toMatchObject({
      status: "accomplished",
      snapshotName: expect.stringMatching(/^shop-/) as string,
    });
    expect(outputs).not.toHaveProperty("snapshotId");
    const taken = await members(outputs["snapshotGroupId"]);
    expect(taken.map(({ sourceDiskId }) => sourceDiskId).sort()).toEqual([...data, "d-sim0006"]);
    expect(new Set(taken.map(({ createdAt }) => createdAt)).size).toBe(1);
    expect(outputs["snapshots"]).toEqual(
      expect.arrayContaining(
        taken.map(({ sourceDiskId, snapshotId }) => ({ diskId: sourceDiskId, snapshotId })),
      ),
    );
    expect(await point.up({ instanceId })).toBe("same");
  });

  test("excludeDiskIds: all but these", async () => {
    const point = cloud.snapshot();
    await point.up({ instanceId, excludeDiskIds: ["d-sim0006"] });
    const taken = await members(point.state?.outputs["snapshotGroupId"]);
    expect(taken.map(({ sourceDiskId }) => sourceDiskId).sort()).toEqual(data);
  });

  test("diskIds: these", async () => {
    const point = cloud.snapshot();
    await point.up({ diskIds: data.slice(0, 2), tags: { team: "shop" }, description: "two disks" });
    const { snapshotGroupId } = point.state!.outputs;
    expect((await groups())[text(snapshotGroupId)]).toMatchObject({
      tags: { team: "shop" },
      description: "two disks",
    });
    expect(await members(snapshotGroupId)).toHaveLength(2);
  });

  test("a disk that the cloud leaves out without a word: is a failure, kept in the state and replaced", async () => {
    await cloud.control.patch("disks", "d-sim0004", { skippedByGroups: true });
    const point = cloud.snapshot();
    const error = await failureOf(point.up({ diskIds: data }));
    expect(error.message).toMatch(/has no snapshot of d-sim0004, though the cloud reported no failure/);
    const failed = text(point.state?.outputs["snapshotGroupId"]);
    expect(point.state).toMatchObject({ unfinished: true, outputs: { status: "failed" } });
    expect(await point.refresh()).toMatchObject({ status: "failed" });

    await cloud.control.patch("disks", "d-sim0004", { skippedByGroups: false });
    expect(await point.up({ diskIds: data })).toBe("update");
    expect(Object.keys(await groups())).toEqual([point.state?.outputs["snapshotGroupId"]]);
    expect(await members(failed)).toEqual([]);
    expect(point.state?.outputs["status"]).toBe("accomplished");
  });

  test("triggers and keep: generations are whole groups", async () => {
    const point = cloud.snapshot();
    for (const release of [1, 2, 3, 4]) await point.up({ diskIds: data, triggers: [release] });
    const { snapshotGroupId, previousSnapshotIds } = point.state!.outputs;
    expect(Object.keys(await groups()).sort()).toEqual(
      [snapshotGroupId, ...(previousSnapshotIds as string[])].sort(),
    );
    expect(previousSnapshotIds).toHaveLength(2);
    expect(Object.keys((await cloud.control.world()).snapshots)).toHaveLength(9);
  });

  test("name, description and tags: are changed in place", async () => {
    const point = cloud.snapshot();
    await point.up({ diskIds: data, snapshotName: "one", description: "first", tags: { a: "1", b: "2" } });
    const { snapshotGroupId } = point.state!.outputs;
    const changed = { diskIds: data, snapshotName: "two", description: "second", tags: { a: "3" } };
    expect(await point.up(changed)).toBe("update");
    expect((await groups())[text(snapshotGroupId)]).toMatchObject({
      name: "two",
      description: "second",
      tags: { a: "3" },
    });
    expect(point.state?.outputs["snapshotGroupId"]).toBe(snapshotGroupId);
    expect(await point.up(changed)).toBe("same");
  });

  test("the answer is lost: is found by its token, and not doubled", async () => {
    await cloud.control.addFault({ action: "CreateSnapshotGroup", effect: "drop-after", once: true });
    await cloud.snapshot().up({ diskIds: data });
    expect(Object.keys(await groups())).toHaveLength(1);
  });

  test("refresh and destroy: all of it goes, and what is left of a failed delete is told", async () => {
    const point = cloud.snapshot();
    await point.up({ diskIds: data });
    const { snapshotGroupId } = point.state!.outputs;
    expect(await point.refresh()).toEqual(point.state?.outputs);
    const [first] = await members(snapshotGroupId);
    await cloud.control.patch("snapshots", text(first?.snapshotId), { locked: true });
    const error = await failureOf(point.destroy());
    expect(error.message).toMatch(
      new RegExp(`not deleted were ${first?.snapshotId} \\(InvalidOperation.SnapshotIsLocked`),
    );
    expect(error.message).toContain(`Still there: ${text(snapshotGroupId)}`);
    await cloud.control.patch("snapshots", text(first?.snapshotId), { locked: false });
    await point.destroy();
    expect(await groups()).toEqual({});
    expect((await cloud.control.world()).snapshots).toEqual({});
  });

  test("vanished: stays on record as deleted", async () => {
    const point = cloud.snapshot();
    await point.up({ diskIds: data });
    await cloud.control.remove("snapshotGroups", text(point.state?.outputs["snapshotGroupId"]));
    expect(await point.refresh()).toMatchObject({ status: "deleted" });
    expect(await point.up({ diskIds: data })).toBe("same");
  });

  test("the same disks in another order: nothing", async () => {
    const point = cloud.snapshot();
    await point.up({ diskIds: data });
    expect(await point.up({ diskIds: [...data].reverse() })).toBe("same");
  });

  test("other disks: replace", async () => {
    const point = cloud.snapshot();
    await point.up({ diskIds: data });
    expect((await point.preview({ diskIds: data.slice(1) })).operation).toBe("replace");
  });
});
