import { describe, expect, test } from "vitest";
import { completeSnapshot, refusal, simulated } from "./simulated";

const sim = simulated({ durations: { snapshot: "10s", available: "0s" } });
const DiskId = "d-sim0002";

async function described(more: Record<string, string | number> = {}) {
  const { body } = await sim.ecs("DescribeSnapshots", { RegionId: "cn-hangzhou", ...more });
  return body.Snapshots.Snapshot;
}

describe("CreateSnapshot", () => {
  test("CreateSnapshot: progresses with the time and is accomplished at its end", async () => {
    const { body } = await sim.ecs("CreateSnapshot", {
      DiskId,
      SnapshotName: "nightly",
      Description: "by hand",
    });
    expect(body.SnapshotId).toMatch(/^s-[a-z0-9]{10,28}$/);
    const seen = [];
    for (const advance of ["0s", "4s", "5s", "1s"]) {
      await sim.control.advance(advance);
      const [{ Status, Progress, RemainTime }] = await described();
      seen.push([Status, Progress, RemainTime]);
    }
    expect(seen).toEqual([
      ["progressing", "0%", 10],
      ["progressing", "40%", 6],
      ["progressing", "90%", 1],
      ["accomplished", "100%", 0],
    ]);
  });

  test("CreateSnapshot: every field has the documented place and type", async () => {
    const SnapshotId = await completeSnapshot(sim, DiskId);
    expect((await described())[0]).toEqual({
      SnapshotId,
      Description: "",
      Status: "accomplished",
      Progress: "100%",
      RemainTime: 0,
      Available: true,
      Usage: "none",
      Category: "standard",
      SnapshotType: "user",
      SourceDiskId: DiskId,
      SourceDiskType: "data",
      SourceDiskSize: "100",
      SourceStorageType: "disk",
      SourceSnapshotId: "",
      SourceRegionId: "cn-hangzhou",
      RegionId: "cn-hangzhou",
      CreationTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      LastModifiedTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      Encrypted: false,
      KMSKeyId: "",
      InstantAccess: false,
      InstantAccessRetentionDays: 0,
      FullSnapshotSizeInBytes: 25 * 2 ** 30,
      ProductCode: "",
      ResourceGroupId: "",
      SnapshotLinkId: "sl-sim0002",
      SnapshotSN: expect.any(String),
      Tags: { Tag: [] },
    });
  });

  test("CreateSnapshot: an ESSD's is available at once, another disk's when it is complete", async () => {
    await sim.control.patch("disks", "d-sim0001", { category: "cloud_efficiency" });
    await sim.ecs("CreateSnapshot", { DiskId });
    await sim.ecs("CreateSnapshot", { DiskId: "d-sim0001" });
    const available = async () => {
      const all = await described();
      return all
        .map((one: { SourceDiskId: string; Available: boolean }) => [one.SourceDiskId, one.Available])
        .sort();
    };
    expect(await available()).toEqual([
      ["d-sim0001", false],
      ["d-sim0002", true],
    ]);
    await sim.control.advance("10s");
    expect((await available())[0]).toEqual(["d-sim0001", true]);
  });

  test.each([
    [{ SnapshotName: "a" }, 400, "InvalidSnapshotName.Malformed"],
    [{ SnapshotName: "1abc" }, 400, "InvalidSnapshotName.Malformed"],
    [{ SnapshotName: "auto-nightly" }, 400, "InvalidSnapshotName.Malformed"],
    [{ SnapshotName: "a b" }, 400, "InvalidSnapshotName.Malformed"],
    [{ SnapshotName: "a".repeat(129) }, 400, "InvalidSnapshotName.Malformed"],
    [{ SnapshotName: "http://x" }, 400, "InvalidSnapshotName.Malformed"],
    [{ Description: "x" }, 404, "InvalidDescription.Malformed"],
    [{ Description: "https://x" }, 404, "InvalidDescription.Malformed"],
    [{ RetentionDays: 0 }, 400, "InvalidRetentionDays.Malformed"],
    [{ RetentionDays: 65_537 }, 400, "InvalidRetentionDays.Malformed"],
    [{ ClientToken: "x".repeat(65) }, 403, "InvalidClientToken.Malformed"],
    [{ ClientToken: "é" }, 403, "InvalidClientToken.Malformed"],
    [{ "Tag.1.Key": "acs:x" }, 400, "InvalidTagKey.Malformed"],
    [{ "Tag.1.Key": "aliyunx" }, 400, "InvalidTagKey.Malformed"],
    [{ "Tag.1.Key": "a", "Tag.2.Key": "a" }, 400, "Duplicate.TagKey"],
    [{ Category: "Standard", InstantAccess: "true" }, 403, "InvalidCategoryAndInstantAccess.Malformed"],
  ])("CreateSnapshot: refuses %j", async (parameters, status, code) => {
    expect(refusal(await sim.ecs("CreateSnapshot", { DiskId, ...parameters })).slice(0, 2)).toEqual([
      status,
      code,
    ]);
    expect(await described()).toEqual([]);
  });

  test("CreateSnapshot: takes names in any letters, with an empty tag value", async () => {
    const names = { SnapshotName: "快照:a_b.c-1", "Tag.1.Key": "k", "Tag.1.Value": "" };
    expect((await sim.ecs("CreateSnapshot", { DiskId, ...names })).status).toBe(200);
    expect((await described())[0].Tags).toEqual({ Tag: [{ TagKey: "k", TagValue: "" }] });
  });

  test.each([
    ["disks", DiskId, { everAttached: false }, 403, "IncorrectDiskStatus.NeverAttached"],
    ["disks", DiskId, { everUsed: false }, 403, "IncorrectDiskStatus.NeverUsed"],
    ["disks", DiskId, { category: "local_ssd_pro" }, 400, "DiskCategory.OperationNotSupported"],
    ["disks", DiskId, { heldStatus: "Attaching" }, 403, "IncorrectDiskStatus"],
    ["disks", DiskId, { heldStatus: "Transferring" }, 403, "IncorrectDiskStatus.Transferring"],
    ["disks", DiskId, { released: true }, 404, "InvalidDiskId.NotFound"],
    ["instances", "i-sim0001", { status: "Starting" }, 400, "IncorrectInstanceStatus"],
    ["instances", "i-sim0001", { operationLocks: ["security"] }, 403, "InstanceLockedForSecurity"],
  ] as const)("CreateSnapshot: with %s %s %j answers %i %s", async (kind, id, fields, status, code) => {
    await sim.control.patch(kind, id, fields);
    expect(refusal(await sim.ecs("CreateSnapshot", { DiskId })).slice(0, 2)).toEqual([status, code]);
  });

  test("CreateSnapshot: an expired instance's disk may still have one", async () => {
    await sim.control.patch("instances", "i-sim0001", { expiredAt: "2020-01-01T00:00:00Z" });
    expect((await sim.ecs("CreateSnapshot", { DiskId })).status).toBe(200);
  });

  test("CreateSnapshot: one at a time on a disk, or as many as the setting says", async () => {
    await sim.ecs("CreateSnapshot", { DiskId });
    expect(refusal(await sim.ecs("CreateSnapshot", { DiskId }))[1]).toBe(
      "IncorrectDiskStatus.CreatingSnapshot",
    );
    expect((await sim.ecs("CreateSnapshot", { DiskId: "d-sim0001" })).status).toBe(200);
    await sim.control.settings({ concurrentSnapshotsPerDisk: 2 });
    expect((await sim.ecs("CreateSnapshot", { DiskId })).status).toBe(200);
    const [status, code, message] = refusal(await sim.ecs("CreateSnapshot", { DiskId }));
    expect([status, code]).toEqual([403, "QuotaExceed.ConcurrentSnapshotQuota"]);
    expect(message).toContain("the disk d-sim0002 has exceeded the concurrent quota (2)");
  });

  test("CreateSnapshot: the quota of a disk counts its manual snapshots", async () => {
    await sim.control.settings({ manualSnapshotsPerDisk: 1 });
    await sim.control.add("snapshots", { snapshotId: "s-auto1", sourceDiskId: DiskId, snapshotType: "auto" });
    await completeSnapshot(sim, DiskId);
    expect(refusal(await sim.ecs("CreateSnapshot", { DiskId }))[1]).toBe("QuotaExceed.Snapshot");
    expect((await sim.ecs("CreateSnapshot", { DiskId: "d-sim0001" })).status).toBe(200);
  });

  test.each([
    ["fails", "failed"],
    ["hangs", "progressing"],
  ])("CreateSnapshot: of a disk whose snapshotFate is %s ends %s", async (snapshotFate, Status) => {
    await sim.control.patch("disks", DiskId, { snapshotFate });
    await sim.ecs("CreateSnapshot", { DiskId });
    expect((await described())[0]).toMatchObject({ Status: "progressing" });
    await sim.control.advance("1h");
    expect((await described())[0]).toMatchObject({ Status, Progress: "99%" });
  });

  test.each(["StopInstance", "StartInstance"])("%s: makes a snapshot in the making fail", async (action) => {
    if (action === "StartInstance") await sim.control.patch("instances", "i-sim0001", { status: "Stopped" });
    await completeSnapshot(sim, "d-sim0001");
    await sim.ecs("CreateSnapshot", { DiskId });
    await sim.control.advance("3s");
    expect((await sim.ecs(action, { InstanceId: "i-sim0001" })).status).toBe(200);
    const statuses = (await described()).map((one: { Status: string; Progress: string }) => [
      one.Status,
      one.Progress,
    ]);
    expect(statuses).toEqual([
      ["failed", "30%"],
      ["accomplished", "100%"],
    ]);
  });
});

