import { describe, expect, test } from "vitest";
import { completeSnapshot, refusal, simulated } from "./simulated";

const sim = simulated();
const RegionId = "cn-hangzhou";

describe("instances", () => {
  test("DescribeInstanceStatus: ids and statuses, the named ones, by number", async () => {
    await sim.control.patch("instances", "i-sim0002", { status: "Stopped" });
    const { body } = await sim.ecs("DescribeInstanceStatus", { RegionId, "InstanceId.1": "i-sim0002" });
    expect(body).toMatchObject({ TotalCount: 1, PageNumber: 1, PageSize: 10 });
    expect(body.InstanceStatuses.InstanceStatus).toEqual([{ InstanceId: "i-sim0002", Status: "Stopped" }]);
    expect((await sim.ecs("DescribeInstanceStatus", { RegionId })).body.TotalCount).toBe(2);
  });

  test("DescribeInstanceAttribute: agrees with DescribeInstances", async () => {
    const { RequestId, IoOptimized, ...attributes } = (
      await sim.ecs("DescribeInstanceAttribute", { InstanceId: "i-sim0001" })
    ).body;
    const [instance] = (await sim.ecs("DescribeInstances", { RegionId, InstanceIds: '["i-sim0001"]' })).body
      .Instances.Instance;
    const { VpcAttributes, Memory, Status, StoppedMode, HostName } = instance;
    expect(attributes).toMatchObject({ VpcAttributes, Memory, Status, StoppedMode, HostName });
    expect([typeof RequestId, IoOptimized]).toEqual(["string", "optimized"]);
    expect(refusal(await sim.ecs("DescribeInstanceAttribute", { InstanceId: "i-none" }))[1]).toBe(
      "InvalidInstanceId.NotFound",
    );
  });

  test("DescribeInstanceRamRole: the role of the named ones, or those that have a role", async () => {
    await sim.control.patch("instances", "i-sim0001", { ramRoleName: "backup" });
    const sets = async (parameters: Record<string, string>) =>
      (await sim.ecs("DescribeInstanceRamRole", { RegionId, ...parameters })).body.InstanceRamRoleSets
        .InstanceRamRoleSet;
    const expected = [{ InstanceId: "i-sim0001", RamRoleName: "backup" }];
    expect(await sets({ RamRoleName: "backup" })).toEqual(expected);
    expect(await sets({ InstanceIds: '["i-sim0001"]' })).toEqual(expected);
    expect(refusal(await sim.ecs("DescribeInstanceRamRole", { RegionId }))[1]).toBe(
      "InvalidParameter.AllEmpty",
    );
  });

  test("DescribeUserData: in Base64, empty without any", async () => {
    const data = async () =>
      (await sim.ecs("DescribeUserData", { RegionId, InstanceId: "i-sim0001" })).body.UserData;
    expect(await data()).toBe("");
    await sim.control.patch("instances", "i-sim0001", { userData: "#!/bin/sh" });
    expect(Buffer.from(await data(), "base64").toString()).toBe("#!/bin/sh");
  });
});

describe("DescribeSnapshotLinks", () => {
  const links = async (parameters: Record<string, string> = {}) =>
    (await sim.ecs("DescribeSnapshotLinks", { RegionId, ...parameters })).body.SnapshotLinks.SnapshotLink;

  test("chain: one for each disk that has snapshots, with their number and size", async () => {
    await completeSnapshot(sim, "d-sim0002");
    await completeSnapshot(sim, "d-sim0002");
    await completeSnapshot(sim, "d-sim0003");
    const [link] = await links({ DiskIds: '["d-sim0002"]' });
    expect(link).toMatchObject({
      SnapshotLinkId: "sl-sim0002",
      SourceDiskId: "d-sim0002",
      InstanceId: "i-sim0001",
      TotalCount: 2,
    });
    expect(link.TotalSize).toBe(2 * 25 * 2 ** 30);
    expect(await links()).toHaveLength(2);
    expect(await links({ InstanceId: "i-sim0002" })).toHaveLength(1);
  });
});

describe("places", () => {
  test("DescribeZones: has the zone of the known disks; Verbose=false leaves out what it offers", async () => {
    const zones = (await sim.ecs("DescribeZones", { RegionId })).body.Zones.Zone;
    expect(zones.map(({ ZoneId }: { ZoneId: string }) => ZoneId)).toContain("cn-hangzhou-h");
    expect(zones[0].AvailableDiskCategories.DiskCategories).toContain("cloud_essd");
    const short = (await sim.ecs("DescribeZones", { RegionId, Verbose: false })).body.Zones.Zone;
    expect(short[0]).not.toHaveProperty("AvailableDiskCategories");
    const far = (await sim.ecs("DescribeZones", { RegionId: "ap-southeast-1" })).body.Zones.Zone;
    expect(far[0].ZoneId).toMatch(/^ap-southeast-1[a-z]$/);
  });

  test("regions: each service lists them with its own endpoints", async () => {
    const endpoints = [
      (await sim.ecs("DescribeRegions")).body.Regions.Region[0].RegionEndpoint,
      (await sim.swas("ListRegions")).body.Regions[0].RegionEndpoint,
      (await sim.ecd("DescribeRegions")).body.Regions[0].RegionEndpoint,
    ];
    expect(endpoints.map((endpoint) => endpoint.split(".")[0])).toEqual(["ecs", "swas", "ecd"]);
  });
});

describe("SWAS: several at once", () => {
  const server = "sim00000000000000000000000000swas1";
  const snapshot = async (SnapshotName: string): Promise<string> => {
    const { body } = await sim.swas("CreateSnapshot", { RegionId, DiskId: "d-simswas01", SnapshotName });
    await sim.control.advance("1m");
    return body.SnapshotId;
  };

  test("DeleteSnapshots: all of them, or none when one cannot go", async () => {
    const ids = [await snapshot("one"), await snapshot("two")];
    const remaining = async () => (await sim.swas("ListSnapshots", { RegionId })).body.TotalCount;
    const refused = await sim.swas("DeleteSnapshots", {
      RegionId,
      SnapshotIds: JSON.stringify([...ids, "s-none"]),
    });
    expect([refusal(refused)[1], await remaining()]).toEqual(["InvalidSnapshotId.NotFound", 2]);
    await sim.swas("DeleteSnapshots", { RegionId, SnapshotIds: JSON.stringify(ids) });
    expect(await remaining()).toBe(0);
  });

  test("StartInstances: starts stopped servers and refuses running ones", async () => {
    const start = () => sim.swas("StartInstances", { RegionId, InstanceIds: JSON.stringify([server]) });
    expect(refusal(await start())[1]).toBe("IncorrectInstanceStatus");
    await sim.control.patch("instances", server, { status: "Stopped" });
    expect((await start()).status).toBe(200);
    expect((await sim.control.instance(server)).status).toBe("Starting");
  });
});
