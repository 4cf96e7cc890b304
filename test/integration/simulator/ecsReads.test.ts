import { describe, expect, test } from "vitest";
import { completeSnapshot, refusal, simulated } from "./simulated";

const sim = simulated();
const RegionId = "cn-hangzhou";
type Fields = Record<string, string | number | boolean>;

const disks = async (parameters: Fields = {}) =>
  (await sim.ecs("DescribeDisks", { RegionId, ...parameters })).body;
const diskIds = async (parameters: Fields = {}): Promise<string[]> =>
  (await disks(parameters)).Disks.Disk.map((disk: { DiskId: string }) => disk.DiskId).sort();

describe("DescribeDisks", () => {
  test("DescribeDisks: shows the known disks with the documented fields", async () => {
    const { Disks, ...fields } = await disks({ DiskIds: '["d-sim0002"]' });
    expect(fields).toMatchObject({ NextToken: "", PageNumber: 1, PageSize: 10, TotalCount: 1 });
    expect(Disks.Disk[0]).toMatchObject({
      DiskId: "d-sim0002",
      RegionId,
      ZoneId: "cn-hangzhou-h",
      Type: "data",
      Category: "cloud_essd",
      Size: 100,
      Status: "In_use",
      InstanceId: "i-sim0001",
      Device: "/dev/xvdb",
      Attachments: { Attachment: [{ InstanceId: "i-sim0001", Device: "/dev/xvdb" }] },
      OperationLocks: { OperationLock: [] },
      Encrypted: false,
      Portable: true,
      DiskChargeType: "PostPaid",
      MultiAttach: "Disabled",
      ExpiredTime: "2999-09-08T16:00Z",
      Tags: { Tag: [] },
    });
    expect((await disks({ DiskIds: '["d-sim0001"]' })).Disks.Disk[0]).toMatchObject({
      Type: "system",
      Size: 40,
    });
  });

  test("DescribeDisks: an empty list of ids is a filter; no list is none; an unknown id is left out", async () => {
    expect(await diskIds({ DiskIds: "[]" })).toEqual([]);
    expect(await diskIds()).toEqual([1, 2, 3, 4, 5, 6].map((number) => `d-sim000${number}`));
    expect(await diskIds({ DiskIds: '["d-sim0001","d-none"]' })).toEqual(["d-sim0001"]);
  });

  test("DescribeDisks: a released disk is gone", async () => {
    await sim.control.patch("disks", "d-sim0002", { released: true });
    expect(await diskIds({ DiskIds: '["d-sim0001","d-sim0002"]' })).toEqual(["d-sim0001"]);
  });

  test("DescribeDisks: filters are joined", async () => {
    await sim.control.patch("disks", "d-sim0004", { tags: { team: "a" }, encrypted: true });
    expect(await diskIds({ InstanceId: "i-sim0002", DiskType: "system" })).toEqual(["d-sim0006"]);
    expect(await diskIds({ "Tag.1.Key": "team" })).toEqual(["d-sim0004"]);
    expect(await diskIds({ "Tag.1.Key": "team", "Tag.1.Value": "b" })).toEqual([]);
    expect(await diskIds({ Encrypted: true })).toEqual(["d-sim0004"]);
    expect(await diskIds({ Status: "Available" })).toEqual([]);
  });

  test("DescribeDisks: another region has others, an unknown one is an error", async () => {
    await sim.control.patch("disks", "d-sim0004", { regionId: "cn-beijing" });
    expect(await diskIds({ RegionId: "cn-beijing" })).toEqual(["d-sim0004"]);
    expect(await diskIds({ RegionId: "cn-shanghai" })).toEqual([]);
    expect(refusal(await sim.ecs("DescribeDisks", { RegionId: "nowhere" })).slice(0, 2)).toEqual([
      400,
      "InvalidRegion.NotFound",
    ]);
    expect(refusal(await sim.ecs("DescribeDisks"))[1]).toBe("MissingParamter.RegionId");
  });

  test("DescribeDisks: a detached disk is Available and names no instance; a multi-attach one only in Attachments", async () => {
    await sim.control.patch("disks", "d-sim0002", { instanceIds: [] });
    await sim.control.patch("disks", "d-sim0004", {
      multiAttach: true,
      instanceIds: ["i-sim0001", "i-sim0002"],
    });
    const [detached] = (await disks({ DiskIds: '["d-sim0002"]' })).Disks.Disk;
    expect(detached).toMatchObject({ Status: "Available", InstanceId: "", Attachments: { Attachment: [] } });
    const [shared] = (await disks({ DiskIds: '["d-sim0004"]' })).Disks.Disk;
    expect(shared).toMatchObject({ Status: "In_use", InstanceId: "", MultiAttach: "Enabled" });
    expect(shared.Attachments.Attachment).toHaveLength(2);
  });

  test("DescribeDisks: 25 disks come in pages; MaxResults is pulled into 10 to 500", async () => {
    for (let index = 0; index < 19; index++) await sim.control.add("disks", { diskId: `d-more${index}` });
    const seen: string[] = [];
    let NextToken = "";
    let pages = 0;
    do {
      const body = await disks({ MaxResults: 1, ...(NextToken ? { NextToken } : {}) });
      seen.push(...body.Disks.Disk.map((disk: { DiskId: string }) => disk.DiskId));
      NextToken = body.NextToken;
      pages += 1;
    } while (NextToken);
    expect([pages, new Set(seen).size, seen.length]).toEqual([3, 25, 25]);
    expect(await diskIds({ MaxResults: 1000 })).toHaveLength(25);
    expect(await diskIds({ PageNumber: 3, PageSize: 10 })).toHaveLength(5);
  });

  test("DescribeDisks: a dry run is an error that says it would work", async () => {
    expect(refusal(await sim.ecs("DescribeDisks", { RegionId, DryRun: true })).slice(0, 2)).toEqual([
      400,
      "DryRunOperation",
    ]);
  });
});