describe("ClientToken", () => {
  const create = (parameters: object) =>
    sim.ecs("CreateSnapshot", { DiskId, ClientToken: "t", ...parameters });

  test("ClientToken: the same request again is the same snapshot, and is not made twice", async () => {
    const first = await create({ SnapshotName: "one" });
    const again = await create({ SnapshotName: "one" });
    expect(again.body.SnapshotId).toBe(first.body.SnapshotId);
    expect(again.body.RequestId).not.toBe(first.body.RequestId);
    expect(await described()).toHaveLength(1);
  });

  test("ClientToken: brings the same answer also after the snapshot was deleted", async () => {
    const { body } = await create({});
    await sim.ecs("DeleteSnapshot", { SnapshotId: body.SnapshotId });
    expect((await create({})).body.SnapshotId).toBe(body.SnapshotId);
    expect(await described()).toEqual([]);
  });

  test("ClientToken: with other parameters it is refused", async () => {
    await create({ SnapshotName: "one" });
    expect(refusal(await create({ SnapshotName: "two" }))).toEqual([
      403,
      "IdempotentParameterMismatch",
      "The specified clientToken is used.",
    ]);
  });

  test("ClientToken: of a call that failed can be used again", async () => {
    await sim.control.patch("disks", DiskId, { heldStatus: "Attaching" });
    await create({});
    await sim.control.patch("disks", DiskId, { heldStatus: null });
    expect((await create({})).status).toBe(200);
  });

  test("ClientToken: is forgotten after its lifetime", async () => {
    const { body } = await create({});
    await sim.control.advance("23h");
    expect((await create({})).body.SnapshotId).toBe(body.SnapshotId);
    await sim.control.advance("1h");
    expect((await create({})).body.SnapshotId).not.toBe(body.SnapshotId);
  });
});

