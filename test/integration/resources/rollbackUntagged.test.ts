import { beforeEach, describe, expect, test } from "vitest";
import { callCounts, completeSnapshot, failureOf, world } from "./fixture";
import { dyingAt, hooked, notesIntent, safetySnapshots } from "./meeting";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world();
const [ecs, swas, ecd] = subjects as readonly [Subject, Subject, Subject];
const hourMs = 3_600_000;

const denyTags = () =>
  cloud.control.addFault({ action: "TagResources", effect: "error", code: "Forbidden.RAM" });

const power = ({ hostId }: Subject, status: "Running" | "Stopped") =>
  cloud.control.patch("instances", hostId, { status });

/** Somebody works on the machine, long after whatever was before; and may stop it again. */
async function worksOn(subject: Subject, left: "Running" | "Stopped") {
  await cloud.clock.advance(hourMs);
  await power(subject, "Running");
  await cloud.clock.advance(hourMs);
  await cloud.control.writeContent(subject.diskId, "written since");
  await power(subject, left);
}

/** A lever without a state must ask, in preview and in `up`; where a receipt tells (swas), it adopts. Nothing is sent. */
async function sendsNothing({ service }: Subject, inputs: Readonly<Record<string, unknown>>) {
  const forgetful = cloud.rollback();
  if (service === "swas") {
    expect((await forgetful.preview(inputs)).words).toMatch(/has run|has arrived/);
    await forgetful.up(inputs);
    return expect(forgetful.state?.outputs).toMatchObject({ phase: "adopted" });
  }
  const resets = async () => (await callCounts(cloud))["ResetDisk"];
  const before = await resets();
  const { words } = await forgetful.preview(inputs);
  expect(words).toMatch(/may have run/);
  expect(words).not.toMatch(/will roll back/);
  const { message } = await failureOf(forgetful.up(inputs));
  expect(message).toMatch(/may have run/);
  expect(message).toMatch(/onInterrupted/);
  const [saved] = await safetySnapshots(cloud);
  expect(message).toContain(saved!.snapshotId);
  expect(await resets()).toBe(before);
}

describe.each([ecs, swas])("$service, without the permission to tag, the state lost", (subject) => {
  beforeEach(() => denyTags());

  test.each(["Running", "Stopped"] as const)(
    "it is done, and was written to since; the host is %s: nothing is sent",
    async (left) => {
      const { lever, inputs } = await damaged(cloud, subject);
      await lever.up(inputs);
      await worksOn(subject, left);
      await sendsNothing(subject, inputs);
      expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
      // Without a question, swas gives back a host that nobody can say who has stopped.
      if (subject !== swas) expect((await seenOf(cloud, subject)).power).toBe(left);
    },
  );

  test("the host was stopped when it began: nothing is sent either", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await power(subject, "Stopped");
    await lever.up(inputs);
    await worksOn(subject, "Stopped");
    await sendsNothing(subject, inputs);
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
  });

  test("the present was saved before the stop: nothing is sent either", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    const saving = { ...inputs, safetySnapshot: { when: "beforeStop" } };
    await lever.up(saving);
    await worksOn(subject, "Running");
    await sendsNothing(subject, saving);
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
  });

  test("killed while the disk was restored, and written to since: nothing is sent", async () => {
    const { inputs } = await damaged(cloud, subject);
    const { dying, dead } = dyingAt(cloud, ({ action }) => action === subject.calls.start);
    void dying.up(inputs);
    await dead;
    await worksOn(subject, "Running");
    await sendsNothing(subject, inputs);
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
  });

  test("the answer is given: it is recorded as done, and the state knows it from then on", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await lever.up(inputs);
    await worksOn(subject, "Running");
    const forgetful = cloud.rollback();
    await forgetful.up({ ...inputs, onInterrupted: "assumeDone" });
    expect(forgetful.state?.outputs).toMatchObject({ phase: "adopted" });
    expect(await forgetful.up(inputs)).not.toBe("create");
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
  });

  test("the state knows it: nothing is asked, and nothing is done", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    await lever.up(inputs);
    await worksOn(subject, "Running");
    expect((await lever.preview(inputs)).operation).toBe("same");
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
  });
});

test("ecs, without the permission to tag, the state lost, and another rollback was sent since: it is not undone unasked", async () => {
  await denyTags();
  const { lever, inputs } = await damaged(cloud, ecs);
  await power(ecs, "Stopped");
  await lever.up(inputs);
  const otherId = await completeSnapshot(cloud, { content: "another point" }, ecs.diskId);
  await cloud.clock.advance(hourMs);
  await cloud.rollback("other").up({ ...inputs, snapshotId: otherId });
  expect(await seenOf(cloud, ecs)).toMatchObject({ content: "another point", resets: 2 });
  await cloud.clock.advance(hourMs);
  await failureOf(cloud.rollback().up(inputs));
  expect(await seenOf(cloud, ecs)).toMatchObject({ content: "another point", resets: 2 });
});

