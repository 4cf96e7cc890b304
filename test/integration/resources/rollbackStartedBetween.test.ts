import { beforeEach, describe, expect, test } from "vitest";
import { world } from "./fixture";
import { dyingAt, messageOf, safetySnapshots } from "./meeting";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

/**
 * The host is found stopped, while the safety snapshot of an interrupted attempt is still being taken; the next attempt
 * waits for that one, and somebody starts the host meanwhile.
 */
const cloud = world({ durations: { snapshot: "60s", reset: "30s", stop: "20s", start: "5s" } });
beforeEach(() => cloud.control.settings({ swas: { snapshotsPerServer: 40 } }));
const hour = 3_600_000;

async function interrupted(subject: Subject) {
  const { inputs } = await damaged(cloud, subject);
  await cloud.control.patch("instances", subject.hostId, { status: "Stopped" });
  await cloud.clock.advance(hour);
  const user = new AbortController();
  const lever = cloud.rollback();
  cloud.clock.meanwhile = async () => {
    if ((await safetySnapshots(cloud)).length) user.abort();
  };
  expect(await messageOf(lever.up(inputs, { signal: user.signal }))).toMatch(/^Nothing was rolled back/);
  cloud.clock.meanwhile = undefined;
  return { lever, inputs };
}

/** And then something happens once it is being stopped. */
function startedBetween({ hostId }: Subject, then: () => void = () => undefined) {
  cloud.clock.meanwhile = async () => {
    await cloud.control.patch("instances", hostId, { status: "Running" });
    cloud.clock.meanwhile = async () => {
      if (/Stopping|Stopped/.test((await cloud.control.instance(hostId)).status)) then();
    };
  };
}

describe.each(subjects)("$service: somebody has started the host since the first look", (subject) => {
  test("this run stops it, and is interrupted meanwhile: the host runs again", async () => {
    const { lever, inputs } = await interrupted(subject);
    const user = new AbortController();
    startedBetween(subject, () => user.abort());
    await messageOf(lever.up(inputs, { signal: user.signal }));
    await cloud.clock.advance(60_000);
    expect(await seenOf(cloud, subject)).toEqual({ content: "after", resets: 0, power: "Running" });
  });

  test("this run stops it, and that takes longer than its time-out: the host runs again", async () => {
    const { lever, inputs } = await interrupted(subject);
    startedBetween(subject);
    await messageOf(lever.up({ ...inputs, timeouts: { stop: "10s" } }));
    await cloud.clock.advance(60_000);
    expect(await seenOf(cloud, subject)).toMatchObject({ power: "Running" });
  });

  test.skipIf(subject.service === "ecd")(
    "this run stops it, and is killed in its safety snapshot: the next one starts it again",
    async () => {
      const { lever, inputs } = await interrupted(subject);
      startedBetween(subject);
      const { dying, dead } = dyingAt(cloud, ({ action }) => action === "CreateSnapshot");
      dying.state = lever.state;
      void dying.up(inputs);
      await dead;
      cloud.clock.meanwhile = undefined;
      await cloud.clock.advance(hour);
      expect(await seenOf(cloud, subject)).toMatchObject({ power: "Stopped" });
      await lever.up(inputs);
      expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Running" });
    },
  );

  test("nobody starts it, and up comes again at once: it waits for that safety snapshot, and goes on", async () => {
    const { lever, inputs } = await interrupted(subject);
    await lever.up(inputs);
    expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Stopped" });
  });
});

test("ecd, saved before the stop: what somebody writes who starts the desktop since is not overwritten unsaved", async () => {
  const ecd = subjects[2] as Subject;
  const { lever, inputs } = await damaged(cloud, ecd);
  await cloud.control.patch("instances", ecd.hostId, { status: "Stopped" });
  await cloud.clock.advance(hour);
  cloud.clock.meanwhile = async () => {
    cloud.clock.meanwhile = undefined;
    await cloud.control.patch("instances", ecd.hostId, { status: "Running" });
    await cloud.control.writeContent(ecd.diskId, "in no snapshot");
  };
  await messageOf(lever.up({ ...inputs, safetySnapshot: { when: "beforeStop" } }));
  expect(await seenOf(cloud, ecd)).toMatchObject({ content: "in no snapshot" });
});
