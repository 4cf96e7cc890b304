import { expect, test } from "vitest";
import { neverArrived, writtenSince } from "./cutShort";
import { changes, world } from "./fixture";
import { dyingAt, messageOf } from "./meeting";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

/** Who has stopped a host last, and who is to start it. */
const cloud = world({ durations: { snapshot: "22s", reset: "30s" } });
const [ecs] = subjects as readonly [Subject];
const powerOf = async () => (await seenOf(cloud, ecs)).power;

test("somebody has started and stopped the host during the run: it is left so", async () => {
  const { lever, inputs } = await damaged(cloud, ecs);
  cloud.beforeSubmit = async () => {
    await cloud.control.addFault({ action: "ResetDisk", effect: "throttle", times: 10 });
    const begun = cloud.clock.now();
    cloud.clock.meanwhile = async (now) => {
      if (now < begun + 60_000) return;
      cloud.clock.meanwhile = undefined;
      await writtenSince(cloud, ecs);
    };
  };
  expect(await messageOf(lever.up(inputs))).toMatch(/was started in between/);
  expect(await changes(cloud)).not.toContain("StartInstance");
  expect(await powerOf()).toBe("Stopped");
});

test("the request is refused, and the disks of the host cannot be listed: it is started all the same", async () => {
  const { lever, inputs } = await damaged(cloud, ecs);
  cloud.beforeSubmit = async () => {
    await cloud.control.addFault({ action: "ResetDisk", effect: "error", code: "Forbidden.RAM" });
    await cloud.control.addFault({ action: "DescribeDisks", effect: "error", code: "ServiceUnavailable" });
  };
  expect(await messageOf(lever.up(inputs))).toMatch(/^Nothing was rolled back/);
  expect(await seenOf(cloud, ecs)).toEqual({ content: "after", resets: 0, power: "Running" });
});

test("a retry on purpose fails before its request: the host that ran goes on", async () => {
  const { lever, inputs } = await neverArrived(cloud, ecs);
  await cloud.control.patch("instances", ecs.hostId, { status: "Running" });
  await cloud.clock.advance(3_600_000);
  await cloud.control.addFault({ action: "CreateSnapshot", effect: "error", code: "Forbidden.RAM" });
  expect(await messageOf(lever.up({ ...inputs, onInterrupted: "retry" }))).toMatch(/runs again/);
  expect(await seenOf(cloud, ecs)).toMatchObject({ resets: 0, power: "Running" });
});

test("a retry on purpose is killed after it has stopped the host: the next run starts it", async () => {
  const { lever, inputs } = await neverArrived(cloud, ecs);
  await cloud.control.patch("instances", ecs.hostId, { status: "Running" });
  await cloud.clock.advance(3_600_000);
  const { dying, dead } = dyingAt(cloud, ({ action }) => action === "CreateSnapshot");
  dying.state = lever.state;
  void dying.up({ ...inputs, onInterrupted: "retry" });
  await dead;
  expect(await powerOf()).toBe("Stopped");
  await cloud.clock.advance(3_600_000);
  await lever.up({ ...inputs, onInterrupted: "retry" });
  expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Running" });
});

test("the state lost, the journal says done, startAfter always: a host that somebody has stopped stays so", async () => {
  const { lever, inputs } = await damaged(cloud, ecs);
  await lever.up({ ...inputs, startAfter: "always" });
  await cloud.clock.advance(86_400_000);
  await cloud.control.patch("instances", ecs.hostId, { status: "Stopped" });
  await cloud.control.clearCalls();
  lever.state = undefined;
  await lever.up({ ...inputs, startAfter: "always" });
  expect(lever.state).toMatchObject({ outputs: { phase: "adopted" } });
  expect(await changes(cloud)).not.toContain("StartInstance");
});
