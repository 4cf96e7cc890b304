import { describe, expect, test } from "vitest";
import { writtenSince } from "./cutShort";
import { completeSnapshot, world } from "./fixture";
import { hooked, isReset, isSomewhere, messageOf, notesIntent } from "./meeting";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

/** The safety snapshot and the last look lie some time back when the cloud takes the request at last. */
const cloud = world({ durations: { snapshot: "22s", reset: "30s" } });
const [ecs, swas] = subjects as readonly [Subject, Subject];
const text = "written while throttled";

/** After a while somebody works on the machine and stops it again. */
function workLater(ms: number, host: Pick<Subject, "hostId" | "diskId">): void {
  const begun = cloud.clock.now();
  cloud.clock.meanwhile = async (now) => {
    if (now < begun + ms) return;
    cloud.clock.meanwhile = undefined;
    await writtenSince(cloud, host, text);
  };
}

describe("what is written while the cloud is throttling is lost nowhere", () => {
  test("the request: is not sent any more", async () => {
    const { lever, inputs } = await damaged(cloud, ecs);
    cloud.beforeSubmit = async () => {
      await cloud.control.addFault({ action: "ResetDisk", effect: "throttle", times: 14 });
      workLater(60_000, ecs);
    };
    expect(await messageOf(lever.up(inputs))).toMatch(/^Nothing was rolled back: .*was started in between/s);
    expect(await isSomewhere(cloud, text)).toBe(true);
    expect(await seenOf(cloud, ecs)).toMatchObject({ content: text, resets: 0 });
  });

  test("the note before it: is looked at once more", async () => {
    const { inputs } = await damaged(cloud, ecs);
    let throttled = false;
    const lever = hooked(cloud, "lever", async (request) => {
      if (!notesIntent(request) || throttled) return;
      throttled = true;
      await cloud.control.addFault({ action: "TagResources", effect: "throttle", times: 6 });
      workLater(20_000, ecs);
    });
    expect(await messageOf(lever.up(inputs))).toMatch(/^Nothing was rolled back: .*was started in between/s);
    expect(await seenOf(cloud, ecs)).toMatchObject({ content: text, resets: 0 });
  });

  test("the second of two disks: is left as it is, and said", async () => {
    const host = { hostId: "i-sim0002", diskId: "d-sim0004" };
    const disks: { diskId: string; snapshotId: string }[] = [];
    for (const diskId of ["d-sim0003", "d-sim0004"]) {
      await cloud.control.writeContent(diskId, "before");
      disks.push({ diskId, snapshotId: await completeSnapshot(cloud, {}, diskId) });
      await cloud.control.writeContent(diskId, "after");
    }
    await cloud.control.settings({ resetDisks: "gone", durations: { reset: "5s" } });
    let requests = 0;
    const lever = hooked(cloud, "lever", async (request) => {
      if (!isReset(request) || ++requests !== 3) return;
      await cloud.control.addFault({ action: "ResetDisk", effect: "throttle", times: 14 });
      workLater(60_000, host);
    });
    const message = await messageOf(lever.up({ disks, whenRunning: "stop" }));
    expect(message).toMatch(/^MIXED STATE: restored: d-sim0003 .*; NOT rolled back: d-sim0004/);
    expect(message).toContain("was started in between");
    expect(await cloud.control.disk("d-sim0004")).toMatchObject({ content: text, resets: 0 });
  });
});

test("swas, the first attempt is lost and the next ones are throttled, and somebody works on the server: nothing is sent", async () => {
  const { lever, inputs } = await damaged(cloud, swas);
  cloud.beforeSubmit = async () => {
    const reset = { service: "swas", action: "ResetDisk" } as const;
    await cloud.control.addFault({ ...reset, effect: "drop-before", times: 1 });
    await cloud.control.addFault({ ...reset, effect: "throttle", times: 12 });
    const begun = cloud.clock.now();
    cloud.clock.meanwhile = async (now) => {
      if (now < begun + 20_000) return;
      const status = now < begun + 120_000 ? "Running" : "Stopped";
      await cloud.control.patch("instances", swas.hostId, { status });
      if (status === "Running") await cloud.control.writeContent(swas.diskId, text);
    };
  };
  await messageOf(lever.up(inputs));
  expect(await seenOf(cloud, swas)).toMatchObject({ content: text, resets: 0 });
});

test.each(subjects)("throttled, and nobody comes meanwhile ($service): is sent, once", async (subject) => {
  const { lever, inputs } = await damaged(cloud, subject);
  const { service, calls } = subject;
  cloud.beforeSubmit = () =>
    cloud.control.addFault({ service, action: calls.rollBack, effect: "throttle", times: 3 });
  await lever.up(inputs);
  expect(await seenOf(cloud, subject)).toEqual({ content: "before", resets: 1, power: "Running" });
});
