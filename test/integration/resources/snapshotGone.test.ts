import { describe, expect, test } from "vitest";
import { changes, diskId, failureOf, systemDiskId, world } from "./fixture";

const cloud = world();
const ids = async () => Object.keys((await cloud.control.world()).snapshots).sort();
const text = (value: unknown) => String(value);

describe("refreshing a DiskSnapshot", () => {
  test("nothing changed: outputs and plan stay", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId, description: "first" });
    const { outputs } = point.state!;
    expect(await point.refresh()).toEqual(outputs);
    expect(await point.up({ diskId, description: "first" })).toBe("same");
  });

  test("progress and a new name: are shown", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId, waitFor: "submitted" });
    await cloud.clock.advance(4_000);
    expect(await point.refresh()).toMatchObject({ status: "progressing", progress: 50 });
    await cloud.control.patch("snapshots", text(point.state?.outputs["snapshotId"]), {
      snapshotName: "by-hand",
    });
    expect(await point.refresh()).toMatchObject({ snapshotName: "by-hand" });
    expect(await point.up({ diskId, waitFor: "submitted" })).toBe("same");
  });

  test("a name that the program gives and somebody changed: is put right by the next up", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId, snapshotName: "ours" });
    const snapshotId = text(point.state?.outputs["snapshotId"]);
    await cloud.control.patch("snapshots", snapshotId, { snapshotName: "theirs" });
    await point.refresh();
    expect(await point.up({ diskId, snapshotName: "ours" })).toBe("update");
    expect((await cloud.control.snapshot(snapshotId)).snapshotName).toBe("ours");
  });

  test("cloud not to be asked: the state stays", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId });
    const before = point.state;
    await cloud.control.addFault({ action: "DescribeSnapshots", effect: "error", code: "Forbidden.RAM" });
    expect((await failureOf(point.refresh())).message).toMatch(/Forbidden\.RAM/);
    expect(point.state).toEqual(before);
  });
});

describe("a DiskSnapshot that vanished", () => {
  const vanished = async (inputs: Record<string, unknown>) => {
    const point = cloud.snapshot();
    await point.up(inputs);
    await cloud.control.remove("snapshots", text(point.state?.outputs["snapshotId"]));
    await point.refresh();
    return point;
  };

  test("onMissing keep: stays on record as deleted, with a warning, and is not taken again", async () => {
    const point = await vanished({ diskId });
    expect(point.state?.outputs).toMatchObject({ status: "deleted", progress: 0 });
    expect(point.lines.warn).toEqual([
      expect.stringMatching(/not there any more.*nothing is taken in its place/),
    ]);
    expect(await point.up({ diskId })).toBe("same");
    expect(await ids()).toEqual([]);
  });

  test("onMissing keep, policies changed: are recorded, and nothing is taken", async () => {
    const point = await vanished({ diskId });
    expect(await point.up({ diskId, keep: 9 })).toBe("update");
    expect(point.state?.outputs).toMatchObject({ status: "deleted", keep: 9 });
    expect(await changes(cloud)).toEqual(["CreateSnapshot"]);
  });

  test("policies taken out of the program: are forgotten, and the second up changes nothing", async () => {
    const point = await vanished({ diskId, keep: 3, onMissing: "keep", tags: { team: "shop" } });
    const { snapshotName, sourceDiskType } = point.state!.outputs;
    expect(await point.up({ diskId })).toBe("update");
    expect(await point.up({ diskId })).toBe("same");
    expect(point.state?.outputs).toMatchObject({ status: "deleted", snapshotName, sourceDiskType });
  });

  test("onMissing keep, then recreate: is taken by the next up", async () => {
    const point = await vanished({ diskId });
    expect(await point.up({ diskId, onMissing: "recreate" })).toBe("update");
    expect(await ids()).toEqual([point.state?.outputs["snapshotId"]]);
  });

  test("onMissing recreate: refresh says so, and the next up takes a new one", async () => {
    const inputs = { diskId, onMissing: "recreate" };
    const point = await vanished(inputs);
    const { id } = point.state!;
    expect(point.lines.warn).toEqual([expect.stringMatching(/the next `pulumi up` takes a new one/)]);
    await cloud.control.writeContent(diskId, "as it is now");
    expect(await point.up(inputs)).toBe("update");
    expect(point.state).toMatchObject({ id, outputs: { status: "accomplished", previousSnapshotIds: [] } });
    expect((await cloud.control.snapshot(text(point.state?.outputs["snapshotId"]))).content).toBe(
      "as it is now",
    );
    expect(await point.up(inputs)).toBe("same");
  });

  test("new triggers: take a new one, whatever onMissing says", async () => {
    const point = await vanished({ diskId, triggers: [1] });
    await point.up({ diskId, triggers: [2] });
    expect(point.state?.outputs).toMatchObject({ status: "accomplished", previousSnapshotIds: [] });
  });

  test("destroy: is fine", async () => {
    const point = await vanished({ diskId });
    await point.destroy();
    expect(point.state).toBeUndefined();
  });

  test("before it was ever complete: is an error, and the next up takes a new one", async () => {
    const point = cloud.snapshot();
    await cloud.control.addFault({ action: "DescribeSnapshots", effect: "error", code: "Forbidden.RAM" });
    await failureOf(point.up({ diskId }));
    await cloud.control.clearFaults();
    expect(point.state).toMatchObject({ unfinished: true, outputs: { status: "progressing" } });
    await cloud.control.remove("snapshots", text(point.state?.outputs["snapshotId"]));
    expect((await failureOf(point.up({ diskId }))).message).toMatch(
      /not there any more, and was never seen complete.* No restore point was taken/,
    );
    expect(await point.up({ diskId })).toBe("update");
    expect(await ids()).toEqual([point.state?.outputs["snapshotId"]]);
    expect(point.state?.outputs).toMatchObject({ status: "accomplished", previousSnapshotIds: [] });
  });

  test("retention ended: is as if it were deleted", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId, retentionDays: 1 });
    await cloud.clock.advance(25 * 3_600_000);
    expect(await point.refresh()).toMatchObject({ status: "deleted" });
  });
});

