import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { refusal, simulated } from "./simulated";

const sim = simulated({ durations: { snapshot: "10s", reset: "10s" } });
const RegionId = "cn-hangzhou";
const InstanceId = "i-sim0002";
const allDisks = ["d-sim0003", "d-sim0004", "d-sim0005", "d-sim0006"];

interface Member {
  readonly SnapshotId: string;
  readonly SourceDiskId: string;
}

const create = (parameters: object = { InstanceId }) =>
  sim.ecs("CreateSnapshotGroup", { RegionId, ...parameters });
const groups = async (parameters: object = {}) =>
  (await sim.ecs("DescribeSnapshotGroups", { RegionId, ...parameters })).body.SnapshotGroups.SnapshotGroup;
const diskIds = (members: Member[]) => members.map(({ SourceDiskId }) => SourceDiskId).sort();

/** A complete group of all four disks, and the instance stopped. */
async function ready() {
  const { body } = await create();
  await sim.control.advance("1m");
  await sim.control.patch("instances", InstanceId, { status: "Stopped" });
  const [group] = await groups();
  const pairs = group.Snapshots.Snapshot.map(({ SourceDiskId, SnapshotId }: Member) => [
    SourceDiskId,
    SnapshotId,
  ]);
  const snapshotOf = Object.fromEntries(pairs) as Record<string, string>;
  return { SnapshotGroupId: body.SnapshotGroupId as string, snapshotOf };
}