describe("DescribeSnapshots", () => {
  const snapshotIds = async (parameters: Fields = {}): Promise<string[]> =>
    (await sim.ecs("DescribeSnapshots", { RegionId, ...parameters })).body.Snapshots.Snapshot.map(
      (snapshot: { SnapshotId: string }) => snapshot.SnapshotId,
    );

  test("DescribeSnapshots: newest first; every filter narrows", async () => {
    const first = await completeSnapshot(sim, "d-sim0001");
    const { body } = await sim.ecs("CreateSnapshot", {
      DiskId: "d-sim0002",
      SnapshotName: "named",
      "Tag.1.Key": "k",
    });
    const second = body.SnapshotId;
    expect(await snapshotIds()).toEqual([second, first]);
    expect(await snapshotIds({ DiskId: "d-sim0001" })).toEqual([first]);
    expect(await snapshotIds({ SnapshotName: "named" })).toEqual([second]);
    expect(await snapshotIds({ SourceDiskType: "System" })).toEqual([first]);
    expect(await snapshotIds({ Status: "progressing" })).toEqual([second]);
    expect(await snapshotIds({ "Tag.1.Key": "k" })).toEqual([second]);
    expect(await snapshotIds({ InstanceId: "i-sim0001" })).toEqual([second, first]);
    expect(await snapshotIds({ SnapshotType: "auto" })).toEqual([]);
    expect(await snapshotIds({ SnapshotIds: `["${first}","s-none"]` })).toEqual([first]);
    expect(await snapshotIds({ SnapshotIds: "[]" })).toEqual([]);
    expect(await snapshotIds({ DiskId: "d-sim0001", SnapshotIds: `["${second}"]` })).toEqual([]);
  });

  test("DescribeSnapshots: a time filter counts the creation", async () => {
    const first = await completeSnapshot(sim, "d-sim0001");
    const { createdAt } = await sim.control.snapshot(first);
    const later = new Date(Date.parse(createdAt) + 60_000).toISOString();
    const filter = (Key: string) => ({ "Filter.1.Key": Key, "Filter.1.Value": later });
    expect(await snapshotIds(filter("CreationEndTime"))).toEqual([first]);
    expect(await snapshotIds(filter("CreationStartTime"))).toEqual([]);
  });

  test.each([
    [{ SnapshotIds: JSON.stringify(Array(101).fill("s-1")) }, 403, "InvalidSnapshotIds.Malformed"],
    [{ SnapshotIds: "s-1" }, 403, "InvalidSnapshotIds.Malformed"],
    [{ Status: "done" }, 404, "InvalidStatus.NotFound"],
    [{ Usage: "x" }, 404, "InvalidUsage"],
    [{ SourceDiskType: "x" }, 404, "InvalidSourceDiskType"],
    [{ SnapshotType: "x" }, 404, "InvalidSnapshotType.NotFound"],
    [{ "Filter.1.Key": "x", "Filter.1.Value": "y" }, 404, "InvalidFilterKey.NotFound"],
    [{ RegionId: "nowhere" }, 404, "InvalidRegionId.NotFound"],
    [{ MaxResults: 101 }, 400, "InvalidMaxResults"],
    [{ NextToken: "caeba0bb" }, 400, "InvalidNextToken"],
  ])("DescribeSnapshots: refuses %j", async (parameters, status, code) => {
    const answer = await sim.ecs("DescribeSnapshots", { RegionId, ...(parameters as Fields) });
    expect(refusal(answer).slice(0, 2)).toEqual([status, code]);
  });
});

describe("DescribeInstances and DescribeRegions", () => {
  test("DescribeInstances: shows only ECS's own, with locks nested as the page has them", async () => {
    await sim.control.patch("instances", "i-sim0001", { operationLocks: ["security"] });
    const { body } = await sim.ecs("DescribeInstances", { RegionId });
    const instances = body.Instances.Instance;
    expect(instances.map((one: { InstanceId: string }) => one.InstanceId).sort()).toEqual([
      "i-sim0001",
      "i-sim0002",
    ]);
    expect(instances.find((one: { InstanceId: string }) => one.InstanceId === "i-sim0001")).toMatchObject({
      Status: "Running",
      StoppedMode: "Not-applicable",
      OperationLocks: { LockReason: [{ LockReason: "security", LockMsg: "" }] },
      StartTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/),
    });
  });

  test("DescribeInstances: finds by id and by status", async () => {
    const ids = async (parameters: Fields) =>
      (await sim.ecs("DescribeInstances", { RegionId, ...parameters })).body.Instances.Instance.length;
    expect(await ids({ InstanceIds: '["i-sim0002","i-none"]' })).toBe(1);
    expect(await ids({ Status: "Stopped" })).toBe(0);
  });

  test("DescribeRegions: knows the region of the known world", async () => {
    const { body } = await sim.ecs("DescribeRegions");
    expect(body.Regions.Region).toContainEqual({
      RegionId,
      RegionEndpoint: "ecs.cn-hangzhou.aliyuncs.com",
      LocalName: "China (Hangzhou)",
      Status: "available",
    });
  });
});