describe("destroying a DiskSnapshot", () => {
  test("all generations: go, oldest first; other snapshots of the disk stay", async () => {
    await cloud.control.add("snapshots", { snapshotId: "s-theirs", sourceDiskId: diskId });
    const point = cloud.snapshot();
    for (const release of [1, 2, 3]) await point.up({ diskId, triggers: [release], keep: 3 });
    const { snapshotId, previousSnapshotIds } = point.state!.outputs;
    await cloud.control.clearCalls();
    await point.destroy();
    expect(await ids()).toEqual(["s-theirs"]);
    const deleted = (await cloud.control.calls()).map(({ parameters }) => parameters["SnapshotId"]);
    expect(deleted).toEqual([...(previousSnapshotIds as string[]).toReversed(), snapshotId]);
  });

  test("gone already: is fine, whichever way the cloud says it", async () => {
    for (const unknownSnapshotDelete of ["notFound", "ignored"] as const) {
      await cloud.control.settings({ unknownSnapshotDelete });
      const point = cloud.snapshot(unknownSnapshotDelete);
      await point.up({ diskId });
      await cloud.control.remove("snapshots", text(point.state?.outputs["snapshotId"]));
      await point.destroy();
    }
  });

  test.each([
    ["an image was made from it", "image", /SnapshotCreatedImage.*Delete the custom images/],
    ["a disk was made from it", "disk", /SnapshotCreatedDisk.*forceDelete: true/],
  ])(
    "%s: is refused with the cloud's reason and what to do, and stays in the state",
    async (_case, usage, words) => {
      const point = cloud.snapshot();
      await point.up({ diskId, triggers: [1] });
      await point.up({ diskId, triggers: [2] });
      const { snapshotId, previousSnapshotIds } = point.state!.outputs;
      await cloud.control.patch("snapshots", text(snapshotId), { usage });
      const error = await failureOf(point.destroy());
      expect(error.message).toMatch(words);
      expect(error.message).toContain(`Still there: ${text(snapshotId)}. The resource stays in the state`);
      expect(error.message).not.toContain(text((previousSnapshotIds as string[])[0]));
      expect(point.state).toBeDefined();
      await cloud.control.patch("snapshots", text(snapshotId), { usage: "none" });
      await point.destroy();
      expect(await ids()).toEqual([]);
    },
  );

  test("forceDelete: deletes one that disks were made from", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId, forceDelete: true });
    await cloud.control.patch("snapshots", text(point.state?.outputs["snapshotId"]), { usage: "disk" });
    await point.destroy();
    expect(await ids()).toEqual([]);
  });

  test("still being taken: is cancelled by its delete", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId, waitFor: "submitted" });
    await point.destroy();
    expect(await ids()).toEqual([]);
  });

  test("the answer is lost: is asked again, and fine", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId });
    await cloud.control.addFault({ action: "DeleteSnapshot", effect: "drop-after", once: true });
    await point.destroy();
    expect(await ids()).toEqual([]);
  });

  test("of a replaced one: leaves the new one alone", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId });
    await point.up({ diskId: systemDiskId });
    expect(await ids()).toEqual([point.state?.outputs["snapshotId"]]);
  });
});
