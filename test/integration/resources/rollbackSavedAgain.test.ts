import { expect, test } from "vitest";
import { arrived, writtenSince } from "./cutShort";
import { world } from "./fixture";
import { dyingAt, hooked, isReset, isSomewhere, messageOf } from "./meeting";
import { damaged, subjects, type Subject } from "./subjects";

/** What an attempt has saved is not the present of a later one, unless nothing was written since. */
const cloud = world();
const [ecs] = subjects as readonly [Subject];
const hour = 3_600_000;

async function workedSince() {
  const { lever, inputs } = await arrived(cloud, ecs);
  await writtenSince(cloud, ecs, "a day's work");
  await cloud.clock.advance(hour);
  return { lever, inputs, retry: { ...inputs, onInterrupted: "retry" } };
}

test("a retry without a safety snapshot is refused, then another one takes it: what was written since is saved", async () => {
  const { lever, retry } = await workedSince();
  cloud.beforeSubmit = () =>
    cloud.control.addFault({ action: "ResetDisk", effect: "error", code: "Forbidden.RAM" });
  await messageOf(lever.up({ ...retry, safetySnapshot: false }));
  await cloud.control.clearFaults();
  await cloud.clock.advance(hour);
  await lever.up(retry);
  expect(await isSomewhere(cloud, "a day's work")).toBe(true);
});

test.each(["known", "lost"])(
  "a retry without a safety snapshot is killed, the state %s: what was written since is saved, or asked about",
  async (known) => {
    const { lever, inputs, retry } = await workedSince();
    const { dying, dead } = dyingAt(cloud, isReset);
    dying.state = lever.state;
    void dying.up({ ...retry, safetySnapshot: false });
    await dead;
    await cloud.clock.advance(hour);
    if (known === "known") await lever.up(retry);
    else expect(await messageOf(cloud.rollback().up(inputs))).toMatch(/onInterrupted: "assumeDone"/);
    expect(await isSomewhere(cloud, "a day's work")).toBe(true);
  },
);

test("saved before the stop at first, and after it at the second attempt: what was written in between is saved", async () => {
  const { lever, inputs } = await damaged(cloud, ecs);
  const first = hooked(cloud, "lever", async (request) => {
    if (request.action === "StopInstance") await cloud.control.writeContent(ecs.diskId, "written in between");
    if (isReset(request)) await cloud.control.addFault({ action: "ResetDisk", effect: "drop-before" });
  });
  first.state = lever.state;
  await messageOf(
    first.up({ ...inputs, safetySnapshot: { when: "beforeStop" }, timeouts: { rollback: "2m" } }),
  );
  await cloud.control.clearFaults();
  await cloud.clock.advance(hour);
  lever.state = first.state;
  await lever.up(inputs);
  expect(await isSomewhere(cloud, "written in between")).toBe(true);
});
