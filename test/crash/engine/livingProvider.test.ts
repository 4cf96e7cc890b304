import { describe, expect, test, vi } from "vitest";
import { longReset } from "../cell";
import { createClouds, type Cloud } from "../clouds";
import { look, lost, untidy } from "../promises";
import { contents, subjects, type Subject } from "../subjects";
import { leverStack } from "./engineStack";

const ecs = subjects.find(({ name }) => name === "ecs") as Subject;
const [diskId] = ecs.diskIds as [string];

/** A provider notices within seconds that its engine is gone; a retry can be faster. */
describe("an engine that is killed, and an up that does not wait for its provider to end", () => {
  test.each([
    { action: "StopInstance", nth: 1 },
    { action: "CreateSnapshot", nth: 1 },
    { action: "ResetDisk", nth: 4 },
  ])("up at once: it and the provider that lives on reset the disk once ($action)", async (held) => {
    const clouds = await createClouds();
    const cloud = await clouds.start(ecs);
    try {
      await upBesideLivingProvider(cloud, held);
    } finally {
      await cloud.close();
      await clouds.dispose();
    }
  });
});

async function upBesideLivingProvider(
  cloud: Cloud,
  { action, nth }: { action: string; nth: number },
): Promise<void> {
  const { control } = cloud;
  const stack = await leverStack(cloud, ecs.armed);
  const start = await look(cloud, ecs);
  await control.settings({ durations: { reset: longReset } });
  const fault = await control.addFault({ action, nth, effect: "hold" });
  const killed = stack.start("up");
  const waits = async () => (await control.faults()).some(({ held }) => held > 0);
  await vi.waitUntil(waits, { timeout: 60_000, interval: 20 });
  killed.kill("SIGKILL");
  expect(await stack.processes("dynamic-provider")).toHaveLength(1);
  const cancelled = await stack.pulumi("cancel", "--yes", "--stack", stack.name);
  expect(cancelled.code, cancelled.text).toBe(0);

  // The answer comes when the next one is at work already.
  const before = (await control.calls()).length;
  const next = stack.start("up");
  const atWork = async () => (await control.calls()).length > before;
  await vi.waitUntil(atWork, { timeout: 60_000, interval: 20 });
  await control.removeFault(fault.id);
  const restoring = next.waitForText(/lever .* restoring /);
  restoring.then(() => control.advance(longReset)).catch(() => undefined);
  const ended = await next.result;
  // Where the other one is still at it, it stands back and says so.
  if (ended.code !== 0) {
    expect(ended.text).toMatch(/Nothing was (changed|rolled back)|Nothing is sent/);
    const again = await stack.up();
    expect(again.code, again.text).toBe(0);
  }

  const end = await look(cloud, ecs);
  expect(lost(start, end, ecs)).toEqual([]);
  expect(end.world.disks[diskId]?.resets).toBe(1);
  expect(end.holds[diskId]).toBe(contents.point(diskId));
  expect(end.host).toBe("Running");
  expect(untidy(end, ecs, 2)).toEqual([]);
}
