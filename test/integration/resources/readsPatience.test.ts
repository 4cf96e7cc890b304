import { describe, expect, test } from "vitest";
import { diskId, failureOf, instanceId, stopHost, world } from "./fixture";

const cloud = world();
const minute = 60_000;

/** Throttles an action from now on, for as long as simulated time. */
async function throttle(action: string, forMs: number): Promise<void> {
  const until = cloud.clock.now() + forMs;
  const { id } = await cloud.control.addFault({ action, effect: "throttle" });
  cloud.clock.meanwhile = async (now) => {
    if (now < until) return;
    cloud.clock.meanwhile = undefined;
    await cloud.control.removeFault(id);
  };
}

describe("a read that is throttled", () => {
  test("for a minute: is waited out", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId });
    await throttle("DescribeSnapshots", minute);
    expect(await point.refresh()).toMatchObject({ status: "accomplished" });
  });

  test("for a minute, before a rollback: is waited out, and the machine is found as it is", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId });
    await stopHost(cloud);
    const lever = cloud.rollback();
    await throttle("DescribeInstances", minute);
    await lever.up({ diskId, snapshotId: point.state?.outputs["snapshotId"] });
    expect(lever.state?.outputs["phase"]).toBe("done");
    expect((await cloud.control.instance(instanceId)).status).toBe("Stopped");
  });

  test("for ever: is an error after minutes", async () => {
    const point = cloud.snapshot();
    await point.up({ diskId });
    const begun = cloud.clock.now();
    await cloud.control.addFault({ action: "DescribeSnapshots", effect: "throttle" });
    expect((await failureOf(point.refresh())).message).toMatch(/Throttling/);
    expect(cloud.clock.now() - begun).toBeGreaterThan(minute);
    expect(cloud.clock.now() - begun).toBeLessThanOrEqual(2 * minute);
  });

  test("for ever, while a snapshot is waited for: ends soon after the time-out", async () => {
    const begun = cloud.clock.now();
    await cloud.control.addFault({ action: "DescribeSnapshots", effect: "throttle" });
    const error = await failureOf(cloud.snapshot().up({ diskId, timeouts: { create: "2m" } }));
    expect(error.message).toMatch(/Waited 2 m for snapshot.*could not look: Throttling/);
    expect(cloud.clock.now() - begun).toBeLessThan(3 * minute);
  });
});
