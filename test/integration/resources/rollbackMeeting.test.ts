import { beforeEach, describe, expect, test } from "vitest";
import { writtenSince } from "./cutShort";
import { callCounts, completeSnapshot, failureOf, world } from "./fixture";
import { hooked, messageOf, notesIntent, safetySnapshots } from "./meeting";
import { damaged, seenOf, subjects, type Subject } from "./subjects";
import { withoutSnapshotQuota } from "../../fixtures/withoutSnapshotQuota";

const cloud = world({ durations: { snapshot: "22s", reset: "30s", stop: "5s", start: "5s" } });
withoutSnapshotQuota();
const [ecs, swas, ecd] = subjects as readonly [Subject, Subject, Subject];

beforeEach(() => cloud.control.settings({ swas: { snapshotsPerServer: 20 } }));

describe("a run that waits for another one of the same rollback, which is interrupted before its request", () => {
  test.each([ecs, swas])("$service: it goes on by itself, and asks nothing", async (subject) => {
    const { lever, inputs } = await damaged(cloud, subject);
    const other = cloud.rollback("other");
    const user = new AbortController();
    let second: Promise<string | undefined> | undefined;
    cloud.beforeSubmit = async () => user.abort();
    cloud.clock.meanwhile = async () => {
      if ((await safetySnapshots(cloud)).length === 0) return;
      cloud.clock.meanwhile = undefined;
      second = messageOf(other.up(inputs));
      while ((await safetySnapshots(cloud)).length < 2) await new Promise((resolve) => setImmediate(resolve));
    };
    expect(await messageOf(lever.up(inputs, { signal: user.signal }))).toMatch(/Interrupted/);
    expect(await second).toBeUndefined();
    await cloud.clock.advance(60_000);
    expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Running" });
  });
});

describe("two runs without safety snapshots, the second one begins as the first one is about to send", () => {
  test.each([ecs, swas])("$service: one of them sends, and a lost state loses nothing", async (subject) => {
    const { inputs: all } = await damaged(cloud, subject);
    const inputs = { ...all, safetySnapshot: false };
    await cloud.control.patch("instances", subject.hostId, { status: "Stopped" });
    await cloud.clock.advance(3_600_000);
    let second: Promise<string | undefined> | undefined;
    const lever = hooked(cloud, "lever", async (request) => {
      if (!notesIntent(request) || second) return;
      // Two that begin in the same millisecond bear the same token: the cloud takes them for one.
      await cloud.clock.advance(1_000);
      second = messageOf(cloud.rollback("other").up(inputs));
    });
    expect([await messageOf(lever.up(inputs)), await second]).toEqual([undefined, undefined]);
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "before", resets: 1 });
    await writtenSince(cloud, subject);
    await cloud.clock.advance(3_600_000);
    await messageOf(cloud.rollback("forgetful").up(inputs));
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
  });
});

describe("another rollback of the disk, from a machine whose clock is ten minutes behind", () => {
  /** Ours has never arrived; theirs comes after it, and says that it began before. */
  async function arranged() {
    const { lever, inputs } = await damaged(cloud, ecs);
    const newer = await completeSnapshot(cloud, { content: "another point" });
    await cloud.control.patch("instances", ecs.hostId, { status: "Stopped" });
    await cloud.clock.advance(3_600_000);
    cloud.beforeSubmit = () => cloud.control.addFault({ action: "ResetDisk", effect: "drop-before" });
    await failureOf(lever.up({ ...inputs, timeouts: { rollback: "1m" } }));
    await cloud.control.clearFaults();
    await cloud.clock.advance(60_000);
    const { clock } = cloud;
    const theirs = hooked({ ...cloud, surroundings }, "other", async () => undefined);
    function surroundings() {
      const behind = { ...clock, now: () => clock.now() - 600_000, sleep: clock.sleep.bind(clock) };
      return { ...cloud.surroundings(), clock: behind };
    }
    return { lever, inputs, theirs, declared: { ...inputs, snapshotId: newer } };
  }

  test.each(["known", "lost"])("it is done, our state %s: asks", async (state) => {
    const { lever, inputs, theirs, declared } = await arranged();
    await theirs.up(declared);
    const again = state === "known" ? lever : cloud.rollback();
    expect(await messageOf(again.up(inputs))).toMatch(/onInterrupted/);
    expect(await seenOf(cloud, ecs)).toMatchObject({ content: "another point", resets: 1 });
  });

  test.each(["known", "lost"])(
    "it is restoring the disk, our state %s: is not taken for ours",
    async (state) => {
      const { lever, inputs, theirs, declared } = await arranged();
      const user = new AbortController();
      cloud.clock.meanwhile = async () => {
        if ((await cloud.control.disk(ecs.diskId)).resets > 0) user.abort();
      };
      await cloud.control.settings({ durations: { reset: "1h" } });
      await failureOf(theirs.up(declared, { signal: user.signal }));
      cloud.clock.meanwhile = undefined;
      const again = state === "known" ? lever : cloud.rollback();
      const said = await messageOf(again.up({ ...inputs, timeouts: { rollback: "3h" } }));
      expect(said).toMatch(/onInterrupted|Another rollback of the disk/);
      expect(await seenOf(cloud, ecs)).toMatchObject({ resets: 1 });
    },
  );
});

test.each([42, 43, 44, 45, 46, 47, 48])(
  "a run that begins %d s after the first one, about when the disk is back: does not stop the host again",
  async (seconds) => {
    const { lever, inputs } = await damaged(cloud, ecs);
    let second: Promise<string | undefined> | undefined;
    const begun = cloud.clock.now();
    cloud.clock.meanwhile = (now) => {
      if (now < begun + seconds * 1_000) return;
      cloud.clock.meanwhile = undefined;
      second = messageOf(cloud.rollback("other").up(inputs));
    };
    await lever.up(inputs);
    await second;
    expect((await callCounts(cloud))["StopInstance"]).toBe(1);
    expect(await seenOf(cloud, ecs)).toEqual({ content: "before", resets: 1, power: "Running" });
  },
);

test.each([{}, { triggers: 2 }])(
  "two rollbacks of one desktop, the second one 4 s later (%o): one goes on, and the desktop ends as it was found",
  async (ofOther) => {
    const { lever, inputs } = await damaged(cloud, ecd);
    let second: Promise<string | undefined> | undefined;
    const begun = cloud.clock.now();
    cloud.clock.meanwhile = (now) => {
      if (now < begun + 4_000) return;
      cloud.clock.meanwhile = undefined;
      second = messageOf(cloud.rollback("other").up({ ...inputs, ...ofOther }));
    };
    const outcomes = [await messageOf(lever.up(inputs)), await second];
    expect(outcomes.filter((message) => message === undefined)).toHaveLength(1);
    expect(await seenOf(cloud, ecd)).toMatchObject({ content: "before", power: "Running" });
  },
);