describe("several disks at once, without the permission to tag, the state lost", () => {
  test("done, and written to since: nothing is sent", async () => {
    await denyTags();
    const disks: { diskId: string; snapshotId: string }[] = [];
    for (const diskId of ["d-sim0003", "d-sim0004"]) {
      await cloud.control.writeContent(diskId, "before");
      disks.push({ diskId, snapshotId: await completeSnapshot(cloud, {}, diskId) });
      await cloud.control.writeContent(diskId, "after");
    }
    const inputs = { disks, whenRunning: "stop" };
    const lever = cloud.rollback();
    await lever.up(inputs);
    expect(lever.state?.outputs["undoSnapshotGroupId"]).toEqual(expect.any(String));
    await cloud.clock.advance(hourMs);
    for (const { diskId } of disks) await cloud.control.writeContent(diskId, "written since");

    const forgetful = cloud.rollback();
    const { words } = await forgetful.preview(inputs);
    expect(words).toMatch(/may have run/);
    const { message } = await failureOf(forgetful.up(inputs));
    expect(message).toContain(lever.state!.outputs["undoSnapshotGroupId"]);
    for (const { diskId } of disks)
      expect(await cloud.control.disk(diskId)).toMatchObject({ content: "written since", resets: 1 });
  });
});

describe.each([ecs, swas])("$service, with the permission to tag", (subject) => {
  test.each([
    ["the host was running", "Running", "afterStop"],
    ["the host was stopped", "Stopped", "afterStop"],
    ["the host was running, saved before the stop", "Running", "beforeStop"],
  ] as const)(
    "killed when the present was saved and nothing was sent; %s: it runs, and nothing is asked",
    async (_, status, when) => {
      const { inputs } = await damaged(cloud, subject);
      await power(subject, status);
      const saving = { ...inputs, safetySnapshot: { when } };
      const { dying, dead } = dyingAt(cloud, notesIntent);
      void dying.up(saving);
      await dead;
      expect(await safetySnapshots(cloud)).toHaveLength(1);
      await worksOn(subject, "Running");
      await cloud.rollback().up(saving);
      expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Running" });
      // What was written since the first one is in another one.
      const contents = (await safetySnapshots(cloud)).map(({ content }) => content);
      expect(contents.sort()).toEqual(["after", "written since"]);
    },
  );

  test("that the request is about to leave cannot be noted, though it was noted that none has: nothing is sent", async () => {
    const { inputs } = await damaged(cloud, subject);
    const lever = hooked(cloud, "lever", async ({ action }) => {
      if (action === subject.calls.take) await denyTags();
    });
    const { message } = await failureOf(lever.up(inputs));
    expect(message).toMatch(/^Nothing was rolled back/);
    expect(message).toMatch(/Forbidden\.RAM/);
    expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 0, power: "Running" });
  });
});

describe("a rollback that the cloud cannot remember: preview and up warn", () => {
  const again = /would make it run again/;
  const withoutSafety = async (subject: Subject) => {
    const { inputs, snapshotId } = await damaged(cloud, subject);
    return { inputs: { ...inputs, safetySnapshot: false }, snapshotId };
  };

  test("ecd without a safety snapshot: nothing else can bear a note", async () => {
    const { inputs } = await withoutSafety(ecd);
    const fresh = cloud.rollback("fresh");
    expect((await fresh.preview(inputs)).words).toMatch(again);
    await fresh.up(inputs);
    expect(fresh.lines.warn.at(-1)).toMatch(again);
  });

  test("ecd with one: it bears the note", async () => {
    const { inputs } = await damaged(cloud, ecd);
    const fresh = cloud.rollback("fresh");
    expect((await fresh.preview(inputs)).words).not.toMatch(again);
  });

  describe.each([ecs, swas])("$service without a safety snapshot", (subject) => {
    test("its snapshot has no room for a tag", async () => {
      const { inputs, snapshotId } = await withoutSafety(subject);
      const tags = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`tag-${index}`, ""]));
      await cloud.control.patch("snapshots", snapshotId, { tags });
      expect((await cloud.rollback("fresh").preview(inputs)).words).toMatch(again);
    });

    test("there is room, and the permission: no warning", async () => {
      const { inputs } = await withoutSafety(subject);
      const fresh = cloud.rollback("fresh");
      expect((await fresh.preview(inputs)).words).not.toMatch(again);
      await fresh.up(inputs);
      expect(fresh.lines.warn.join("\n")).not.toMatch(again);
    });

    test("the permission is missing: only up can know", async () => {
      const { inputs } = await withoutSafety(subject);
      await denyTags();
      const fresh = cloud.rollback("fresh");
      await fresh.up(inputs);
      expect(fresh.lines.warn.filter((words) => again.test(words))).toHaveLength(1);
    });
  });
});
