import { describe, expect, test } from "vitest";
import { callCounts, changes, diskId, failureOf, systemDiskId, world } from "./fixture";

const cloud = world();
const snapshots = async () => Object.values((await cloud.control.world()).snapshots);

describe("creating a DiskSnapshot", () => {
  test("create: takes one snapshot of the disk as it is, and waits until it is complete", async () => {
    await cloud.control.writeContent(diskId, "precious");
    const point = cloud.snapshot("before-upgrade");
    expect(await point.up({ diskId })).toBe("create");
    const [snapshot, ...others] = await snapshots();
    expect(others).toEqual([]);
    expect(snapshot).toMatchObject({ content: "precious", status: "accomplished", sourceDiskId: diskId });
    expect(point.state?.id).toMatch(/^ecs\/cn-hangzhou\/d-sim0002\/[0-9a-f]{8}$/);
    expect(point.state?.outputs).toEqual({
      service: "ecs",
      regionId: "cn-hangzhou",
      diskId,
      snapshotId: snapshot?.snapshotId,
      snapshotName: expect.stringMatching(/^before-upgrade-[0-9a-f]{8}$/) as string,
      snapshots: [{ diskId, snapshotId: snapshot?.snapshotId }],
      status: "accomplished",
      progress: 100,
      available: true,
      creationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
      sourceDiskId: diskId,
      sourceDiskType: "data",
      sizeGiB: 100,
      encrypted: false,
      previousSnapshotIds: [],
    });
  });

  test("create: gives the snapshot all that is declared", async () => {
    const declared = {
      snapshotName: "before-upgrade",
      description: "Before the upgrade",
      retentionDays: 7,
      tags: { team: "shop", empty: "" },
      resourceGroupId: "rg-1",
    };
    await cloud.snapshot().up({ diskId: systemDiskId, ...declared });
    expect((await snapshots())[0]).toMatchObject({ ...declared, sourceDiskType: "system" });
  });

  test("second up: changes nothing and asks nobody", async () => {
    const point = cloud.snapshot();
    const inputs = { diskId, description: "same", tags: { team: "shop" }, triggers: { a: 1 }, keep: 3 };
    await point.up(inputs);
    await cloud.control.clearCalls();
    expect(await point.preview(inputs)).toMatchObject({ operation: "same" });
    expect(await point.up(inputs)).toBe("same");
    expect(await cloud.control.calls()).toEqual([]);
  });

  test("progress: is told, and ends nowhere else", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId });
    expect(point.lines.progress[0]).toMatch(/^snapshot s-\w+ 0 %$/);
    expect(point.lines.progress[1]).toMatch(/^snapshot s-\w+ 10 %, 1 s$/);
    expect([...point.lines.info, ...point.lines.warn]).toEqual([]);
  });

  test("preview: changes nothing", async () => {
    expect(await cloud.snapshot().preview({ diskId })).toEqual({
      operation: "create",
      replaces: [],
      words: "",
    });
    expect(await changes(cloud)).toEqual([]);
  });

  test("region: may come from the environment", async () => {
    cloud.config["alicloud:region"] = "";
    cloud.environment["ALIBABA_CLOUD_REGION_ID"] = "cn-hangzhou";
    const point = cloud.snapshot();
    await point.up({ diskId });
    expect(point.state?.outputs["regionId"]).toBe("cn-hangzhou");
  });
});

describe("what a create waits for", () => {
  test("submitted: only that the snapshot is listed", async () => {
    const point = cloud.snapshot();
    const begun = cloud.clock.now();
    await point.up({ diskId, waitFor: "submitted" });
    expect(cloud.clock.now() - begun).toBeLessThan(2_000);
    expect(point.state?.outputs).toMatchObject({ status: "progressing", progress: 10 });
    expect(await point.up({ diskId, waitFor: "submitted" })).toBe("same");
  });

  test("available: that disks can be created from it", async () => {
    await cloud.control.settings({ durations: { snapshot: "2h", available: "1m" } });
    const point = cloud.snapshot();
    const begun = cloud.clock.now();
    await point.up({ diskId, waitFor: "available" });
    expect(cloud.clock.now() - begun).toBeGreaterThanOrEqual(60_000);
    expect(cloud.clock.now() - begun).toBeLessThan(90_000);
    expect(point.state?.outputs).toMatchObject({ status: "progressing" });
  });

  test("accomplished, as after submitted: goes on waiting in the next up", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId, waitFor: "submitted" });
    expect(await point.up({ diskId })).toBe("update");
    expect(point.state?.outputs).toMatchObject({ status: "accomplished", progress: 100 });
    expect(await changes(cloud)).toEqual(["CreateSnapshot"]);
  });
});

