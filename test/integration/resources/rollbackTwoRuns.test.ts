import { beforeEach, describe, expect, test } from "vitest";
import { callCounts, changes, completeSnapshot, failureOf, world } from "./fixture";
import { messageOf, safetySnapshots } from "./meeting";
import type { DeclaredResource } from "./stack";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

const cloud = world({ durations: { snapshot: "22s", reset: "30s" } });
const [ecs, swas, ecd] = subjects as readonly [Subject, Subject, Subject];
beforeEach(() => cloud.control.settings({ swas: { snapshotsPerServer: 20 } }));

const finishesAt = ({ finishesAt: at }: { finishesAt: unknown }) => Date.parse(String(at));

/** An hour later the host runs, and has written something. */
async function writtenSince({ hostId, diskId }: Subject): Promise<void> {
  await cloud.control.patch("instances", hostId, { status: "Running" });
  await cloud.clock.advance(3_600_000);
  await cloud.control.writeContent(diskId, "written since");
}

describe("two runs of one rollback: what the one that stood back does next", () => {
  /** The loser's next up, and one that knows nothing: neither throws away what was written since. */
  const keepsWhatWasWritten = async (subject: Subject, inputs: object, loser: DeclaredResource) => {
    await writtenSince(subject);
    for (const one of [loser, cloud.rollback("forgetful")]) await messageOf(one.up({ ...inputs }));
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
  };

  test.each([ecs, swas])(
    "$service, its safety snapshot was begun when the first one's was complete: one request, and it adopts",
    async (subject) => {
      const { lever, inputs } = await damaged(cloud, subject);
      const other = cloud.rollback("other");
      let second: Promise<string | undefined> | undefined;
      cloud.clock.meanwhile = async (now) => {
        const [ours] = await safetySnapshots(cloud);
        if (!ours || now < finishesAt(ours)) return;
        cloud.clock.meanwhile = undefined;
        second = messageOf(other.up(inputs));
        while ((await safetySnapshots(cloud)).length < 2)
          await new Promise((resolve) => setImmediate(resolve));
      };
      const first = await messageOf(lever.up(inputs));
      const messages = [first, await second];
      // The other one waits for it, and records what it has done.
      expect(messages).toEqual([undefined, undefined]);
      expect((await callCounts(cloud))["ResetDisk"]).toBe(1);
      expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Running" });
      await keepsWhatWasWritten(subject, inputs, first === undefined ? other : lever);
    },
  );

  test.each([ecs, swas])("$service, both began in the same second: it adopts", async (subject) => {
    const { lever, inputs } = await damaged(cloud, subject);
    const other = cloud.rollback("other");
    const [first] = await Promise.all([messageOf(lever.up(inputs)), messageOf(other.up(inputs))]);
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "before", resets: 1 });
    await keepsWhatWasWritten(subject, inputs, first === undefined ? other : lever);
  });

  test("ecd, it was interrupted while its safety snapshot was taken: it asks", async () => {
    const { lever, inputs } = await damaged(cloud, ecd);
    const user = new AbortController();
    cloud.clock.meanwhile = async () => {
      if ((await safetySnapshots(cloud)).length === 1) user.abort();
    };
    expect(await messageOf(lever.up(inputs, { signal: user.signal }))).toMatch(/Interrupted/);
    cloud.clock.meanwhile = undefined;
    await cloud.clock.advance(60_000);
    const [own] = await safetySnapshots(cloud);
    expect(own?.description).toMatch(/=1\|stopping\|/);
    // The other run had begun a moment before, and has gone on to its end.
    await cloud.control.add("snapshots", {
      ...{ snapshotId: "s-other", service: "ecd", sourceDiskId: ecd.diskId, sourceDiskType: "data" },
      ...{ instanceId: ecd.hostId, content: "after", snapshotName: "before-other" },
      description: String(own?.description)
        .replace(/\.[0-9a-z]{6}=/, ".other0=")
        .replace(/\|[^|]*Z/, "|2026-11-20T00:00:07Z"),
    });
    await writtenSince(ecd);
    expect(await messageOf(lever.up(inputs))).toMatch(/onInterrupted: "assumeDone"/);
    expect(await seenOf(cloud, ecd)).toMatchObject({ content: "written since", resets: 0 });
  });

  test.each([ecs, swas])(
    "$service, it was overtaken: it finds that the other one is done",
    async (subject) => {
      const { lever, inputs } = await damaged(cloud, subject);
      const other = cloud.rollback("other");
      const first = lever.up(inputs);
      while (!lever.lines.progress.some((line) => line.startsWith("safety snapshot")))
        await new Promise((resolve) => setImmediate(resolve));
      const late = { action: subject.calls.take, effect: "delay", milliseconds: 400, once: true } as const;
      await cloud.control.addFault({ service: subject.service, ...late });
      const [, second] = await Promise.all([first, messageOf(other.up(inputs))]);
      expect(second).toBeUndefined();
      await writtenSince(subject);
      await other.up(inputs);
      // Whether it waits for the end of the other one or finds it done hangs on the moment.
      expect(other.state?.outputs["phase"]).toMatch(/^(adopted|done)$/);
      // The way back is the other one's: its own may hold what that one has brought back.
      expect(other.state?.outputs["undoSnapshotId"]).toBe(lever.state?.outputs["undoSnapshotId"]);
      expect(await seenOf(cloud, subject)).toMatchObject({ content: "written since", resets: 1 });
    },
  );
});