describe("snapshot groups", () => {
  test("CreateSnapshotGroup: takes all disks of the instance at one moment, and is done when all are", async () => {
    const { body } = await create({
      InstanceId,
      Name: "before-upgrade",
      Description: "words",
      "Tag.1.Key": "k",
    });
    expect(body.SnapshotGroupId).toMatch(/^ssg-/);
    await sim.control.advance("4s");
    const [group] = await groups();
    expect(group).toMatchObject({
      SnapshotGroupId: body.SnapshotGroupId,
      Name: "before-upgrade",
      Description: "words",
      Status: "progressing",
      InstanceId,
      Tags: { Tag: [{ Key: "k", Value: "" }] },
    });
    expect(diskIds(group.Snapshots.Snapshot)).toEqual(allDisks);
    expect(group.Snapshots.Snapshot[0]).toMatchObject({
      Progress: "40%",
      Available: true,
      Tags: { Tag: [{ Key: "acs:ecs:createFrom", Value: InstanceId }] },
    });
    expect(group.Snapshots.Snapshot[0]).not.toHaveProperty("Status");
    await sim.control.advance("6s");
    expect((await groups())[0].Status).toBe("accomplished");
  });

  test("CreateSnapshotGroup: chooses by DiskId, or leaves out by ExcludeDiskId", async () => {
    await create({ InstanceId, "DiskId.1": "d-sim0003" });
    expect(diskIds((await groups())[0].Snapshots.Snapshot)).toEqual(["d-sim0003"]);
    await create({ InstanceId, "ExcludeDiskId.1": "d-sim0003", "ExcludeDiskId.2": "d-sim0006" });
    await sim.control.advance("1m");
    const ids = (await groups()).map((group: { Snapshots: { Snapshot: Member[] } }) =>
      diskIds(group.Snapshots.Snapshot),
    );
    expect(ids).toContainEqual(["d-sim0004", "d-sim0005"]);
  });

  test("CreateSnapshotGroup: over several instances it names none", async () => {
    await create({ "DiskId.1": "d-sim0002", "DiskId.2": "d-sim0003" });
    expect((await groups())[0]).toMatchObject({ InstanceId: "" });
  });

  test("CreateSnapshotGroup: a disk may be missing silently", async () => {
    await sim.control.patch("disks", "d-sim0004", { skippedByGroups: true });
    expect((await create()).status).toBe(200);
    expect(diskIds((await groups())[0].Snapshots.Snapshot)).toEqual(["d-sim0003", "d-sim0005", "d-sim0006"]);
  });

  test("CreateSnapshotGroup: one member that fails makes the group fail", async () => {
    await sim.control.patch("disks", "d-sim0004", { snapshotFate: "fails" });
    await create();
    await sim.control.advance("1m");
    expect((await groups())[0].Status).toBe("failed");
  });

  test("CreateSnapshotGroup: the same token is the same group", async () => {
    const first = await create({ InstanceId, ClientToken: "t" });
    const second = await create({ InstanceId, ClientToken: "t" });
    expect(second.body.SnapshotGroupId).toBe(first.body.SnapshotGroupId);
    expect(await groups()).toHaveLength(1);
  });

  test.each([
    [
      { "DiskId.1": "d-sim0003", "ExcludeDiskId.1": "d-sim0004" },
      400,
      "InvalidParam.ExcludeDiskIdsAndDiskIds.Conflict",
    ],
    [{}, 400, "MissingParamter.InstanceId"],
    [{ InstanceId: "i-none" }, 404, "InvalidInstanceId.NotFound"],
    [{ InstanceId, "DiskId.1": "d-sim0002" }, 404, "InvalidDiskId.NotFound"],
    [{ "DiskId.1": "d-none" }, 404, "InvalidDiskId.NotFound"],
    [{ InstanceId, Name: "auto1" }, 400, "InvalidParameter.Name"],
    [{ InstanceId, RegionId: "nowhere" }, 404, "InvalidRegionId.NotFound"],
    [{ InstanceId, RegionId: "cn-beijing" }, 404, "InvalidInstanceId.NotFound"],
  ])("CreateSnapshotGroup: refuses %j", async (parameters, status, code) => {
    expect(refusal(await create(parameters)).slice(0, 2)).toEqual([status, code]);
    expect((await sim.control.world()).snapshots).toEqual({});
  });

  test.each([
    [{ multiAttach: true }, 403, "InvalidOperation.MultiAttachDisk"],
    [{ sharedVolume: true }, 403, "InvalidDisk.ShareVolume"],
    [{ category: "cloud_efficiency" }, 400, "DiskCategory.OperationNotSupported"],
    [{ zoneId: "cn-hangzhou-i" }, 400, "InvalidDiskIds.NotInSameZone"],
    [{ size: 32_768 }, 403, "CapacityExceed.TooManyDisks"],
    [{ heldStatus: "Detaching" }, 403, "IncorrectDiskStatus"],
  ])("CreateSnapshotGroup: with a disk of %j answers %i %s and takes none", async (fields, status, code) => {
    await sim.control.patch("disks", "d-sim0005", fields);
    expect(refusal(await create()).slice(0, 2)).toEqual([status, code]);
    expect((await sim.control.world()).snapshots).toEqual({});
  });

  test("CreateSnapshotGroup: no more disks than a group may have", async () => {
    await sim.control.settings({ groups: { disks: 3 } });
    expect(refusal(await create())[1]).toBe("NumberExceed.TooManyDisks");
  });

  test("DescribeSnapshotGroups: finds by id, instance, name and status; pages by token", async () => {
    for (const id of ["d-sim0001", "d-sim0002", "d-sim0003"])
      await create({ "DiskId.1": id, Name: `of-${id}` });
    const [{ SnapshotGroupId }] = await groups({ Name: "of-d-sim0002" });
    expect(await groups({ "SnapshotGroupId.1": SnapshotGroupId })).toHaveLength(1);
    expect(await groups({ InstanceId: "i-sim0001" })).toHaveLength(2);
    expect(await groups({ "Status.1": "accomplished" })).toHaveLength(0);
    const wrong = await sim.ecs("DescribeSnapshotGroups", { RegionId, "Status.1": "done" });
    expect(refusal(wrong).slice(0, 2)).toEqual([403, "InvalidStatus.ValueNotSupported"]);
    const first = (await sim.ecs("DescribeSnapshotGroups", { RegionId, MaxResults: 2 })).body;
    const second = (
      await sim.ecs("DescribeSnapshotGroups", { RegionId, MaxResults: 2, NextToken: first.NextToken })
    ).body;
    expect([first, second].map(({ SnapshotGroups }) => SnapshotGroups.SnapshotGroup.length)).toEqual([2, 1]);
    expect(second.NextToken).toBe("");
  });

  test("ModifySnapshotGroup: changes name and description; an unknown group is an error", async () => {
    const { body } = await create();
    const { SnapshotGroupId } = body;
    await sim.ecs("ModifySnapshotGroup", { RegionId, SnapshotGroupId, Name: "new-name" });
    expect((await groups())[0]).toMatchObject({ Name: "new-name", Description: "" });
    const unknown = await sim.ecs("ModifySnapshotGroup", { RegionId, SnapshotGroupId: "ssg-none" });
    expect(refusal(unknown)[1]).toBe("InvalidSnapshotGroupId.NotFound");
  });

  test("DeleteSnapshotGroup: has an item for each member, and the group is gone", async () => {
    const { SnapshotGroupId } = await ready();
    const { status, body } = await sim.ecs("DeleteSnapshotGroup", { RegionId, SnapshotGroupId });
    const items = body.OperationProgressSet.OperationProgress;
    expect([status, items.length]).toEqual([200, 4]);
    expect(items[0]).toEqual({
      OperationStatus: "Success",
      ErrorCode: "",
      ErrorMsg: "",
      RelatedItemSet: { RelatedItem: [{ Name: "SnapshotId", Value: expect.stringMatching(/^s-/) }] },
    });
    expect(await groups()).toEqual([]);
    expect((await sim.control.world()).snapshots).toEqual({});
  });

  test("DeleteSnapshotGroup: a member with an image stays silently; a locked one is a failed item in an HTTP 200", async () => {
    const { SnapshotGroupId, snapshotOf } = await ready();
    await sim.control.patch("snapshots", snapshotOf["d-sim0003"]!, { usage: "image" });
    await sim.control.patch("snapshots", snapshotOf["d-sim0004"]!, { locked: true });
    const { status, body } = await sim.ecs("DeleteSnapshotGroup", { RegionId, SnapshotGroupId });
    const codes = body.OperationProgressSet.OperationProgress.map(
      (item: { ErrorCode: string }) => item.ErrorCode,
    );
    expect([status, codes.sort()]).toEqual([200, ["", "", "InvalidOperation.SnapshotIsLocked"]]);
    const left = Object.keys((await sim.control.world()).snapshots).sort();
    expect(left).toEqual([snapshotOf["d-sim0003"], snapshotOf["d-sim0004"]].sort());
    expect(await groups()).toHaveLength(1);
  });
});

