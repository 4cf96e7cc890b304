import { describe, expect, test } from "vitest";
import { callCounts, changes, diskId, failureOf, world } from "./fixture";

const cloud = world();
const ids = async () => Object.keys((await cloud.control.world()).snapshots).sort();
const text = (value: unknown) => String(value);

describe("a snapshot that fails", () => {
  test("create: keeps it in the state; the next up takes a new one and deletes the failed one", async () => {
    await cloud.control.patch("disks", diskId, { snapshotFate: "fails" });
    const point = cloud.snapshot();
    const error = await failureOf(point.up({ diskId }));
    const failed = text(point.state?.outputs["snapshotId"]);
    expect(error.message).toMatch(
      new RegExp(
        `^There is no usable snapshot.*takes a new one and deletes it\\.\n.*The snapshot ${failed} failed at \\d+ %.*Seen: `,
      ),
    );
    expect(point.state).toMatchObject({ unfinished: true, outputs: { status: "failed" } });
    expect(await point.preview({ diskId })).toMatchObject({ operation: "update" });

    await cloud.control.patch("disks", diskId, { snapshotFate: "completes" });
    expect(await point.up({ diskId })).toBe("update");
    expect(point.state?.outputs).toMatchObject({ status: "accomplished", previousSnapshotIds: [] });
    expect(await ids()).toEqual([point.state?.outputs["snapshotId"]]);
    expect(await ids()).not.toContain(failed);
    expect(await point.up({ diskId })).toBe("same");
  });

  test("create, then destroy: the failed one goes", async () => {
    await cloud.control.patch("disks", diskId, { snapshotFate: "fails" });
    const point = cloud.snapshot();
    await failureOf(point.up({ diskId }));
    await point.destroy();
    expect(await ids()).toEqual([]);
  });

  test("create, then refresh: it is still failed, and the next up takes a new one", async () => {
    await cloud.control.patch("disks", diskId, { snapshotFate: "fails" });
    const point = cloud.snapshot();
    await failureOf(point.up({ diskId }));
    expect(await point.refresh()).toMatchObject({ status: "failed" });
    await cloud.control.patch("disks", diskId, { snapshotFate: "completes" });
    expect(await point.up({ diskId })).toBe("update");
    expect(point.state?.outputs["status"]).toBe("accomplished");
  });

  test("new generation: the good ones before it are kept, whatever keep says", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId, triggers: [1], keep: 1 });
    const good = text(point.state?.outputs["snapshotId"]);
    await cloud.control.patch("disks", diskId, { snapshotFate: "fails" });
    for (const attempt of ["first", "second"]) {
      await failureOf(point.up({ diskId, triggers: [2], keep: 1 }));
      expect([attempt, await ids()]).toEqual([attempt, expect.arrayContaining([good])]);
    }
    await cloud.control.patch("disks", diskId, { snapshotFate: "completes" });
    await point.up({ diskId, triggers: [2], keep: 1 });
    expect(await ids()).toEqual([good, text(point.state?.outputs["snapshotId"])].sort());
  });

  test("deleted while it is waited for: is a failure, not a wait without end", async () => {
    const point = cloud.snapshot();
    cloud.clock.meanwhile = async () => {
      for (const id of await ids()) await cloud.control.remove("snapshots", id);
    };
    await cloud.control.settings({ durations: { snapshot: "5m" } });
    // The first look must see it.
    cloud.clock.meanwhile = afterFirstSight(cloud.clock.meanwhile, () => point.lines.progress.length > 1);
    const error = await failureOf(point.up({ diskId }));
    expect(error.message).toMatch(/was deleted while it was waited for/);
    cloud.clock.meanwhile = undefined;
    expect(await point.up({ diskId })).toBe("update");
    expect(point.state?.outputs["status"]).toBe("accomplished");
  });
});

