import { describe, expect, test } from "vitest";
import { callCounts, contentOf, damagedDisk, diskId, failureOf, world } from "./fixture";
import { subjects } from "./subjects";

const cloud = world();
const lag = (listing: string) => cloud.control.settings({ durations: { listing } });
const snapshots = async () => Object.keys((await cloud.control.world()).snapshots);

describe("lists that are behind with a new snapshot", () => {
  test.each(subjects)("$service: it is waited for, and not taken again", async ({ target }) => {
    await lag("50s");
    const point = cloud.snapshot();
    await point.up(target);
    const { snapshotId } = point.state!.outputs;
    expect(point.state?.outputs).toMatchObject({ status: "accomplished" });
    expect(await snapshots()).toEqual([snapshotId]);
    expect((await callCounts(cloud))["CreateSnapshot"]).toBe(1);
  });

  test("ecd, behind for longer: is waited for all the same, since no token can have named an earlier one", async () => {
    await lag("5m");
    const point = cloud.snapshot();
    await point.up({ service: "ecd", desktopId: "ecd-sim0001", sourceDiskType: "data" });
    expect(await snapshots()).toEqual([point.state?.outputs["snapshotId"]]);
  });

  test("a group: is waited for, and not taken again", async () => {
    await lag("50s");
    const point = cloud.snapshot();
    await point.up({ instanceId: "i-sim0002" });
    expect(point.state?.outputs).toMatchObject({ status: "accomplished" });
    expect((await callCounts(cloud))["CreateSnapshotGroup"]).toBe(1);
  });

  test("a safety snapshot: is waited for, and not taken again", async () => {
    const snapshotId = await damagedDisk(cloud);
    await lag("50s");
    const lever = cloud.rollback();
    await lever.up({ diskId, snapshotId });
    expect(await contentOf(cloud)).toBe("before");
    expect((await callCounts(cloud))["CreateSnapshot"]).toBe(1);
  });

  test("one that an earlier up has asked for: is waited for, and does not count as failed", async () => {
    const point = cloud.snapshot();
    await cloud.control.settings({ durations: { snapshot: "2m" } });
    await point.up({ diskId, waitFor: "submitted" });
    const { snapshotId } = point.state!.outputs;
    await lag("50s");
    await point.up({ diskId });
    expect(point.state?.outputs).toMatchObject({ status: "accomplished", snapshotId });
  });
});

test("a token that names a deleted snapshot: after a minute another one is taken, and the words say so", async () => {
  const point = cloud.snapshot();
  await point.up({ diskId });
  const { snapshotId } = point.state!.outputs;
  await point.destroy();
  const begun = cloud.clock.now();
  await point.up({ diskId });
  expect(cloud.clock.now() - begun).toBeGreaterThanOrEqual(60_000);
  expect(point.lines.info).toEqual([
    expect.stringContaining(`has named the snapshot ${String(snapshotId)} and does not list it`),
  ]);
  expect(await snapshots()).toEqual([point.state?.outputs["snapshotId"]]);
});

describe("a list that has left out a snapshot", () => {
  const hidden = "1000h";

  /** Leaves everything out from the time given on, and shows it again after a while. */
  async function leaveOut(fromMs: number, forMs: number) {
    const from = cloud.clock.now() + fromMs;
    let left = false;
    cloud.clock.meanwhile = async (now) => {
      if (!left && now >= from) {
        left = true;
        await lag(hidden);
      }
      if (now >= from + forMs) {
        cloud.clock.meanwhile = undefined;
        await lag("0s");
      }
    };
  }

  test("while it is waited for, for a look or two: it is not taken for deleted", async () => {
    await cloud.control.settings({ durations: { snapshot: "5m" } });
    await leaveOut(10_000, 30_000);
    const point = cloud.snapshot();
    await point.up({ diskId });
    expect(point.state?.outputs).toMatchObject({ status: "accomplished" });
    expect((await callCounts(cloud))["CreateSnapshot"]).toBe(1);
  });

  test("after a change of its attributes, for a look: it is not recorded as deleted", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId, description: "one" });
    await lag(hidden);
    await leaveOut(0, 20_000);
    await point.up({ diskId, description: "two" });
    expect(point.state?.outputs).toMatchObject({ status: "accomplished", description: "two" });
    expect(point.lines.warn).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ["a snapshot", { diskId }],
    ["a group", { instanceId: "i-sim0002" }],
  ])("at a refresh, for a look, %s: it is not recorded as deleted", async (_, target) => {
    const point = cloud.snapshot();
    await point.up(target);
    const { outputs } = point.state!;
    await lag(hidden);
    await leaveOut(0, 4_000);
    expect(await point.refresh()).toEqual(outputs);
    expect(point.lines.warn).toEqual([]);
  });

  test("at two refreshes, for longer: it is recorded as deleted after a second look, which is taken once", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId });
    await lag(hidden);
    const looks = async () => (await callCounts(cloud))["DescribeSnapshots"] ?? 0;
    const before = await looks();
    expect(await point.refresh()).toMatchObject({ status: "deleted" });
    expect(await looks()).toBe(before + 2);
    await point.refresh();
    expect(await looks()).toBe(before + 3);
  });

  test("for more than a minute: it is recorded as deleted", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId, keep: 1 });
    await cloud.control.remove("snapshots", String(point.state?.outputs["snapshotId"]));
    const begun = cloud.clock.now();
    await point.up({ diskId, keep: 2 });
    expect(point.state?.outputs).toMatchObject({ status: "deleted" });
    expect(cloud.clock.now() - begun).toBeGreaterThanOrEqual(60_000);
  });

  test("while it is waited for, for more than a minute: it was deleted", async () => {
    await cloud.control.settings({ durations: { snapshot: "5m" } });
    await leaveOut(10_000, 600_000);
    const point = cloud.snapshot();
    const error = await failureOf(point.up({ diskId }));
    expect(error.message).toMatch(/was deleted while it was waited for/);
  });
});
