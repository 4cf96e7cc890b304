import { describe, expect, test } from "vitest";
import {
  changes,
  contentOf,
  damagedDisk,
  diskId,
  failureOf,
  instanceId,
  resetsOf,
  startHost,
  stopHost,
  world,
} from "./fixture";

const cloud = world();
const power = async () => (await cloud.control.instance(instanceId)).status;

/** A disk that was saved 62 minutes ago, on a host that runs; a snapshot of it takes half an hour. */
async function slow() {
  const snapshotId = await damagedDisk(cloud);
  await startHost(cloud);
  await cloud.clock.advance(120_000);
  await cloud.control.settings({ durations: { snapshot: "30m" } });
  return { lever: cloud.rollback(), inputs: { diskId, snapshotId, whenRunning: "stop" } };
}

describe("guards against the time that the run itself takes", () => {
  const inTenMinutes = () => new Date(cloud.clock.now() + 600_000).toISOString();
  test.each([
    ["maxDataLoss", () => ({ maxDataLoss: "63m" })],
    ["notAfter", () => ({ notAfter: inTenMinutes() })],
  ])("%s: passed when the run began, and that counts", async (_guard, guard) => {
    const { lever, inputs } = await slow();
    await lever.up({ ...inputs, ...guard() });
    expect([await contentOf(cloud), await resetsOf(cloud), await power()]).toEqual(["before", 1, "Running"]);
  });

  test.each([
    ["maxDataLoss", () => ({ maxDataLoss: "61m" })],
    ["notAfter", () => ({ notAfter: new Date(cloud.clock.now() - 1_000).toISOString() })],
  ])("%s: not passed when the run began: nothing is done", async (guard, declared) => {
    const { lever, inputs } = await slow();
    const { message } = await failureOf(lever.up({ ...inputs, ...declared() }));
    expect(message).toContain(guard);
    expect([await changes(cloud), await resetsOf(cloud)]).toEqual([[], 0]);
  });
});

describe("a start while the host is waited for", () => {
  /** Somebody starts the host anew once the run waits for it, and stops it some time later. */
  function rebootedAndStopped() {
    let looks = 0;
    cloud.clock.meanwhile = async (now) => {
      looks += 1;
      if (looks === 3)
        await cloud.control.patch("instances", instanceId, { startedAt: new Date(now).toISOString() });
      if (looks === 6) await stopHost(cloud);
    };
  }

  test.each([{ safetySnapshot: { when: "afterStop" } }, { safetySnapshot: false }])(
    "%j: what was written since is of the present, and the rollback goes on",
    async (policy) => {
      const { lever, inputs } = await slow();
      rebootedAndStopped();
      await lever.up({ ...inputs, ...policy, whenRunning: "wait" });
      expect([await contentOf(cloud), await resetsOf(cloud)]).toEqual(["before", 1]);
      expect(await power()).toBe("Running");
    },
  );

  test("after the safety snapshot: what was written then is in none, and nothing is rolled back", async () => {
    const { lever, inputs } = await slow();
    rebootedAndStopped();
    const early = { ...inputs, whenRunning: "wait", safetySnapshot: { when: "beforeStop" } };
    const { message } = await failureOf(lever.up(early));
    expect(message).toContain("was started in between: what was written then is in no safety snapshot");
    expect(await resetsOf(cloud)).toBe(0);
  });
});