describe("ResetDisks", () => {
  const reset = (pairs: [string, string][], more: object = {}) => {
    const disks = pairs.flatMap(([DiskId, SnapshotId], index) => [
      [`Disk.${index + 1}.DiskId`, DiskId],
      [`Disk.${index + 1}.SnapshotId`, SnapshotId],
    ]);
    return sim.ecs("ResetDisks", { RegionId, ...Object.fromEntries(disks), ...more });
  };
  const items = (body: {
    OperationProgressSet: { OperationProgress: { OperationStatus: string; ErrorCode: string }[] };
  }) =>
    body.OperationProgressSet.OperationProgress.map(({ OperationStatus, ErrorCode }) => [
      OperationStatus,
      ErrorCode,
    ]);
  const resets = async () =>
    Promise.all(allDisks.map(async (diskId) => (await sim.control.disk(diskId)).resets));

  test("ResetDisks: puts all of them back to the moment of the group", async () => {
    for (const diskId of allDisks) await sim.control.writeContent(diskId, `good ${diskId}`);
    const { body: created } = await create();
    for (const diskId of allDisks) await sim.control.writeContent(diskId, "damaged");
    await sim.control.advance("1m");
    await sim.control.patch("instances", InstanceId, { status: "Stopped" });
    const members = (await groups({ "SnapshotGroupId.1": created.SnapshotGroupId }))[0].Snapshots.Snapshot;
    const pairs = members.map(({ SourceDiskId, SnapshotId }: Member) => [SourceDiskId, SnapshotId]);
    const { status, body } = await reset(pairs);
    expect([status, items(body)]).toEqual([200, Array(4).fill(["Success", ""])]);
    expect(body.OperationProgressSet.OperationProgress[0].RelatedItemSet.RelatedItem).toEqual([
      { Name: "SnapshotId", Value: pairs[0][1] },
      { Name: "DiskId", Value: pairs[0][0] },
    ]);
    await sim.control.advance("1m");
    for (const diskId of allDisks) expect((await sim.control.disk(diskId)).content).toBe(`good ${diskId}`);
  });

  test("ResetDisks: a disk that cannot is a failed item inside an HTTP 200, and the others run", async () => {
    const { snapshotOf } = await ready();
    await sim.control.patch("disks", "d-sim0004", { heldStatus: "Detaching" });
    const { status, body } = await reset(Object.entries(snapshotOf));
    const expected = Object.keys(snapshotOf).map((diskId) =>
      diskId === "d-sim0004" ? ["Failed", "IncorrectDiskStatus"] : ["Success", ""],
    );
    expect([status, items(body)]).toEqual([200, expected]);
    expect(await resets()).toEqual([1, 0, 1, 1]);
  });

  test("ResetDisks: multi-attach, shared and a snapshot that is in no group are each an item's own error", async () => {
    const { snapshotOf } = await ready();
    await sim.control.patch("disks", "d-sim0003", { multiAttach: true });
    await sim.control.patch("disks", "d-sim0004", { sharedVolume: true });
    await sim.control.patch("snapshots", snapshotOf["d-sim0005"]!, { snapshotGroupId: null });
    const pairs = allDisks.map((diskId): [string, string] => [diskId, snapshotOf[diskId]!]);
    expect(items((await reset(pairs)).body)).toEqual([
      ["Failed", "InvalidOperation.MultiAttachDisk"],
      ["Failed", "InvalidDisk.ShareVolume"],
      ["Failed", "OperationDenied"],
      ["Success", ""],
    ]);
  });

  test("ResetDisks: a dry run changes nothing; it passes as an error, or gives the first disk's error", async () => {
    const { snapshotOf } = await ready();
    const pairs = Object.entries(snapshotOf);
    expect(refusal(await reset(pairs, { DryRun: true })).slice(0, 2)).toEqual([400, "DryRunOperation"]);
    await sim.control.patch("instances", InstanceId, { status: "Running" });
    expect(refusal(await reset(pairs, { DryRun: true })).slice(0, 2)).toEqual([
      403,
      "IncorrectInstanceStatus",
    ]);
    expect(await resets()).toEqual([0, 0, 0, 0]);
  });

  test("ResetDisks: eleven disks, no disk, a wrong region and an empty account are errors of the request", async () => {
    const eleven = Array.from({ length: 11 }, (_, index): [string, string] => [`d-${index}`, "s-1"]);
    expect(refusal(await reset(eleven)).slice(0, 2)).toEqual([400, "InvalidParameter"]);
    expect(refusal(await reset([]))[1]).toBe("MissingDisk");
    expect(refusal(await reset([["d-1", "s-1"]], { RegionId: "cn-nowhere" })).slice(0, 2)).toEqual([
      404,
      "InvalidRegionId.NotFound",
    ]);
    expect(refusal(await reset([["d-1", "s-1"]], { RegionId: "Hangzhou!" })).slice(0, 2)).toEqual([
      400,
      "InvalidRegionId.MalFormed",
    ]);
    await sim.control.patchAccount({ enoughBalance: false });
    expect(refusal(await reset([["d-1", "s-1"]]))[1]).toBe("InvalidAccountStatus.NotEnoughBalance");
  });

  test.each([
    ["gone", 404, "InvalidApi.NotFound"],
    ["regionNotSupported", 403, "InvalidRegion.NotSupport"],
  ] as const)("ResetDisks: when it is %s it answers %i %s", async (resetDisks, status, code) => {
    const { snapshotOf } = await ready();
    await sim.control.settings({ resetDisks });
    expect(refusal(await reset(Object.entries(snapshotOf))).slice(0, 2)).toEqual([status, code]);
    expect(await resets()).toEqual([0, 0, 0, 0]);
  });

  test("ResetDisks: every row of its page can be had with the page's status and text", async () => {
    const pages = JSON.parse(readFileSync("test/fixtures/error-codes.json", "utf8"));
    const page = pages.find(({ action }: { action: string }) => action === "ResetDisks").errors;
    expect(page).toHaveLength(29);
    for (const { httpStatus, code, message } of page) {
      await sim.control.addFault({ action: "ResetDisks", effect: "error", code, once: true });
      expect(refusal(await reset([["d-1", "s-1"]]))).toEqual([httpStatus, code, message]);
    }
  });
});

