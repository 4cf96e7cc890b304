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

test("describes that are behind: show a change of power only after that time, and nothing else waits for it", async () => {
  await sim.control.settings({ durations: { power: "20s", stop: "5s" } });
  const serverId = "sim00000000000000000000000000swas1";
  const shown = async () => ({
    ecs: (await sim.ecs("DescribeInstances", { RegionId, InstanceIds: '["i-sim0001"]' })).body.Instances
      .Instance[0].Status as string,
    swas: (await sim.swas("ListInstances", { RegionId, InstanceIds: `["${serverId}"]` })).body.Instances[0]
      .Status as string,
    ecd: (await sim.ecd("DescribeDesktops", { RegionId, "DesktopId.1": "ecd-sim0001" })).body.Desktops[0]
      .DesktopStatus as string,
  });
  await sim.ecs("StopInstance", { InstanceId: "i-sim0001" });
  await sim.swas("StopInstance", { RegionId, InstanceId: serverId });
  await sim.ecd("StopDesktops", { RegionId, "DesktopId.1": "ecd-sim0001" });
  await sim.control.advance("19s");
  expect(await shown()).toEqual({ ecs: "Running", swas: "Running", ecd: "Running" });
  expect((await sim.ecs("StopInstance", { InstanceId: "i-sim0001" })).body.Code).toBe(
    "IncorrectInstanceStatus",
  );
  await sim.control.advance("1s");
  expect(await shown()).toEqual({ ecs: "Stopped", swas: "Stopped", ecd: "Stopped" });
});
