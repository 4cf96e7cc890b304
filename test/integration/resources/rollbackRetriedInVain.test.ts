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
