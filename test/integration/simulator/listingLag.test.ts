import { expect, test } from "vitest";
import { simulated } from "./simulated";

const sim = simulated({ durations: { snapshot: "10s", listing: "30s" } });
const RegionId = "cn-hangzhou";

const lists = async () => ({
  ecs: (await sim.ecs("DescribeSnapshots", { RegionId })).body.Snapshots.Snapshot.length as number,
  groups: (await sim.ecs("DescribeSnapshotGroups", { RegionId })).body.SnapshotGroups.SnapshotGroup
    .length as number,
  swas: (await sim.swas("ListSnapshots", { RegionId })).body.Snapshots.length as number,
  ecd: (await sim.ecd("DescribeSnapshots", { RegionId })).body.Snapshots.length as number,
});

test("lists that are behind: show a new snapshot or group only after that time", async () => {
  await sim.ecs("CreateSnapshotGroup", {
    RegionId,
    InstanceId: "i-sim0002",
    "DiskId.1": "d-sim0003",
    "DiskId.2": "d-sim0004",
  });
  await sim.swas("CreateSnapshot", { RegionId, DiskId: "d-simswas01", SnapshotName: "one" });
  await sim.ecd("CreateSnapshot", {
    RegionId,
    DesktopId: "ecd-sim0001",
    SourceDiskType: "DATA",
    SnapshotName: "one",
  });
  expect(await lists()).toEqual({ ecs: 0, groups: 0, swas: 0, ecd: 0 });
  await sim.control.advance("29s");
  expect(await lists()).toEqual({ ecs: 0, groups: 0, swas: 0, ecd: 0 });
  await sim.control.advance("1s");
  expect(await lists()).toEqual({ ecs: 2, groups: 1, swas: 1, ecd: 1 });
});
