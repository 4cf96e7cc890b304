import { describe, expect, test } from "vitest";
import { writtenSince } from "./cutShort";
import { completeSnapshot, world } from "./fixture";
import { hooked, isReset, messageOf } from "./meeting";

const cloud = world({ durations: { snapshot: "22s", reset: "30s" } });
const [first, second, hostId] = ["d-sim0003", "d-sim0004", "i-sim0002"] as const;

/** Two disks; with `grouped` the snapshot of the first is of a group, and ResetDisks refuses the second one. */
async function twoDisks(grouped: boolean) {
  const disks: { diskId: string; snapshotId: string }[] = [];
  for (const diskId of [first, second]) {
    await cloud.control.writeContent(diskId, "before");
    const fields = grouped && diskId === first ? { snapshotGroupId: "ssg-test" } : {};
    disks.push({ diskId, snapshotId: await completeSnapshot(cloud, fields, diskId) });
    await cloud.control.writeContent(diskId, "after");
  }
  if (!grouped) await cloud.control.settings({ resetDisks: "gone" });
  return { disks, whenRunning: "stop" };
}

/** What happens before the nth request to roll back, ResetDisks among them. */
const leverWith = (nth: number, happens: () => Promise<unknown>) => {
  let requests = 0;
  return hooked(cloud, "lever", async (request) => {
    if (isReset(request) && ++requests === nth) await happens();
  });
};

const throttle = (times: number) =>
  cloud.control.addFault({ action: "ResetDisk", effect: "throttle", times });

describe("ResetDisks has begun one disk and refuses the other, whose own request is throttled", () => {
  test("somebody works on the host meanwhile: nobody says that nothing was rolled back", async () => {
    const inputs = await twoDisks(true);
    const lever = leverWith(2, async () => {
      await throttle(14);
      const begun = cloud.clock.now();
      cloud.clock.meanwhile = async (now) => {
        if (now < begun + 60_000) return;
        cloud.clock.meanwhile = undefined;
        await writtenSince(cloud, { hostId, diskId: second });
      };
    });
    const message = await messageOf(lever.up(inputs));
    expect(message).toMatch(/^MIXED STATE: restored: d-sim0003 .*; NOT rolled back: d-sim0004/);
    expect(await cloud.control.disk(first)).toMatchObject({ resets: 1 });
    expect(await cloud.control.disk(second)).toMatchObject({ content: "written since", resets: 0 });
  });

  test("Ctrl-C: the second one follows, and the next up resets nothing", async () => {
    const inputs = await twoDisks(true);
    const user = new AbortController();
    const lever = leverWith(2, async () => {
      await throttle(1);
      user.abort();
    });
    expect(await messageOf(lever.up(inputs, { signal: user.signal }))).toMatch(/^Accepted by the cloud/);
    await cloud.clock.advance(3_600_000);
    await lever.up(inputs);
    for (const diskId of [first, second])
      expect(await cloud.control.disk(diskId)).toMatchObject({ content: "before", resets: 1 });
    expect((await cloud.control.instance(hostId)).status).toBe("Running");
  });
});

test("Ctrl-C between two disks, the second one throttled: it follows all the same", async () => {
  const inputs = await twoDisks(false);
  const user = new AbortController();
  // The first request is the ResetDisks that is gone.
  const lever = leverWith(3, async () => {
    await throttle(1);
    user.abort();
  });
  expect(await messageOf(lever.up(inputs, { signal: user.signal }))).toMatch(/^Accepted by the cloud/);
  expect(await cloud.control.disk(second)).toMatchObject({ resets: 1 });
});
