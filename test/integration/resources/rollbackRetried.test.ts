import { describe, expect, test } from "vitest";
import { arrived, writtenSince } from "./cutShort";
import { changes, failureOf, world } from "./fixture";
import { messageOf, safetySnapshots } from "./meeting";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world({ durations: { snapshot: "22s", reset: "30s" } });
const [ecs, swas] = subjects as readonly [Subject, Subject];
const asks = /onInterrupted: "assumeDone"/;

/** A rollback has run, nobody has seen it, and the machine was worked on since. */
async function runUnseen(subject: Subject, more: object) {
  const { lever, inputs } = await damaged(cloud, subject);
  const { service, calls } = subject;
  const armed = lever.state;
  cloud.beforeSubmit = async () => {
    await cloud.control.addFault({ service, action: calls.rollBack, effect: "drop-after" });
    await cloud.control.addFault({ service, action: calls.readDisk, effect: "error", code: "Forbidden.RAM" });
  };
  const declared = { ...inputs, ...more };
  await failureOf(lever.up({ ...declared, timeouts: { rollback: "2m" } }));
  await cloud.control.clearFaults();
  await cloud.clock.advance(3_600_000);
  await writtenSince(cloud, subject);
  await cloud.control.patch("instances", subject.hostId, { status: "Running" });
  await cloud.clock.advance(3_600_000);
  return { lever, armed, inputs: declared };
}

describe('onInterrupted: "retry" fails before its request: what may have run goes on counting', () => {
  const refuse = (action: string) =>
    cloud.control.addFault({ action, effect: "error", code: "Forbidden.RAM", dryRun: false });

  test.each([
    ["the state is lost", { safetySnapshot: false }, "lost"],
    ["the state is lost, with a safety snapshot", {}, "lost"],
    ["the state knows", { safetySnapshot: false }, "known"],
    ["a killed engine's state knows nothing", { safetySnapshot: false }, "armed"],
  ] as const)("%s: without retry it asks again", async (_, more, state) => {
    const { lever, armed, inputs } = await runUnseen(ecs, more);
    const up = (declared: object) => {
      if (state === "lost") return messageOf(cloud.rollback().up(declared as typeof inputs));
      return messageOf(lever.up(declared as typeof inputs));
    };
    if (state === "armed") lever.state = armed;
    expect(await up(inputs)).toMatch(asks);
    await refuse("StopInstance");
    const message = await up({ ...inputs, onInterrupted: "retry" });
    expect(message).toMatch(/^(Nothing was sent now; whether|The rollback of|Not known)/);
    expect(message).not.toMatch(/was not touched/);
    await cloud.control.clearFaults();
    await cloud.clock.advance(3_600_000);
    expect(await up(inputs)).toMatch(asks);
    expect(await seenOf(cloud, ecs)).toMatchObject({ content: "written since", resets: 1 });
  });

  test("a host that was kept off: stays off", async () => {
    const { inputs } = await arrived(cloud, ecs);
    const startedAt = new Date(cloud.clock.now() - 3_600_000 - 200_000).toISOString();
    await cloud.control.patch("instances", ecs.hostId, { startedAt });
    await refuse("CreateSnapshot");
    const message = await messageOf(cloud.rollback().up({ ...inputs, onInterrupted: "retry" }));
    expect(message).not.toMatch(/was not touched/);
    expect(await seenOf(cloud, ecs)).toMatchObject({ resets: 1, power: "Stopped" });
  });
});

test("a question that was asked, and its only note is gone: it is asked again, and time does not answer it", async () => {
  const { lever, inputs } = await damaged(cloud, ecs);
  await cloud.control.patch("instances", ecs.hostId, { status: "Stopped" });
  await cloud.clock.advance(3_600_000);
  const armed = lever.state;
  cloud.beforeSubmit = async () => {
    await cloud.control.addFault({ action: "ResetDisk", effect: "drop-after" });
    await cloud.control.addFault({ action: "DescribeDisks", effect: "error", code: "Forbidden.RAM" });
  };
  await failureOf(lever.up({ ...inputs, timeouts: { rollback: "2m" } }));
  await cloud.control.clearFaults();
  lever.state = armed;
  await cloud.clock.advance(3_600_000);
  await writtenSince(cloud, ecs);
  await cloud.clock.advance(3_600_000);
  expect(await messageOf(lever.up(inputs))).toMatch(asks);
  for (const { snapshotId } of await safetySnapshots(cloud))
    await cloud.control.remove("snapshots", snapshotId);
  await cloud.clock.advance(3_600_000);
  expect(await messageOf(lever.up(inputs))).toMatch(asks);
  await cloud.clock.advance(3_600_000);
  expect(await messageOf(lever.up(inputs))).toMatch(asks);
  expect(await seenOf(cloud, ecs)).toMatchObject({ content: "written since", resets: 1 });
});

test.each([ecs, swas])(
  'onInterrupted: "assumeDone", the state lost ($service): nothing is sent, whatever could be',
  async (subject) => {
    const { inputs } = await arrived(cloud, subject);
    const forgetful = cloud.rollback();
    await forgetful.up({ ...inputs, onInterrupted: "assumeDone" });
    expect(forgetful.state?.outputs["phase"]).toBe("adopted");
    expect(await changes(cloud)).not.toContain(subject.calls.rollBack);
  },
);

test("a retry on purpose, the state lost: names what the disk held before the first one too", async () => {
  const { inputs } = await runUnseen(ecs, {});
  const first = (await safetySnapshots(cloud)).map(({ snapshotId }) => snapshotId);
  expect(first).toHaveLength(1);
  const forgetful = cloud.rollback();
  await forgetful.up({ ...inputs, onInterrupted: "retry" });
  expect(forgetful.lines.info.join("\n")).toContain(
    `The safety snapshot of an attempt before stays too, with the disk as it was then: ${first[0] ?? ""}`,
  );
  const undo = String(forgetful.state?.outputs["undoSnapshotId"]);
  expect((await cloud.control.snapshot(undo)).content).toBe("written since");
});

test("run again on purpose: the safety snapshot of the first time is a newer one like any other", async () => {
  const { lever, inputs } = await damaged(cloud, ecs);
  await lever.up(inputs);
  const [first] = await safetySnapshots(cloud);
  await lever.up(ecs.target);
  const again = { ...inputs, onRepeat: "run" };
  expect((await lever.preview(again)).words).toContain(`newer snapshots skipped: ${first?.snapshotId ?? ""}`);
  const { message } = await failureOf(lever.preview({ ...again, requireNewest: true }));
  expect(message).toMatch(/requireNewest: /);
});

test("a retry on purpose whose request is refused, without safety snapshots: a lost state does not forget the first one", async () => {
  const { inputs } = await runUnseen(ecs, { safetySnapshot: false });
  cloud.beforeSubmit = () =>
    cloud.control.addFault({ action: "ResetDisk", effect: "error", code: "OperationDenied" });
  await failureOf(cloud.rollback().up({ ...inputs, onInterrupted: "retry" }));
  await cloud.control.clearFaults();
  expect(await messageOf(cloud.rollback().up(inputs))).toMatch(asks);
  expect(await seenOf(cloud, ecs)).toMatchObject({ content: "written since", resets: 1 });
});
