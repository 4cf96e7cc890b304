import { describe, expect, test } from "vitest";
import { completeSnapshot, world } from "./fixture";
import { hooked, messageOf } from "./meeting";

/** Two pipelines roll back the same disks, whose present is saved in a group: its members bear no mark at first. */
const cloud = world({ durations: { snapshot: "60s", reset: "30s", stop: "5s", start: "5s" } });
const hostId = "i-sim0002";
const ids = ["d-sim0003", "d-sim0004"];

async function damagedDisks() {
  const disks: { diskId: string; snapshotId: string }[] = [];
  for (const diskId of ids) {
    await cloud.control.writeContent(diskId, "before");
    disks.push({ diskId, snapshotId: await completeSnapshot(cloud, {}, diskId) });
    await cloud.control.writeContent(diskId, "after");
  }
  await cloud.control.patch("instances", hostId, { status: "Running" });
  await cloud.clock.advance(3_600_000);
  return { disks, whenRunning: "stop" };
}

const resets = () => Promise.all(ids.map(async (id) => (await cloud.control.disk(id)).resets));

describe.each([
  ["the same declaration", {}],
  ["other triggers", { triggers: "again" }],
])("%s", (_, ofSecond) => {
  test("both begin at once: one goes on", async () => {
    const inputs = await damagedDisks();
    const ends = await Promise.all([
      messageOf(cloud.rollback("first").up(inputs)),
      messageOf(cloud.rollback("second").up({ ...inputs, ...ofSecond })),
    ]);
    // Of one rollback the other run records what was done; another rollback stands back, and says so.
    const [said] = ends.filter((message) => message !== undefined);
    if ("triggers" in ofSecond) expect(said).toMatch(/Another rollback of the disk/);
    else expect(ends).toEqual([undefined, undefined]);
    expect(await resets()).toEqual([1, 1]);
  });

  test("the second one's group is refused while the first one's is taken: it leaves the instance off, and the first one goes on", async () => {
    const inputs = await damagedDisks();
    const meeting = { reached: () => {}, go: () => {} };
    const reached = new Promise<void>((resolve) => (meeting.reached = resolve));
    const mayGo = new Promise<void>((resolve) => (meeting.go = resolve));
    const second = hooked(cloud, "second", async ({ action }) => {
      if (action !== "CreateSnapshotGroup") return;
      meeting.reached();
      await mayGo;
      await cloud.control.addFault({ action, effect: "error", code: "Forbidden.RAM", once: true });
    });
    const first = hooked(cloud, "first", async ({ action }) => {
      if (action === "CreateSnapshotGroup") await reached;
    });
    const firstEnd = messageOf(first.up(inputs));
    const secondEnd = messageOf(second.up({ ...inputs, ...ofSecond }));
    cloud.clock.meanwhile = async () => {
      const taken = Object.values((await cloud.control.world()).snapshots);
      const isBeingTaken = taken.some(
        (one) => one.snapshotGroupId && Date.parse(String(one.finishesAt)) > cloud.clock.now(),
      );
      if (!isBeingTaken) return;
      cloud.clock.meanwhile = undefined;
      meeting.go();
      // The first one does nothing meanwhile, and so not for longer than its group takes: it would be taken for dead.
      const until = cloud.clock.now() + 20_000;
      let isOver = false;
      void secondEnd.then(() => (isOver = true));
      while (!isOver && cloud.clock.now() < until) await new Promise((resolve) => setImmediate(resolve));
    };
    expect(await firstEnd).toBeUndefined();
    if ("triggers" in ofSecond) expect(await secondEnd).toMatch(/Forbidden\.RAM/);
    else expect(await secondEnd).toBeUndefined();
    expect(await resets()).toEqual([1, 1]);
  });
});