describe("tracking a snapshot that exists", () => {
  const there = { snapshotId: "s-there", sourceDiskId: diskId, snapshotName: "theirs" };

  test("existingSnapshotId: is checked, shown, and never deleted", async () => {
    await cloud.control.add("snapshots", there);
    const point = cloud.snapshot();
    await point.up({ existingSnapshotId: "s-there" });
    expect(point.state?.outputs).toMatchObject({
      snapshotId: "s-there",
      snapshotName: "theirs",
      status: "accomplished",
    });
    expect(await point.up({ existingSnapshotId: "s-there" })).toBe("same");
    await point.destroy();
    expect(await snapshots()).toHaveLength(1);
    expect(await changes(cloud)).toEqual([]);
  });

  test("none such, another disk's, a failed one: are refused, and nothing is recorded", async () => {
    await cloud.control.add("snapshots", there);
    await cloud.control.add("snapshots", { ...there, snapshotId: "s-failed", status: "failed" });
    for (const [inputs, words] of [
      [{ existingSnapshotId: "s-none" }, /no snapshot s-none \(ecs, cn-hangzhou\)\. Nothing was changed/],
      [{ existingSnapshotId: "s-there", diskId: systemDiskId }, /of disk d-sim0002, not of d-sim0001/],
      [{ existingSnapshotId: "s-failed" }, /has failed/],
    ] as const) {
      const point = cloud.snapshot();
      expect((await failureOf(point.up(inputs))).message).toMatch(words);
      expect(point.state).toBeUndefined();
    }
  });

  test("another one: replaces, and touches neither", async () => {
    await cloud.control.add("snapshots", there);
    await cloud.control.add("snapshots", { ...there, snapshotId: "s-other" });
    const point = cloud.snapshot();
    await point.up({ existingSnapshotId: "s-there" });
    expect(await point.up({ existingSnapshotId: "s-other" })).toBe("replace");
    expect(point.state?.outputs["snapshotId"]).toBe("s-other");
    expect(await changes(cloud)).toEqual([]);
  });
});

describe("a create on a bad line", () => {
  test.each(["drop-after", "truncate", "html"] as const)(
    "the answer is lost (%s): the snapshot is found by its token, and not doubled",
    async (effect) => {
      await cloud.control.addFault({ action: "CreateSnapshot", effect, once: true });
      const point = cloud.snapshot();
      await point.up({ diskId });
      expect(point.state?.outputs["status"]).toBe("accomplished");
      expect(await snapshots()).toHaveLength(1);
      expect((await callCounts(cloud))["CreateSnapshot"]).toBe(2);
    },
  );

  test("the request is lost: it is sent again", async () => {
    await cloud.control.addFault({ action: "CreateSnapshot", effect: "drop-before", once: true });
    await cloud.snapshot().up({ diskId });
    expect(await snapshots()).toHaveLength(1);
  });

  test("throttled: is backed off, told, and done", async () => {
    await cloud.control.addFault({ action: "CreateSnapshot", effect: "throttle", times: 6 });
    const point = cloud.snapshot();
    await point.up({ diskId });
    expect(await snapshots()).toHaveLength(1);
    expect(point.lines.progress.filter((line) => /^Throttling\S*: trying again in/.test(line))).toHaveLength(
      6,
    );
  });

  test("throttled for longer than its time-out: fails with the code, and nothing is recorded", async () => {
    await cloud.control.addFault({ action: "CreateSnapshot", effect: "throttle" });
    const point = cloud.snapshot();
    const begun = cloud.clock.now();
    const error = await failureOf(point.up({ diskId, timeouts: { create: "10m" } }));
    expect(error.message).toMatch(/^No snapshot of d-sim0002 is known to be taken\.\n.*Throttling/);
    expect(cloud.clock.now() - begun).toBeLessThanOrEqual(600_000);
    expect(point.state).toBeUndefined();
  });

  test("reads fail for a while: the wait goes on", async () => {
    await cloud.control.addFault({ action: "DescribeSnapshots", effect: "drop-before", times: 9 });
    const point = cloud.snapshot();
    await point.up({ diskId });
    expect(point.state?.outputs["status"]).toBe("accomplished");
    expect(point.lines.progress).toContainEqual(expect.stringMatching(/^could not look: ConnectionLost/));
  });

  test("reads are denied: fails at once with the id in the state, and the next up goes on", async () => {
    await cloud.control.addFault({ action: "DescribeSnapshots", effect: "error", code: "Forbidden.RAM" });
    const point = cloud.snapshot();
    const error = await failureOf(point.up({ diskId }));
    expect(error.message).toMatch(
      /kept in the state; the next `pulumi up` goes on waiting.*\n.*Forbidden\.RAM/,
    );
    expect(point.state).toMatchObject({ unfinished: true, outputs: { status: "progressing" } });
    await cloud.control.clearFaults();
    expect(await point.up({ diskId })).toBe("update");
    expect(await changes(cloud)).toEqual(["CreateSnapshot"]);
  });
});

describe("a create after a delete", () => {
  test("same declaration, remembered token: takes a new snapshot, not the deleted one", async () => {
    const point = cloud.snapshot();
    for (const round of [1, 2, 3]) {
      await cloud.control.writeContent(diskId, `round ${round}`);
      await point.up({ diskId });
      const [snapshot, ...others] = await snapshots();
      expect(others).toEqual([]);
      expect(snapshot).toMatchObject({ content: `round ${round}`, status: "accomplished" });
      expect(point.state?.outputs["snapshotId"]).toBe(snapshot?.snapshotId);
      await point.destroy();
    }
  });

  test("state lost while the snapshot is there: it is found again, with a warning once it is old", async () => {
    const first = cloud.snapshot();
    await first.up({ diskId });
    await cloud.clock.advance(3_600_000);
    const again = cloud.snapshot();
    await again.up({ diskId });
    expect(again.state?.outputs["snapshotId"]).toBe(first.state?.outputs["snapshotId"]);
    expect(again.lines.warn).toEqual([
      expect.stringMatching(/was taken at .*, 1 h ago.*no new one was taken.*`triggers`/),
    ]);
    expect(await snapshots()).toHaveLength(1);
  });
});