describe("retention", () => {
  const retained = async () => {
    const { body } = await sim.ecs("CreateSnapshot", { DiskId, RetentionDays: 2 });
    await sim.control.advance("1m");
    return body.SnapshotId as string;
  };

  test("retention: the snapshot is gone, for every call, when its days are over", async () => {
    const SnapshotId = await retained();
    expect((await described())[0].RetentionDays).toBe(2);
    await sim.control.advance("2d");
    expect(await described()).toEqual([]);
    expect((await sim.control.world()).snapshots).toEqual({});
    expect(refusal(await sim.ecs("ModifySnapshotAttribute", { SnapshotId, SnapshotName: "abc" }))[1]).toBe(
      "InvalidSnapshotId.NotFound",
    );
  });

  test("retention: counts from the creation, can be made longer and not shorter", async () => {
    const SnapshotId = await retained();
    const keep = (RetentionDays: number) => sim.ecs("ModifySnapshotAttribute", { SnapshotId, RetentionDays });
    await sim.control.advance("1d");
    expect(refusal(await keep(1)).slice(0, 2)).toEqual([
      400,
      "InvalidOperation.DecreaseRetentionDaysUnsupported",
    ]);
    expect((await keep(3)).status).toBe(200);
    await sim.control.advance("47h");
    expect(await described()).toHaveLength(1);
    await sim.control.advance("1h");
    expect(await described()).toEqual([]);
  });
});

