import { beforeEach, describe, expect, test } from "vitest";
import { changes, failureOf, world } from "./fixture";
import type { DeclaredResource } from "./stack";

const cloud = world();
const instanceId = "i-sim0002";
const excludeDiskIds = ["d-sim0006"];
const data = ["d-sim0003", "d-sim0004", "d-sim0005"];
const contents = async () =>
  Promise.all(data.map(async (diskId) => (await cloud.control.disk(diskId)).content));
const resets = async () => Promise.all(data.map(async (diskId) => (await cloud.control.disk(diskId)).resets));
const writeAll = async (content: string) => {
  await cloud.control.patch("instances", instanceId, { status: "Running" });
  await cloud.clock.advance(120_000);
  for (const diskId of data) await cloud.control.writeContent(diskId, content);
  await cloud.control.patch("instances", instanceId, { status: "Stopped" });
  await cloud.clock.advance(3_600_000);
};
const outputs = (lever: DeclaredResource) => lever.state!.outputs;
const undoGroup = (lever: DeclaredResource) => String(outputs(lever)["undoSnapshotGroupId"]);
const taken = async () => (await changes(cloud)).filter((action) => action.startsWith("Create"));

let target: { instanceId: string; snapshotGroupId: string; excludeDiskIds: string[] };
beforeEach(async () => {
  await writeAll("before");
  const point = cloud.snapshot("point");
  await point.up({ diskIds: data });
  target = { instanceId, excludeDiskIds, snapshotGroupId: String(point.state?.outputs["snapshotGroupId"]) };
  await writeAll("after");
});

/** Two of three disks are back; the third one was refused. */
async function mixed() {
  const lever = cloud.rollback();
  cloud.beforeSubmit = () => cloud.control.patch("disks", "d-sim0005", { conflicting: true });
  const { message } = await failureOf(lever.up(target));
  expect(message).toMatch(/^MIXED STATE: /);
  await cloud.control.patch("disks", "d-sim0005", { conflicting: false });
  await cloud.clock.advance(120_000);
  await cloud.control.clearCalls();
  return { lever, first: undoGroup(lever) };
}

describe("a mixed state of a group, and its retry", () => {
  test("nothing was written since: the first safety group stays the way back of all, in one line", async () => {
    const { lever, first } = await mixed();
    const { words } = await lever.preview(target);
    expect(words).toContain(`no other safety snapshot: ${first} holds the present`);
    await lever.up(target);
    expect(await taken()).toEqual([]);
    expect([await contents(), await resets()]).toEqual([Array(3).fill("before"), [1, 1, 1]]);
    expect(undoGroup(lever)).toBe(first);
    expect(lever.lines.info.at(-1)).toContain(`To undo it, roll back to the safety snapshot ${first}.`);

    await lever.up({ ...target, snapshotGroupId: first });
    expect([await contents(), await resets()]).toEqual([Array(3).fill("after"), [2, 2, 2]]);
  });

  test("the refused disk was written to since: it is saved again, and no group is the way back of all", async () => {
    const { lever, first } = await mixed();
    await cloud.control.patch("instances", instanceId, { status: "Running" });
    await cloud.control.writeContent("d-sim0005", "written since");
    await cloud.control.patch("instances", instanceId, { status: "Stopped" });
    await cloud.clock.advance(3_600_000);
    const { words } = await lever.preview(target);
    expect(words).toMatch(/safety snapshot first/);
    await lever.up(target);
    expect(await taken()).toEqual(["CreateSnapshot"]);
    expect(outputs(lever)["undoSnapshotGroupId"]).toBeUndefined();
    const undo = outputs(lever)["undoSnapshots"] as { diskId: string; snapshotId: string }[];
    expect(undo.map(({ diskId }) => diskId).sort()).toEqual(data);
    expect(lever.lines.info.join("\n")).toContain("The safety snapshot of an attempt before stays too");
    const saved = undo.find(({ diskId }) => diskId === "d-sim0005")?.snapshotId ?? first;
    expect(await cloud.control.snapshot(saved)).toMatchObject({ content: "written since" });
    expect(await resets()).toEqual([1, 1, 1]);
  });

  test("what was saved of it is gone: it is saved again", async () => {
    const { lever } = await mixed();
    const saved = outputs(lever)["undoSnapshots"] as { diskId: string; snapshotId: string }[];
    const its = saved.find(({ diskId }) => diskId === "d-sim0005");
    await cloud.control.remove("snapshots", String(its?.snapshotId));
    await lever.up(target);
    expect(await taken()).toEqual(["CreateSnapshot"]);
    expect(await contents()).toEqual(["before", "before", "before"]);
  });
});
