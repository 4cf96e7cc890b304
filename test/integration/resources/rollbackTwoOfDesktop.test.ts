import { expect, test } from "vitest";
import { completeSnapshot, world } from "./fixture";
import { messageOf } from "./meeting";
import { newSession } from "./stack";

const cloud = world();
const system = "d-simecd01";
const data = "d-simecd02";
const desktop = {
  service: "ecd",
  desktopId: "ecd-sim0001",
  whenRunning: "stop",
  timeouts: { rollback: "5m" },
};

/** Both disks of a desktop are rolled back by one `up`; the status that it shows meanwhile no source settles. */
async function both(desktopStatusDuringReset: "Stopped" | "Rebuilding") {
  await cloud.control.settings({ ecd: { desktopStatusDuringReset } });
  const ids = [data, system];
  for (const id of ids) await cloud.control.writeContent(id, "before");
  const snapshots = [await completeSnapshot(cloud, {}, data), await completeSnapshot(cloud, {}, system)];
  for (const id of ids) await cloud.control.writeContent(id, "after");
  const session = newSession(cloud.surroundings());
  const ends = await Promise.all(
    ["data", "system"].map((sourceDiskType, index) =>
      messageOf(
        cloud
          .rollback(sourceDiskType)
          .up({ ...desktop, sourceDiskType, snapshotId: snapshots[index] }, { session }),
      ),
    ),
  );
  const resets = await Promise.all(ids.map(async (id) => (await cloud.control.disk(id)).resets));
  return ends.map((words, index) => ({ words, resets: resets[index] }));
}

test.each(["Stopped", "Rebuilding"] as const)(
  "two disks of one desktop, whose status is %s: both are rolled back",
  async (shown) => {
    expect(await both(shown)).toEqual(Array(2).fill({ words: undefined, resets: 1 }));
  },
);

test.each(["Stopped", "Rebuilding"] as const)(
  "two disks of one desktop, whose status is %s, and one request never arrives: the restore of the other is no sign of it",
  async (shown) => {
    cloud.beforeSubmit = () =>
      cloud.control.addFault({
        service: "ecd",
        action: "ResetSnapshot",
        effect: "drop-before",
        once: true,
      });
    const ends = await both(shown);
    expect(ends.map(({ resets }) => resets).sort()).toEqual([0, 1]);
    for (const { words, resets } of ends)
      if (resets === 0) expect(words).toMatch(/^Not known to be rolled back or not/);
      else expect(words).toBeUndefined();
  },
);