test("ecs, it asked while the other one was about to be sent: it adopts once that one is done", async () => {
  const { lever, inputs } = await damaged(cloud, ecs);
  // So lately that nobody can tell whether the host has run since the other one's note.
  const startedAt = new Date(cloud.clock.now() - 20_000).toISOString();
  await cloud.control.patch("instances", ecs.hostId, { startedAt });
  const other = cloud.rollback("other");
  let asked: string | undefined;
  cloud.beforeSubmit = async () => {
    asked = await messageOf(other.up(inputs));
  };
  await lever.up(inputs);
  expect(asked).toMatch(/onInterrupted: "assumeDone"/);
  await writtenSince(ecs);
  await other.up({ ...inputs, onInterrupted: "retry" });
  expect(other.state?.outputs["phase"]).toBe("done");
  expect(await seenOf(cloud, ecs)).toMatchObject({ content: "written since", resets: 1 });
});

describe("two rollbacks of one desktop: its power", () => {
  test.each([
    ["the same one twice", {}],
    ["two different ones", { triggers: [1] }],
  ])("%s, and both are refused in the end: it runs again", async (_, ofOther) => {
    const { lever, inputs, snapshotId } = await damaged(cloud, ecd);
    cloud.clock.standsUntil = async () =>
      (await cloud.control.instance(ecd.hostId)).status !== "Stopped" ||
      (await safetySnapshots(cloud)).length === 2;
    cloud.clock.meanwhile = async (now) => {
      const both = await safetySnapshots(cloud);
      if (both.length < 2 || both.some((one) => now < finishesAt(one))) return;
      cloud.clock.meanwhile = undefined;
      await cloud.control.remove("snapshots", snapshotId);
    };
    const other = cloud.rollback("other").up({ ...inputs, ...ofOther });
    const messages = await Promise.all([messageOf(lever.up(inputs)), messageOf(other)]);
    expect(messages.join("\n")).toMatch(/there is no snapshot/);
    await cloud.clock.advance(60_000);
    expect(await seenOf(cloud, ecd)).toEqual({ content: "after", resets: 0, power: "Running" });
  });

  test("the one that goes on has found it stopped by the other one: it runs again", async () => {
    const { lever, inputs } = await damaged(cloud, ecd);
    const other = cloud.rollback("other");
    let second: Promise<string | undefined> | undefined;
    cloud.clock.meanwhile = async () => {
      if ((await cloud.control.instance(ecd.hostId)).status !== "Stopped") return;
      cloud.clock.meanwhile = undefined;
      second = messageOf(other.up(inputs));
      while ((await safetySnapshots(cloud)).length < 1) await new Promise((resolve) => setImmediate(resolve));
    };
    const messages = [await messageOf(lever.up(inputs)), await second];
    expect(messages.filter((message) => message === undefined)).toHaveLength(1);
    await cloud.clock.advance(60_000);
    expect(await seenOf(cloud, ecd)).toEqual({ content: "before", resets: 1, power: "Running" });
  });
});