describe("StopInstances and StartInstances", () => {
  const both = { RegionId, "InstanceId.1": "i-sim0001", "InstanceId.2": "i-sim0002" };
  const codes = (body: { InstanceResponses: { InstanceResponse: { Code: string }[] } }) =>
    body.InstanceResponses.InstanceResponse.map(({ Code }) => Code);

  test("StopInstances: says of each what it was and what it is", async () => {
    const { body } = await sim.ecs("StopInstances", { ...both, StoppedMode: "KeepCharging" });
    expect(body.InstanceResponses.InstanceResponse).toEqual(
      ["i-sim0001", "i-sim0002"].map((id) => ({
        InstanceId: id,
        Code: "200",
        Message: "success",
        PreviousStatus: "Running",
        CurrentStatus: "Stopping",
      })),
    );
    await sim.control.advance("1m");
    expect(codes((await sim.ecs("StartInstances", both)).body)).toEqual(["200", "200"]);
    expect((await sim.control.instance("i-sim0002")).status).toBe("Starting");
  });

  test("StopInstances: together, one that cannot refuses all; success first, each is for itself", async () => {
    await sim.control.patch("instances", "i-sim0002", { status: "Stopped" });
    expect(refusal(await sim.ecs("StopInstances", both)).slice(0, 2)).toEqual([
      403,
      "IncorrectInstanceStatus",
    ]);
    expect((await sim.control.instance("i-sim0001")).status).toBe("Running");
    const { status, body } = await sim.ecs("StopInstances", { ...both, BatchOptimization: "SuccessFirst" });
    expect([status, codes(body)]).toEqual([200, ["200", "IncorrectInstanceStatus"]]);
    expect((await sim.control.instance("i-sim0001")).status).toBe("Stopping");
  });

  test("StopInstances: a dry run has its own code, also when success comes first and it would fail", async () => {
    await sim.control.patch("instances", "i-sim0002", { status: "Stopped" });
    const dryRun = { ...both, DryRun: true };
    expect(refusal(await sim.ecs("StopInstances", dryRun))[1]).toBe("IncorrectInstanceStatus");
    const first = await sim.ecs("StopInstances", { ...dryRun, BatchOptimization: "SuccessFirst" });
    expect(refusal(first)[1]).toBe("DRYRUN.SUCCESS");
    expect((await sim.control.instance("i-sim0001")).status).toBe("Running");
  });
});
