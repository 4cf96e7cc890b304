import { describe, expect, test } from "vitest";
import { changes, diskId, failureOf, world } from "./fixture";
import { newSession, type DeclaredResource } from "./stack";
import { seenOf, subjects, type Subject } from "./subjects";

const cloud = world();
const text = (value: unknown) => String(value);
const newest = ({ state }: DeclaredResource) => text(state?.outputs["snapshotId"]);
const vanish = (snapshotId: string) => cloud.control.remove("snapshots", snapshotId);
const recreate = { onMissing: "recreate" };

/** A point of "before" that vanished and was taken again of "after"; the host runs. */
async function recreated({ target, diskId }: Pick<Subject, "target" | "diskId">, more: object = {}) {
  const point = cloud.snapshot();
  const inputs = { ...target, ...recreate, ...more };
  await cloud.control.writeContent(diskId, "before");
  await point.up(inputs);
  const lost = newest(point);
  await cloud.clock.advance(3_600_000);
  await cloud.control.writeContent(diskId, "after");
  await vanish(lost);
  await point.refresh();
  await point.preview(inputs);
  const words = point.lines.info.join("\n");
  await point.up(inputs);
  await cloud.clock.advance(60_000);
  await cloud.control.writeContent(diskId, "later");
  await cloud.control.clearCalls();
  return { point, inputs, lost, snapshotId: newest(point), words };
}

const untouched = { content: "later", resets: 0, power: "Running" };

describe.each(subjects)(
  "a rollback on $service to what was taken in the place of a lost snapshot",
  (subject) => {
    const { target, service } = subject;

    test("new lever: is refused in preview and in up, and nothing is stopped", async () => {
      const { snapshotId, lost, words } = await recreated(subject);
      expect(words).toBe(
        `takes a snapshot in the place of ${lost}, which was lost: it holds the disk as it is then, and no rollback goes back to it by its id`,
      );
      const inputs = { ...target, snapshotId, whenRunning: "stop" };
      const refused = new RegExp(
        `^snapshotId: snapshot ${snapshotId} was taken on 2026-.* UTC in the place of ${service === "ecd" ? "another one" : lost}, which was lost: it holds the disk as it was then`,
      );
      expect((await failureOf(cloud.rollback().preview(inputs))).message).toMatch(refused);
      expect((await failureOf(cloud.rollback().up(inputs))).message).toMatch(refused);
      expect(await seenOf(cloud, subject)).toMatchObject(untouched);
      expect(await changes(cloud)).toEqual([]);
    });

    test("lever that knew the lost one: is refused, by the run itself too", async () => {
      const point = await recreated(subject);
      const lever = cloud.rollback();
      await lever.up({ ...target, snapshotId: point.lost, onCreate: "adopt" });
      const inputs = { ...target, snapshotId: point.snapshotId, whenRunning: "stop" };
      expect((await failureOf(lever.preview(inputs))).message).toMatch(/in the place of/);
      const session = newSession(cloud.surroundings());
      const checked = { ...lever.state?.inputs, ...inputs };
      expect((await failureOf(lever.updateOnly(checked, { session }))).message).toMatch(
        /Nothing was changed\.\n.*in the place of/,
      );
      session.cloud.close();
      expect(await seenOf(cloud, subject)).toMatchObject(untouched);
      expect(await changes(cloud)).toEqual([]);
    });

    test("named by its moment, as the refusal says: goes back to it", async () => {
      const { snapshotId } = await recreated(subject);
      const lever = cloud.rollback();
      const { message } = await failureOf(lever.preview({ ...target, snapshotId, whenRunning: "stop" }));
      const before = /restoreTo: \{ before: "([^"]+)" \}/.exec(message)?.[1];
      await lever.up({ ...target, restoreTo: { before }, whenRunning: "stop" });
      expect(lever.state?.outputs["lastRollback"]).toMatchObject({ snapshotId });
      expect(await seenOf(cloud, subject)).toMatchObject({ content: "after", resets: 1, power: "Running" });
    });

    test("new triggers of the point: take one that can be gone back to", async () => {
      const { point, inputs } = await recreated(subject);
      await point.up({ ...inputs, triggers: [2] });
      await cloud.clock.advance(60_000);
      await cloud.control.writeContent(subject.diskId, "much later");
      await cloud.rollback().up({ ...target, snapshotId: newest(point), whenRunning: "stop" });
      expect(await seenOf(cloud, subject)).toMatchObject({ content: "later", resets: 1 });
    });

    test("recreated in several attempts: is refused", async () => {
      const point = cloud.snapshot();
      await point.up({ ...target, ...recreate });
      await vanish(newest(point));
      await point.refresh();
      await cloud.control.patch("disks", subject.diskId, { snapshotFate: "fails" });
      await failureOf(point.up({ ...target, ...recreate }));
      await point.refresh();
      await cloud.control.patch("disks", subject.diskId, { snapshotFate: "completes" });
      await point.up({ ...target, ...recreate });
      const inputs = { ...target, snapshotId: newest(point), whenRunning: "stop" };
      expect((await failureOf(cloud.rollback().preview(inputs))).message).toMatch(/in the place of/);
    });
  },
);

