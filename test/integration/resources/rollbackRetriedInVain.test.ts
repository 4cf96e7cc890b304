import { describe, expect, test } from "vitest";
import { arrived, writtenSince } from "./cutShort";
import { completeSnapshot, failureOf, world, type World } from "./fixture";
import { messageOf } from "./meeting";
import { seenOf, subjects, type Subject } from "./subjects";

const cloud = world();
const [ecs, swas, ecd] = subjects as readonly [Subject, Subject, Subject];
const asks = /onInterrupted: "assumeDone"/;

const refuse = ({ service }: Subject, action: string, code = "OperationDenied") =>
  cloud.control.addFault({ service, action, effect: "error", code });

/** Its request is refused, or another call before it. */
async function retryInVain(
  subject: Subject,
  { lever, inputs }: Pick<Awaited<ReturnType<typeof arrived>>, "lever" | "inputs">,
  refused = subject.calls.rollBack,
) {
  if (refused === subject.calls.rollBack) cloud.beforeSubmit = () => refuse(subject, refused);
  // Without the permission to tag it would go on.
  else await refuse(subject, refused, refused === "TagResources" ? "InternalError" : "Forbidden.RAM");
  const message = await messageOf(lever.up({ ...inputs, onInterrupted: "retry" }));
  expect(message).not.toMatch(/was not touched/);
  await cloud.control.clearFaults();
  cloud.beforeSubmit = undefined;
}

const contentOf = async ({ control }: World, snapshotId: unknown) =>
  (await control.snapshot(String(snapshotId))).content;

describe.each([ecs, ecd])("a retry of one that had run comes to nothing ($service)", (subject) => {
  test("then assumeDone: the way back is what the one that had run has overwritten", async () => {
    const cut = await arrived(cloud, subject);
    await retryInVain(subject, cut);
    await cut.lever.up({ ...cut.inputs, onInterrupted: "assumeDone" });
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "before", resets: 1 });
    expect(await contentOf(cloud, cut.lever.state?.outputs["undoSnapshotId"])).toBe("after");
  });

  test("the state of before was lost; then assumeDone: the same", async () => {
    const { inputs } = await arrived(cloud, subject);
    await writtenSince(cloud, subject);
    await cloud.clock.advance(3_600_000);
    const lever = cloud.rollback();
    expect(await messageOf(lever.up(inputs))).toMatch(asks);
    await retryInVain(subject, { lever, inputs });
    await lever.up({ ...inputs, onInterrupted: "assumeDone" });
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
    expect(await contentOf(cloud, lever.state?.outputs["undoSnapshotId"])).toBe("after");
  });

  test("the question is open again: it asks, and what was written since is kept", async () => {
    const cut = await arrived(cloud, subject);
    await writtenSince(cloud, subject);
    await cloud.clock.advance(3_600_000);
    await retryInVain(subject, cut);
    await cloud.clock.advance(3_600_000);
    expect(await messageOf(cut.lever.up(cut.inputs))).toMatch(asks);
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
  });

  test("the state is lost then: it asks, and what was written since is kept", async () => {
    const cut = await arrived(cloud, subject);
    await cloud.control.patch("instances", subject.hostId, { status: "Running" });
    await cloud.control.writeContent(subject.diskId, "written since");
    await retryInVain(subject, cut, subject.calls.take);
    await cloud.clock.advance(3_600_000);
    expect(await messageOf(cloud.rollback().up(cut.inputs))).toMatch(asks);
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
  });
});

describe.each(["Stopped", "Running"] as const)(
  "worked on since, the instance %s, and a retry on purpose is refused (ecs)",
  (power) => {
    async function workedSince() {
      const cut = await arrived(cloud, ecs);
      await writtenSince(cloud, ecs, "a day's work");
      await cloud.control.patch("instances", ecs.hostId, { status: power });
      await cloud.clock.advance(3_600_000);
      return cut;
    }
    const safety = [{}, { safetySnapshot: false }] as const;

    test.each(safety)("%j, the state known: it asks, and the instance is as it was", async (more) => {
      const { lever, inputs } = await workedSince();
      const cut = { lever, inputs: { ...inputs, ...more } };
      await retryInVain(ecs, cut);
      expect(await seenOf(cloud, ecs)).toEqual({ content: "a day's work", resets: 1, power });
      await cloud.clock.advance(3_600_000);
      expect(await messageOf(lever.up(cut.inputs))).toMatch(asks);
      expect(await seenOf(cloud, ecs)).toEqual({ content: "a day's work", resets: 1, power });
    });

    test.each(safety)("%j, found by the journal alone: it asks", async (more) => {
      const { inputs } = await workedSince();
      const cut = { lever: cloud.rollback(), inputs: { ...inputs, ...more } };
      await retryInVain(ecs, cut);
      await cloud.clock.advance(3_600_000);
      expect(await messageOf(cut.lever.up(cut.inputs))).toMatch(asks);
      expect(await seenOf(cloud, ecs)).toMatchObject({ content: "a day's work", resets: 1 });
    });
  },
);

test.each([{}, { safetySnapshot: false }, { safetySnapshot: { when: "beforeStop" } }])(
  "%j, the stop of a retry on purpose is refused, and the state is lost: it asks (ecs)",
  async (more) => {
    const { lever, inputs } = await arrived(cloud, ecs);
    await cloud.control.patch("instances", ecs.hostId, { status: "Running" });
    await cloud.control.writeContent(ecs.diskId, "a day's work");
    await cloud.clock.advance(3_600_000);
    await retryInVain(ecs, { lever, inputs: { ...inputs, ...more } }, "StopInstance");
    await cloud.clock.advance(3_600_000);
    expect(await messageOf(cloud.rollback().up(inputs))).toMatch(asks);
    expect(await seenOf(cloud, ecs)).toMatchObject({ content: "a day's work", resets: 1 });
  },
);

describe("swas, another lever has rolled back since, so that no receipt tells", () => {
  async function overtaken() {
    const { lever, inputs: armed } = await arrived(cloud, swas);
    const inputs = { ...armed, safetySnapshot: false };
    const snapshotId = await completeSnapshot(cloud, {}, swas.diskId);
    await cloud.rollback("other").up({ ...inputs, snapshotId });
    await cloud.clock.advance(600_000);
    await writtenSince(cloud, swas);
    return { lever, inputs };
  }

  test.each(["ResetDisk", "TagResources"])("a retry fails at its %s: it asks again", async (action) => {
    const cut = await overtaken();
    await failureOf(cut.lever.up(cut.inputs));
    await retryInVain(swas, cut, action);
    await writtenSince(cloud, swas, "written after the retry");
    await cloud.clock.advance(3_600_000);
    expect(await messageOf(cut.lever.up(cut.inputs))).toMatch(asks);
    expect(await seenOf(cloud, swas)).toMatchObject({ content: "written after the retry" });
  });

  test("a retry fails at its stop, and the state is lost: it asks", async () => {
    const cut = await overtaken();
    await cloud.control.patch("instances", swas.hostId, { status: "Running" });
    await failureOf(cut.lever.up(cut.inputs));
    await retryInVain(swas, cut, "StopInstance");
    await cloud.clock.advance(3_600_000);
    expect(await messageOf(cloud.rollback().up(cut.inputs))).toMatch(asks);
    expect(await seenOf(cloud, swas)).toMatchObject({ content: "written since" });
  });
});