describe("ModifySnapshotAttribute", () => {
  test("ModifySnapshotAttribute: changes what is given and leaves the rest", async () => {
    const { body } = await sim.ecs("CreateSnapshot", { DiskId, SnapshotName: "old", Description: "words" });
    await sim.control.advance("1m");
    await sim.ecs("ModifySnapshotAttribute", { SnapshotId: body.SnapshotId, SnapshotName: "new" });
    expect((await described())[0]).toMatchObject({ SnapshotName: "new", Description: "words" });
    await sim.ecs("ModifySnapshotAttribute", { SnapshotId: body.SnapshotId, Description: "" });
    expect((await described())[0]).toMatchObject({ SnapshotName: "new", Description: "" });
  });

  test("ModifySnapshotAttribute: refuses nothing to do, a wrong name, an unfinished and an unknown snapshot", async () => {
    const { body } = await sim.ecs("CreateSnapshot", { DiskId });
    const modify = async (parameters: object) =>
      refusal(await sim.ecs("ModifySnapshotAttribute", { SnapshotId: body.SnapshotId, ...parameters })).slice(
        0,
        2,
      );
    expect(await modify({})).toEqual([400, "NoAttributeToModify"]);
    expect(await modify({ SnapshotName: "auto1" })).toEqual([400, "InvalidSnapshotName.Malformed"]);
    expect(await modify({ SnapshotName: "fine" })).toEqual([400, "InvalidSnapshotId.NotReady"]);
    expect(await modify({ SnapshotId: "s-none", SnapshotName: "fine" })).toEqual([
      404,
      "InvalidSnapshotId.NotFound",
    ]);
  });
});

describe("DeleteSnapshot", () => {
  test("DeleteSnapshot: cancels one in the making, and the disk is free again", async () => {
    const { body } = await sim.ecs("CreateSnapshot", { DiskId });
    expect((await sim.ecs("DeleteSnapshot", { SnapshotId: body.SnapshotId })).status).toBe(200);
    expect(await described()).toEqual([]);
    expect((await sim.ecs("CreateSnapshot", { DiskId })).status).toBe(200);
  });

  test("DeleteSnapshot: an unknown id is a 404 or ignored, as the setting says", async () => {
    const remove = () => sim.ecs("DeleteSnapshot", { SnapshotId: "s-none" });
    expect(refusal(await remove())).toEqual([
      404,
      "InvalidSnapshotId.NotFound",
      "The specified snapshot is not found.",
    ]);
    await sim.control.settings({ unknownSnapshotDelete: "ignored" });
    expect((await remove()).status).toBe(200);
  });

  test("DeleteSnapshot: without an id it is the page's own MissingParameter", async () => {
    expect(refusal(await sim.ecs("DeleteSnapshot"))).toEqual([
      400,
      "MissingParameter",
      "The input parameter SnapshotId that is mandatory for processing this request is not supplied.",
    ]);
  });

  test.each([
    [{ usage: "image" }, "true", "SnapshotCreatedImage"],
    [{ usage: "image_disk" }, "true", "SnapshotCreatedImage"],
    [{ usage: "disk" }, "false", "SnapshotCreatedDisk"],
    [{ usage: "disk" }, "true", undefined],
    [{ locked: true }, "true", "InvalidOperation.SnapshotIsLocked"],
    [{ shared: true }, "true", "InvalidOperation.DeleteSharedSnapshotUnsupported"],
    [{ managedByCloudProduct: true }, "true", "InvalidOperation.ResourceManagedByCloudProduct"],
  ])("DeleteSnapshot: one with %j and Force %s: %s", async (fields, Force, code) => {
    const SnapshotId = await completeSnapshot(sim, DiskId);
    await sim.control.patch("snapshots", SnapshotId, fields);
    const answer = await sim.ecs("DeleteSnapshot", { SnapshotId, Force });
    expect([answer.status, answer.body.Code]).toEqual(code ? [403, code] : [200, undefined]);
    expect(await described()).toHaveLength(code ? 1 : 0);
  });
});

describe("JoinResourceGroup", () => {
  const join = (ResourceId: string, ResourceType = "snapshot") =>
    sim.ecs("JoinResourceGroup", {
      RegionId: "cn-hangzhou",
      ResourceGroupId: "rg-2",
      ResourceId,
      ResourceType,
    });

  test("JoinResourceGroup: moves a snapshot to another resource group", async () => {
    const SnapshotId = await completeSnapshot(sim, DiskId);
    expect((await join(SnapshotId)).status).toBe(200);
    expect((await described())[0]).toMatchObject({ ResourceGroupId: "rg-2" });
  });

  test("JoinResourceGroup: refuses what it does not know", async () => {
    expect(refusal(await join("s-none"))[1]).toBe("InvalidResourceId.NotFound");
    expect(refusal(await join("s-none", "moon"))[1]).toBe("InvalidResourceType.NotFound");
  });
});
