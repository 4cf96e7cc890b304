import { beforeEach, describe, expect, test } from "vitest";
import { withoutSnapshotQuota } from "../../fixtures/withoutSnapshotQuota";
import { completeSnapshot, world, type World } from "./fixture";
import { safetySnapshots } from "./meeting";
import { damaged, seenOf, subjects, type Subject } from "./subjects";

/** The way back is watched: a safety snapshot that is gone is not promised. */
const cloud = world();
withoutSnapshotQuota();
beforeEach(() => cloud.control.settings({ swas: { snapshotsPerServer: 20 } }));

async function rolledBack(subject: Subject) {
  const { lever, inputs } = await damaged(cloud, subject);
  await lever.up(inputs);
  const undo = String(lever.state?.outputs["undoSnapshotId"]);
  lever.lines.info.length = lever.lines.warn.length = 0;
  return { lever, inputs, undo };
}

/** As soon as the disk was sent back. */
function onceReset({ control, clock }: World, diskId: string, act: () => Promise<unknown>): void {
  clock.meanwhile = async () => {
    if ((await control.disk(diskId)).resets === 0) return;
    clock.meanwhile = undefined;
    await act();
  };
}

const dropSafety = async () => {
  for (const { snapshotId } of await safetySnapshots(cloud))
    await cloud.control.remove("snapshots", snapshotId);
};

describe.each(subjects)("a refresh ($service)", (subject) => {
  test("the safety snapshot is gone: it says so, and undoSnapshotId is cleared; nothing runs for that", async () => {
    const { lever, inputs, undo } = await rolledBack(subject);
    await cloud.control.remove("snapshots", undo);
    const outputs = await lever.refresh();
    expect(lever.lines.warn.join("\n")).toMatch(new RegExp(`safety snapshot ${undo} is gone`));
    expect(outputs).not.toHaveProperty("undoSnapshotId");
    expect(outputs).toMatchObject({ undoSnapshots: [], lastRollback: { undoSnapshotId: undo } });
    expect(await lever.up(inputs)).toBe("same");
    expect(lever.state?.outputs).not.toHaveProperty("undoSnapshotId");
    expect((await seenOf(cloud, subject)).resets).toBe(1);
    lever.lines.warn.length = 0;
    await lever.refresh();
    expect(lever.lines.warn).toEqual([]);
  });

  test("it is still there: nothing is said, and nothing changes", async () => {
    const { lever } = await rolledBack(subject);
    const before = lever.state?.outputs;
    expect(await lever.refresh()).toEqual(before);
    expect(lever.lines).toMatchObject({ info: [], warn: [] });
  });

  test("the cloud does not answer: the id stays, and that it was not checked is said", async () => {
    const { lever, undo } = await rolledBack(subject);
    await cloud.control.addFault({ effect: "error", code: "Forbidden.RAM" });
    expect(await lever.refresh()).toMatchObject({ undoSnapshotId: undo });
    expect(lever.lines.warn.join("\n")).toMatch(
      new RegExp(`Whether the safety snapshot ${undo} .* not known`),
    );
  });

  test("a run whose safety snapshot is deleted meanwhile: ends without an undo that is not there", async () => {
    const { lever, inputs } = await damaged(cloud, subject);
    onceReset(cloud, subject.diskId, dropSafety);
    await lever.up(inputs);
    const last = lever.lines.info.at(-1);
    expect(last).toMatch(/^Rolled back: /);
    expect(last).not.toMatch(/To undo/);
    expect(last).toMatch(/There is no way back to what s-\S+ held: deleted since/);
    expect(lever.state?.outputs).not.toHaveProperty("undoSnapshotId");
    expect(await seenOf(cloud, subject)).toMatchObject({ content: "before", resets: 1 });
  });
});

describe("several disks", () => {
  const disks = ["d-sim0003", "d-sim0004"];

  test("one of the group's members is gone: the group is no way back, and the other one is named", async () => {
    const declared = [];
    for (const diskId of disks)
      declared.push({ diskId, snapshotId: await completeSnapshot(cloud, {}, diskId) });
    const lever = cloud.rollback();
    await lever.up({ disks: declared, whenRunning: "stop" });
    const [first, second] = lever.state?.outputs["undoSnapshots"] as { snapshotId: string }[];
    expect(lever.state?.outputs["undoSnapshotGroupId"]).toMatch(/^ssg-/);
    await cloud.control.remove("snapshots", first!.snapshotId);
    const outputs = await lever.refresh();
    expect(outputs).not.toHaveProperty("undoSnapshotGroupId");
    expect(outputs["undoSnapshots"]).toEqual([second]);
    expect(lever.lines.warn.join("\n")).toMatch(
      new RegExp(`${first!.snapshotId} is gone.*still is a way back: ${second!.snapshotId}`, "s"),
    );
  });
});