describe("a wait for a snapshot that is too long", () => {
  test("time-out: is an error that lists what was seen; the next up goes on, without a second request", async () => {
    await cloud.control.settings({ durations: { snapshot: "9m" } });
    const point = cloud.snapshot();
    const error = await failureOf(point.up({ diskId, timeouts: { create: "3m" } }));
    const snapshotId = text(point.state?.outputs["snapshotId"]);
    expect(error.message).toMatch(
      /goes on waiting for it\.\n  Waited 3 m for snapshot s-\w+ to be accomplished, in vain\. Seen: .*\d+ % \([^)]+\)/,
    );
    expect(point.state).toMatchObject({ unfinished: true, outputs: { status: "progressing" } });

    expect(await point.up({ diskId, timeouts: { create: "20m" } })).toBe("update");
    expect(point.state?.outputs).toMatchObject({ snapshotId, status: "accomplished" });
    expect(await changes(cloud)).toEqual(["CreateSnapshot"]);
  });

  test("time-out twice: still the same snapshot", async () => {
    await cloud.control.settings({ durations: { snapshot: "9m" } });
    const point = cloud.snapshot();
    const inputs = { diskId, timeouts: { create: "2m" } };
    await failureOf(point.up(inputs));
    await failureOf(point.up(inputs));
    expect(point.state?.outputs["status"]).toBe("progressing");
    expect((await callCounts(cloud))["CreateSnapshot"]).toBe(1);
  });

  test("time-out, then refresh once it is complete: nothing is left to do", async () => {
    await cloud.control.settings({ durations: { snapshot: "9m" } });
    const point = cloud.snapshot();
    await failureOf(point.up({ diskId, timeouts: { create: "2m" } }));
    await cloud.clock.advance(480_000);
    expect(await point.refresh()).toMatchObject({ status: "accomplished", progress: 100 });
    expect(await point.up({ diskId, timeouts: { create: "2m" } })).toBe("same");
  });

  test("interrupted: ends at once with the id in the state", async () => {
    await cloud.control.settings({ durations: { snapshot: "9m" } });
    const point = cloud.snapshot();
    const controller = new AbortController();
    cloud.clock.meanwhile = (now) => {
      if (now - begun > 60_000) controller.abort();
    };
    const begun = cloud.clock.now();
    const error = await failureOf(point.up({ diskId }, { signal: controller.signal }));
    expect(error.message).toMatch(
      /goes on waiting for it\.\n  Interrupted while waiting for snapshot s-\w+ to be accomplished\. Seen: /,
    );
    expect(cloud.clock.now() - begun).toBeLessThan(80_000);
    expect(point.state).toMatchObject({ unfinished: true, outputs: { status: "progressing" } });
    cloud.clock.meanwhile = undefined;
    expect(await point.up({ diskId, timeouts: { create: "20m" } })).toBe("update");
    expect(await changes(cloud)).toEqual(["CreateSnapshot"]);
  });

  test("interrupted before it began: nothing is requested", async () => {
    const point = cloud.snapshot();
    await failureOf(point.up({ diskId }, { signal: AbortSignal.abort() }));
    expect(point.state).toBeUndefined();
    expect(await changes(cloud)).toEqual([]);
  });
});

describe("a create that the cloud refuses", () => {
  test("a disk that goes while it is looked at: is told with its code and the next step, and nothing is recorded", async () => {
    const point = cloud.snapshot();
    const gone = { action: "CreateSnapshot", effect: "error", code: "InvalidDiskId.NotFound" } as const;
    await cloud.control.addFault(gone);
    const error = await failureOf(point.up({ diskId }));
    expect(error.message).toMatch(
      /^No snapshot of d-sim0002 is known to be taken\.\n.*InvalidDiskId\.NotFound.*Check the disk's id/,
    );
    expect(point.state).toBeUndefined();
    expect(await ids()).toEqual([]);
  });

  test("another snapshot of the disk is being taken: is told, and nothing is recorded", async () => {
    await cloud.snapshot("first").up({ diskId, waitFor: "submitted" });
    const second = cloud.snapshot("second");
    const error = await failureOf(second.up({ diskId }));
    expect(error.message).toMatch(
      /IncorrectDiskStatus\.CreatingSnapshot.*Wait until the snapshot being taken/,
    );
    expect(second.state).toBeUndefined();
  });

  test("new generation: the state stays as it was", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId, triggers: [1] });
    const before = point.state;
    await cloud.control.addFault({ action: "CreateSnapshot", effect: "error", code: "QuotaExceed.Snapshot" });
    const error = await failureOf(point.up({ diskId, triggers: [2] }));
    expect(error.message).toMatch(/QuotaExceed\.Snapshot.*Delete snapshots that are no longer needed/);
    expect(point.state).toEqual(before);
    await cloud.control.clearFaults();
    expect(await point.up({ diskId, triggers: [2] })).toBe("update");
    expect(await ids()).toHaveLength(2);
  });
});

const afterFirstSight =
  (then: ((now: number) => void | Promise<void>) | undefined, seen: () => boolean) => async (now: number) => {
    if (seen()) await then?.(now);
  };
