import { describe, expect, test } from "vitest";
import { diskId, failureOf, systemDiskId, world } from "./fixture";
import { newSession, type DeclaredResource } from "./stack";
import { subjects } from "./subjects";

const cloud = world();
const instanceId = "i-sim0002";
const data = ["d-sim0003", "d-sim0004", "d-sim0005"];
const text = (value: unknown) => String(value);
const groups = async () => Object.keys((await cloud.control.world()).snapshotGroups);

describe("a group that lacks a disk, of a create that was cut short", () => {
  const short = { timeouts: { create: "2s" } };
  const declarations = [
    ["diskIds", { diskIds: data }],
    ["instanceId", { instanceId }],
  ] as const;

  const cutShort = async (inputs: Record<string, unknown>) => {
    await cloud.control.patch("disks", "d-sim0004", { skippedByGroups: true });
    const point = cloud.snapshot();
    expect((await failureOf(point.up({ ...inputs, ...short }))).message).toMatch(/Waited 2 s/);
    expect(point.state).toMatchObject({ unfinished: true, outputs: { status: "progressing" } });
    await cloud.control.patch("disks", "d-sim0004", { skippedByGroups: false });
    await cloud.clock.advance(60_000);
    return point;
  };

  test.each(declarations)(
    "%s: is refused by the next up, and replaced by the one after",
    async (_case, inputs) => {
      const point = await cutShort(inputs);
      const lacking = point.state?.outputs["snapshotGroupId"];
      expect((await failureOf(point.up(inputs))).message).toMatch(
        /^There is no usable snapshot of this generation.*has no snapshot of d-sim0004, though/s,
      );
      expect(point.state).toMatchObject({ unfinished: true, outputs: { status: "failed" } });
      expect(await point.up(inputs)).toBe("update");
      expect(point.state?.outputs["status"]).toBe("accomplished");
      expect(await groups()).toEqual([point.state?.outputs["snapshotGroupId"]]);
      expect(await groups()).not.toContain(text(lacking));
    },
  );

  test.each(declarations)("%s: is told by a refresh, and replaced by the next up", async (_case, inputs) => {
    const point = await cutShort(inputs);
    expect(await point.refresh()).toMatchObject({ status: "failed" });
    expect(point.lines.warn.join()).toMatch(/has no snapshot of d-sim0004: it is of no use/);
    expect(await point.up(inputs)).toBe("update");
    expect(point.state?.outputs["status"]).toBe("accomplished");
  });

  test("not waited for any more: is refused all the same", async () => {
    const point = await cutShort({ diskIds: data });
    await failureOf(point.up({ diskIds: data, waitFor: "submitted" }));
    expect(point.state?.outputs["status"]).toBe("failed");
  });

  test("refreshed while it was still being taken: is refused by the next up", async () => {
    await cloud.control.settings({ durations: { snapshot: "10m" } });
    const point = await cutShort({ instanceId });
    expect(await point.refresh()).toMatchObject({ status: "progressing" });
    await failureOf(point.up({ instanceId }));
    expect(point.state?.outputs["status"]).toBe("failed");
  });
});

describe("a complete group, of a create that was cut short", () => {
  test("a disk attached since: is none of its own", async () => {
    const point = cloud.snapshot();
    await failureOf(point.up({ instanceId, timeouts: { create: "2s" } }));
    const taken = point.state?.outputs["snapshotGroupId"];
    await cloud.control.add("disks", { diskId: "d-later", instanceIds: [instanceId], size: 20 });
    expect(await point.up({ instanceId })).toBe("update");
    expect(point.state?.outputs).toMatchObject({ status: "accomplished", snapshotGroupId: taken });
    expect(point.state?.outputs).not.toHaveProperty("expectedDiskIds");
    expect(await point.up({ instanceId })).toBe("same");
  });
});

describe("the description of a simple application server's snapshot, of a create that was cut short", () => {
  const inputs = { service: "swas", diskId: "d-simswas01", description: "before the release" };
  const remark = async (snapshotId: unknown) => (await cloud.control.snapshot(text(snapshotId))).remark;

  test.each([
    ["the next up", async () => undefined],
    ["a refresh, and the next up", (point: ReturnType<typeof cloud.snapshot>) => point.refresh()],
  ])("%s: sets it", async (_case, before) => {
    const point = cloud.snapshot();
    await failureOf(point.up({ ...inputs, timeouts: { create: "2s" } }));
    await cloud.clock.advance(60_000);
    await before(point);
    expect(await point.up(inputs)).toBe("update");
    expect(await remark(point.state?.outputs["snapshotId"])).toBe(inputs.description);
    expect(await point.up(inputs)).toBe("same");
  });
});

describe("a replacement whose create was killed", () => {
  test("is found again, and not doubled", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId });
    const before = point.state;
    for (const chance of [0.25, 0.75]) {
      point.state = before;
      const session = { ...newSession(cloud.surroundings()), random: () => chance };
      expect(await point.up({ diskId: systemDiskId }, { session })).toBe("replace");
      session.cloud.close();
    }
    expect(Object.keys((await cloud.control.world()).snapshots)).toEqual([
      point.state?.outputs["snapshotId"],
    ]);
  });

  test("back to the first disk: is a new snapshot, not the one that is gone", async () => {
    const point = cloud.snapshot();
    for (const disk of [diskId, systemDiskId, diskId]) await point.up({ diskId: disk });
    expect(point.state?.outputs).toMatchObject({ status: "accomplished", sourceDiskId: diskId });
    expect(Object.keys((await cloud.control.world()).snapshots)).toEqual([
      point.state?.outputs["snapshotId"],
    ]);
  });
});

describe.each(subjects)(
  "named by the program, and killed after its create ($service)",
  ({ target, diskId }) => {
    const named = { ...target, snapshotName: "nightly" };
    const taken = (point: DeclaredResource) => String(point.state?.outputs["snapshotId"]);

    test("an update, and other triggers are declared: another one is taken", async () => {
      const point = cloud.snapshot();
      await point.up({ ...named, triggers: { release: 1 } });
      const before = point.state;
      await cloud.clock.advance(300_000);
      await point.up({ ...named, triggers: { release: 2 } });
      const second = taken(point);
      point.state = before;
      await cloud.clock.advance(3_600_000);
      await cloud.control.writeContent(diskId, "of release 3");
      await point.up({ ...named, triggers: { release: 3 } });
      expect((await cloud.control.snapshot(taken(point))).content).toBe("of release 3");
      expect(taken(point)).not.toBe(second);
    });

    test("a create, and other triggers are declared: another one is taken; with the same ones it is found", async () => {
      const point = cloud.snapshot();
      await point.up({ ...named, triggers: { release: 1 } });
      const first = taken(point);
      await cloud.clock.advance(300_000);
      await cloud.control.writeContent(diskId, "of release 2");
      point.state = undefined;
      await point.up({ ...named, triggers: { release: 1 } });
      expect(taken(point)).toBe(first);
      point.state = undefined;
      await point.up({ ...named, triggers: { release: 2 } });
      expect((await cloud.control.snapshot(taken(point))).content).toBe("of release 2");
    });
  },
);