describe("what a point took after one that failed", () => {
  const afterFailed = async (inputs: Record<string, unknown>) => {
    const point = cloud.snapshot();
    await cloud.control.patch("disks", diskId, { snapshotFate: "fails" });
    await point.up(inputs).catch(() => undefined);
    await cloud.clock.advance(3_600_000);
    await point.refresh();
    expect(point.state?.outputs["status"]).toBe("failed");
    await cloud.control.patch("disks", diskId, { snapshotFate: "completes" });
    await point.up(inputs);
    await cloud.clock.advance(3_600_000);
    return cloud.rollback().preview({ diskId, snapshotId: newest(point), whenRunning: "stop" });
  };

  test("never handed out: is the restore point that was asked for", async () => {
    expect((await afterFailed({ diskId })).words).toMatch(/will roll back/);
  });

  test("handed out while it was taken: is refused", async () => {
    const { message } = await failureOf(afterFailed({ diskId, waitFor: "submitted" }));
    expect(message).toMatch(/in the place of/);
  });
});

describe("the mark on what was taken in the place of a lost snapshot", () => {
  const subject = subjects[0]!;
  const refusal = async (snapshotId: string) =>
    (await failureOf(cloud.rollback().preview({ diskId, snapshotId, whenRunning: "stop" }))).message;

  test("changed tags: leave it", async () => {
    const { point, inputs, snapshotId } = await recreated(subject, { tags: { a: "1" } });
    await point.up({ ...inputs, tags: { b: "2" } });
    expect(await refusal(snapshotId)).toMatch(/in the place of/);
  });

  test("outputs: name the lost one, until the next generation", async () => {
    const { point, inputs, lost } = await recreated(subject);
    expect(point.state?.outputs["inPlaceOf"]).toBe(lost);
    expect(await point.refresh()).toMatchObject({ inPlaceOf: lost });
    await point.up({ ...inputs, description: "changed" });
    expect(point.state?.outputs["inPlaceOf"]).toBe(lost);
    await point.up({ ...inputs, triggers: [2] });
    expect(point.state?.outputs).not.toHaveProperty("inPlaceOf");
  });

  test("no room for it beside 20 tags: none is taken, and it is said", async () => {
    const tags = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`t${index}`, ""]));
    const error = await failureOf(recreated(subject, { tags }));
    expect(error.message).toMatch(/^tags: hold 20, .*at most 19/);
    expect(await cloud.control.world()).toMatchObject({ snapshots: {} });
  });
});

describe("a rollback of several disks to a group that was taken in the place of a lost one", () => {
  const disks = ["d-sim0003", "d-sim0004"];
  const instanceId = "i-sim0002";
  const group = { instanceId, excludeDiskIds: ["d-sim0005", "d-sim0006"] };
  const lose = async (point: DeclaredResource) => {
    await cloud.control.remove("snapshotGroups", text(point.state?.outputs["snapshotGroupId"]));
    const { snapshots } = await cloud.control.world();
    for (const id of Object.keys(snapshots)) await vanish(id);
    await point.refresh();
  };
  const goals = ({ state }: DeclaredResource) => [
    { ...group, snapshotGroupId: state?.outputs["snapshotGroupId"], whenRunning: "stop" },
    { disks: state?.outputs["snapshots"], whenRunning: "stop" },
  ];
  const expectRefused = async (point: DeclaredResource) => {
    for (const goal of goals(point))
      expect((await failureOf(cloud.rollback().preview(goal))).message).toMatch(/in the place of ssg-/);
    for (const id of disks) expect((await cloud.control.disk(id)).resets).toBe(0);
  };

  test("named as a group, or by its members: is refused", async () => {
    const point = cloud.snapshot();
    await point.up({ ...group, ...recreate });
    await lose(point);
    await point.up({ ...group, ...recreate });
    await expectRefused(point);
  });

  test("not to be marked: is an error; the next up marks it, also after a refresh", async () => {
    const point = cloud.snapshot();
    await point.up({ ...group, ...recreate });
    await lose(point);
    await cloud.control.addFault({ action: "TagResources", effect: "error", code: "NoPermission.Tag" });
    expect((await failureOf(point.up({ ...group, ...recreate }))).message).toMatch(/NoPermission\.Tag/);
    await cloud.control.clearFaults();
    await point.refresh();
    expect(await point.up({ ...group, ...recreate })).toBe("update");
    expect(point.state?.outputs["status"]).toBe("accomplished");
    await expectRefused(point);
    expect(await point.up({ ...group, ...recreate })).toBe("same");
  });
});