describe("several disks, of which one was refused", () => {
  const partly = async (diskIds: readonly string[]) => {
    const disks: { diskId: string; snapshotId: string }[] = [];
    for (const diskId of diskIds)
      disks.push({ diskId, snapshotId: await completeSnapshot(cloud, { content: "before" }, diskId) });
    const lever = cloud.rollback();
    const once = { effect: "error", code: "Forbidden.RAM", once: true } as const;
    cloud.beforeSubmit = () => cloud.control.addFault({ action: "ResetDisk", nth: 2, ...once });
    const { message } = await failureOf(lever.up({ disks, whenRunning: "stop" }));
    expect(message).toMatch(/^MIXED STATE/);
    await cloud.control.clearFaults();
    await cloud.clock.advance(3_600_000);
    await cloud.control.clearCalls();
    return { lever, disks };
  };

  test("the host runs while the new safety snapshot is taken: what it writes is not overwritten", async () => {
    const { lever, disks } = await partly(["d-sim0003", "d-sim0004"]);
    // It has run since, so that the present is saved anew.
    await cloud.control.patch("instances", "i-sim0002", { status: "Running" });
    await cloud.clock.advance(120_000);
    await cloud.control.patch("instances", "i-sim0002", { status: "Stopped" });
    await cloud.clock.advance(3_600_000);
    const known = Object.keys((await cloud.control.world()).snapshots).length;
    cloud.clock.meanwhile = async (now) => {
      const all = Object.values((await cloud.control.world()).snapshots);
      if (all.length <= known || all.some((one) => now < finishesAt(one))) return;
      cloud.clock.meanwhile = undefined;
      await cloud.control.patch("instances", "i-sim0002", { status: "Running" });
      await cloud.clock.advance(120_000);
      await cloud.control.writeContent("d-sim0004", "in no snapshot");
      await cloud.control.patch("instances", "i-sim0002", { status: "Stopped" });
    };
    const { message } = await failureOf(lever.up({ disks, whenRunning: "stop" }));
    expect(message).toMatch(/was started in between/);
    expect(await cloud.control.disk("d-sim0004")).toMatchObject({ content: "in no snapshot", resets: 0 });
  });

  test.each(["stop", "fail"])(
    "whenRunning %j: the host of those that are back runs again, and is left alone",
    async (whenRunning) => {
      const { lever, disks } = await partly(["d-sim0002", "d-sim0003"]);
      await cloud.control.patch("instances", "i-sim0001", { status: "Running" });
      await cloud.clock.advance(3_600_000);
      const { words } = await lever.preview({ disks, whenRunning });
      expect(words).not.toMatch(/i-sim0001: an earlier run has stopped it/);
      await lever.up({ disks, whenRunning });
      const power = (await cloud.control.calls()).filter(
        ({ action, parameters }) => /(Start|Stop)Instance/.test(action) && !parameters["DryRun"],
      );
      expect(power.map(({ parameters }) => parameters["InstanceId"])).toEqual(["i-sim0002"]);
      expect((await cloud.control.disk("d-sim0003")).content).toBe("before");
    },
  );
});

test("a group that has run, the state lost and a disk attached since: up adopts what preview says", async () => {
  const instanceId = "i-sim0002";
  const point = cloud.snapshot("point");
  await point.up({ diskIds: ["d-sim0003", "d-sim0004", "d-sim0005"] });
  const { snapshotGroupId } = point.state!.outputs;
  const inputs = { instanceId, snapshotGroupId, whenRunning: "stop" };
  await cloud.rollback().up({ ...inputs, excludeDiskIds: ["d-sim0006"] });
  await cloud.clock.advance(3_600_000);
  await cloud.control.clearCalls();
  const forgetful = cloud.rollback();
  expect((await forgetful.preview(inputs)).words).toMatch(/has run: it is recorded, and nothing is sent/);
  await forgetful.up(inputs);
  expect(forgetful.state?.outputs["phase"]).toBe("adopted");
  expect(await changes(cloud)).toEqual([]);
});

test("a stop that was refused, and a short time-out of the start: the host is not said to be off", async () => {
  const { lever, inputs } = await damaged(cloud, ecs);
  await cloud.control.addFault({ action: "StopInstance", effect: "error", code: "IncorrectInstanceStatus" });
  const user = new AbortController();
  cloud.clock.meanwhile = () => user.abort();
  const up = lever.up({ ...inputs, timeouts: { start: "10s" } }, { signal: user.signal });
  expect((await failureOf(up)).message).toMatch(/goes on running/);
});

test("no room, and only safety snapshots of the last hour: they may go if no other run is at work", async () => {
  await cloud.control.settings({ swas: { snapshotsPerServer: 3 } });
  const { lever, inputs } = await damaged(cloud, swas);
  for (const number of [1, 2]) {
    await cloud.control.patch("instances", swas.hostId, { status: "Stopped" });
    await cloud.clock.advance(60_000);
    cloud.clock.meanwhile = async (now) => {
      const all = await safetySnapshots(cloud);
      if (all.length < number || all.some((one) => now < finishesAt(one))) return;
      cloud.clock.meanwhile = undefined;
      await cloud.control.patch("instances", swas.hostId, { status: "Running" });
    };
    await failureOf(lever.up(inputs));
    await cloud.clock.advance(120_000);
  }
  const { message } = await failureOf(lever.preview(inputs));
  expect(message).toMatch(
    /If no other run is at work, delete one .*\(safety snapshots of the last hour: s-\S+ of .*, s-\S+ of /,
  );
});
