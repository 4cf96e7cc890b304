import { describe, expect, test } from "vitest";
import { knownWorld } from "../../../simulator/world/known";
import { newestSnapshots } from "../../../simulator/world/snapshotIndex";
import { trackChanges } from "../../../simulator/world/trackChanges";
import type { Snapshot } from "../../../simulator/world/entities";

function tracked() {
  const world = knownWorld(Date.UTC(2026, 10, 20));
  const touched: string[] = [];
  const view = trackChanges(world, (table, id) => touched.push(`${table} ${id}`));
  return { world, view, touched };
}

const snapshot = (snapshotId: string, sourceDiskId: string, createdAt: number) =>
  ({ snapshotId, sourceDiskId, createdAt }) as Snapshot;

describe("trackChanges", () => {
  test("trackChanges: notices what is set, in any depth, and reads nothing into reading", () => {
    const { world, view, touched } = tracked();
    expect(
      Object.values(view.disks).filter(({ instanceIds }) => instanceIds.includes("i-sim0001")),
    ).toHaveLength(2);
    expect(JSON.stringify(view.disks)).toBe(JSON.stringify(world.disks));
    expect(touched).toEqual([]);
    view.disks["d-sim0002"]!.content = "x";
    view.disks["d-sim0003"]!.instanceIds.push("i-other");
    view.instances["i-sim0001"]!.tags["a"] = "b";
    delete view.disks["d-sim0004"];
    view.account.enoughBalance = false;
    expect([...new Set(touched)]).toEqual([
      ...["disks d-sim0002", "disks d-sim0003", "instances i-sim0001", "disks d-sim0004", "account "],
    ]);
    expect(world.disks["d-sim0002"]!.content).toBe("x");
    expect(world.disks["d-sim0004"]).toBeUndefined();
  });

  test("trackChanges: what is stored is no view", () => {
    const { world, view, touched } = tracked();
    view.disks["d-copy"] = { ...view.disks["d-sim0002"]!, diskId: "d-copy" };
    touched.length = 0;
    world.disks["d-copy"]!.instanceIds.push("i-unnoticed");
    expect(touched).toEqual([]);
    expect(view.disks["d-copy"]).toBe(view.disks["d-copy"]);
  });
});

describe("snapshot index", () => {
  test("index: knows the order and the disk, whatever comes, changes or goes", () => {
    const { world, view, touched } = tracked();
    view.snapshots["s-b"] = snapshot("s-b", "d-1", 2);
    world.snapshots["s-a"] = snapshot("s-a", "d-1", 2);
    view.snapshots["s-c"] = snapshot("s-c", "d-2", 1);
    const all = () => true;
    const newest = () => newestSnapshots(world.snapshots, all).map(({ snapshotId }) => snapshotId);
    expect(newest()).toEqual(["s-a", "s-b", "s-c"]);
    world.snapshots["s-c"] = snapshot("s-c", "d-1", 3);
    expect(newest()).toEqual(["s-c", "s-a", "s-b"]);
    expect(newestSnapshots(world.snapshots, all, { diskId: "d-2" })).toEqual([]);
    const named = newestSnapshots(world.snapshots, all, { ids: ["s-b", "s-none", "s-c", "s-b"] });
    expect(named.map(({ snapshotId }) => snapshotId)).toEqual(["s-c", "s-b"]);
    delete view.snapshots["s-a"];
    expect(newest()).toEqual(["s-c", "s-b"]);
    touched.length = 0;
    for (const found of newestSnapshots(view.snapshots, all, { diskId: "d-1" })) found.usage = "image";
    expect(touched.sort()).toEqual(["snapshots s-b", "snapshots s-c"]);
  });
});
