import { describe, expect, test } from "vitest";
import { refusal, simulated } from "./simulated";

const sim = simulated({ durations: { snapshot: "10s", reset: "10s", stop: "5s" } });
const RegionId = "cn-hangzhou";
const DesktopId = "ecd-sim0001";
const dataDisk = "d-simecd02";

const ecd = (action: string, parameters: object = {}) => sim.ecd(action, { RegionId, ...parameters });
const create = (parameters: object = {}) =>
  ecd("CreateSnapshot", { DesktopId, SnapshotName: "nightly", SourceDiskType: "data", ...parameters });
const snapshots = async (parameters: object = {}) =>
  (await ecd("DescribeSnapshots", parameters)).body.Snapshots;
const desktop = async () => (await ecd("DescribeDesktops", { "DesktopId.1": DesktopId })).body.Desktops[0];

async function ready(parameters: object = {}): Promise<string> {
  const { body } = await create(parameters);
  await sim.control.advance("1m");
  await sim.control.patch("instances", DesktopId, { status: "Stopped" });
  return body.SnapshotId;
}

describe("ECD snapshots", () => {
  test("CreateSnapshot: is described flat, in capitals, until it is accomplished", async () => {
    const { body } = await create({ Description: "words" });
    expect((await snapshots())[0]).toMatchObject({ Progress: "0%", RemainTime: -1 });
    await sim.control.advance("4s");
    const answer = (await ecd("DescribeSnapshots")).body;
    expect(Object.keys(answer).sort()).toEqual(["NextToken", "RequestId", "Snapshots"]);
    expect(answer.Snapshots).toEqual([
      {
        SnapshotId: body.SnapshotId,
        SnapshotName: "nightly",
        Description: "words",
        DesktopId,
        DesktopName: "simdesktop1",
        DesktopStatus: "Running",
        DiskStatus: "Available",
        Status: "PROGRESSING",
        Progress: "40%",
        RemainTime: 6,
        SnapshotType: "USER",
        SourceDiskType: "DATA",
        SourceDiskSize: "100",
        CreationTime: expect.stringMatching(/:\d\dZ$/),
        DeletionTime: "",
        EnvId: "",
        EnvType: "",
        JvsId: "",
        RestorePointId: "",
        RestorePointName: "",
        Creator: expect.any(String),
        OsType: "Windows",
        ProtocolType: "ASP",
        VolumeEncryptionEnabled: false,
        VolumeEncryptionKey: "",
      },
    ]);
    await sim.control.advance("6s");
    expect((await snapshots())[0]).toMatchObject({ Status: "ACCOMPLISHED", Progress: "100%", RemainTime: 0 });
  });

  test("CreateSnapshot: knows no ClientToken: the same request again makes a second one of the same name", async () => {
    const first = await create({ ClientToken: "t" });
    await sim.control.advance("1m");
    const second = await create({ ClientToken: "t" });
    expect(second.body.SnapshotId).not.toBe(first.body.SnapshotId);
    expect(await snapshots({ SnapshotName: "nightly" })).toHaveLength(2);
  });

  test.each([
    [{ SnapshotName: "a" }, "InvalidSnapshotName.Malformed"],
    [{ SnapshotName: "auto-1" }, "InvalidSnapshotName.Malformed"],
    [{ SnapshotName: "with.dot" }, "InvalidSnapshotName.Malformed"],
    [{ SnapshotName: "with:colon" }, "InvalidSnapshotName.Malformed"],
    [{ SnapshotName: "a".repeat(128) }, "InvalidSnapshotName.Malformed"],
    [{ SnapshotName: undefined }, "MissingSnapshotName"],
    [{ Description: "x".repeat(129) }, "InvalidDescription.Malformed"],
    [{ SourceDiskType: "cloud" }, "InvalidSourceDiskType"],
    [{ SourceDiskType: undefined }, "MissingSourceDiskType"],
    [{ DesktopId: "ecd-none" }, "InvalidDesktopId.NotFound"],
    [{ DesktopId: "i-sim0001" }, "InvalidDesktopId.NotFound"],
    [{ RegionId: "cn-beijing" }, "InvalidDesktopId.NotFound"],
    [{ RegionId: undefined }, "MissingRegionId"],
  ])("CreateSnapshot: refuses %j with %s", async (parameters, code) => {
    expect(refusal(await create(parameters))[1]).toBe(code);
  });

  test("CreateSnapshot: the disk type's case does not matter; a desktop between states is refused", async () => {
    expect((await create({ SourceDiskType: "SYSTEM" })).status).toBe(200);
    expect((await snapshots())[0].SourceDiskType).toBe("SYSTEM");
    await sim.control.patch("instances", DesktopId, { status: "Starting" });
    expect(refusal(await create())).toEqual([
      403,
      "IncorrectDesktopStatus",
      "The current status of the desktop does not support this operation.",
    ]);
  });

  test("DescribeSnapshots: filters, and pages by token only", async () => {
    for (let count = 0; count < 12; count++) {
      await create({ SnapshotName: `name-${count}`, SourceDiskType: count % 2 ? "data" : "system" });
      await sim.control.advance("1m");
    }
    const first = (await ecd("DescribeSnapshots")).body;
    const second = (await ecd("DescribeSnapshots", { NextToken: first.NextToken })).body;
    expect([first.Snapshots.length, second.Snapshots.length, second.NextToken]).toEqual([10, 2, ""]);
    expect(await snapshots({ SourceDiskType: "System", MaxResults: 100 })).toHaveLength(6);
    expect(await snapshots({ SnapshotName: "name-3" })).toHaveLength(1);
    expect(await snapshots({ SnapshotId: "s-none" })).toEqual([]);
    expect(await snapshots({ DesktopId: "ecd-none" })).toEqual([]);
    expect(refusal(await ecd("DescribeSnapshots", { MaxResults: 101 }))[1]).toBe("InvalidParameter");
    expect(refusal(await ecd("DescribeSnapshots", { NextToken: "x" }))[1]).toBe("InvalidNextToken");
  });

  test("DeleteSnapshot: deletes several, and ignores those that are not there", async () => {
    const SnapshotId = await ready();
    const both = { "SnapshotId.1": SnapshotId, "SnapshotId.2": "s-none" };
    expect((await ecd("DeleteSnapshot", both)).status).toBe(200);
    expect(await snapshots()).toEqual([]);
    expect(refusal(await ecd("DeleteSnapshot"))[1]).toBe("MissingSnapshotId");
  });
});

describe("ECD ResetSnapshot", () => {
  test("ResetSnapshot: brings back the disk the snapshot is of, and no other", async () => {
    await sim.control.writeContent(dataDisk, "good");
    const SnapshotId = (await create()).body.SnapshotId;
    await sim.control.writeContent(dataDisk, "damaged");
    await sim.control.advance("1m");
    await sim.control.patch("instances", DesktopId, { status: "Stopped" });
    const { status, body } = await ecd("ResetSnapshot", { SnapshotId });
    expect([status, Object.keys(body)]).toEqual([200, ["RequestId"]]);
    expect((await snapshots())[0]).toMatchObject({ DiskStatus: "ReIniting", DesktopStatus: "Stopped" });
    await sim.control.advance("10s");
    expect((await snapshots())[0].DiskStatus).toBe("Available");
    expect(await sim.control.disk(dataDisk)).toMatchObject({ content: "good", resets: 1 });
    expect(await sim.control.disk("d-simecd01")).toMatchObject({ resets: 0 });
  });

  test("ResetSnapshot: neither disk nor desktop need show anything while it runs", async () => {
    await sim.control.settings({ resetShowsReIniting: false });
    const SnapshotId = await ready();
    await ecd("ResetSnapshot", { SnapshotId });
    expect((await snapshots())[0]).toMatchObject({ DiskStatus: "Available", DesktopStatus: "Stopped" });
    await sim.control.settings({ ecd: { desktopStatusDuringReset: "Rebuilding" } });
    expect((await desktop()).DesktopStatus).toBe("Rebuilding");
  });

  test("ResetSnapshot: a running desktop, a snapshot unfinished or unknown, a reset that runs: refused", async () => {
    const SnapshotId = await ready();
    const code = async (id = SnapshotId) =>
      refusal(await ecd("ResetSnapshot", { SnapshotId: id })).slice(0, 2);
    expect(await code("s-none")).toEqual([404, "InvalidSnapshotId.NotFound"]);
    await sim.control.patch("instances", DesktopId, { status: "Running" });
    expect(await code()).toEqual([403, "IncorrectDesktopStatus"]);
    await sim.control.patch("instances", DesktopId, { status: "Stopped" });
    await sim.control.patch("snapshots", SnapshotId, { status: "progressing" });
    expect(await code()).toEqual([403, "IncorrectSnapshotStatus"]);
    await sim.control.patch("snapshots", SnapshotId, { status: "accomplished" });
    expect((await sim.control.disk(dataDisk)).resets).toBe(0);
    expect(await code()).toEqual([200, undefined]);
    expect(await code()).toEqual([403, "IncorrectDiskStatus"]);
  });
});

describe("ECD desktops", () => {
  test("DescribeDesktops: shows the desktop and its disks, in capitals", async () => {
    const { body } = await ecd("DescribeDesktops");
    expect(body).toMatchObject({ NextToken: "", TotalCount: 1, PageNumber: 1, PageSize: 10 });
    expect(body.Desktops[0]).toMatchObject({
      DesktopId,
      DesktopStatus: "Running",
      ConnectionStatus: "Disconnected",
      ManagementFlag: "NoFlag",
      Disks: [
        { DiskId: "d-simecd01", DiskType: "SYSTEM", DiskSize: 80 },
        { DiskId: dataDisk, DiskType: "DATA", DiskSize: 100 },
      ],
    });
    expect((await ecd("DescribeDesktops", { DesktopStatus: "Stopped" })).body.Desktops).toEqual([]);
    expect((await ecd("DescribeDesktops", { "DesktopId.1": "ecd-none" })).body.Desktops).toEqual([]);
  });

  test("StopDesktops and StartDesktops: take their time, and refuse a wrong state", async () => {
    const ids = { "DesktopId.1": DesktopId };
    expect((await ecd("StopDesktops", ids)).status).toBe(200);
    expect((await desktop()).DesktopStatus).toBe("Stopping");
    expect(refusal(await ecd("StopDesktops", ids))[1]).toBe("IncorrectDesktopStatus");
    await sim.control.advance("5s");
    expect((await desktop()).DesktopStatus).toBe("Stopped");
    expect((await ecd("StartDesktops", ids)).status).toBe(200);
    await sim.control.advance("1m");
    expect((await desktop()).DesktopStatus).toBe("Running");
    expect(refusal(await ecd("StartDesktops", { "DesktopId.1": "ecd-none" }))[1]).toBe(
      "InvalidDesktopId.NotFound",
    );
  });

  test("StopDesktops: gives the machine back unless KeepCharging is asked for", async () => {
    await sim.control.patch("instances", DesktopId, { noStock: true });
    const ids = { "DesktopId.1": DesktopId };
    await ecd("StopDesktops", ids);
    await sim.control.advance("5s");
    expect(refusal(await ecd("StartDesktops", ids))[1]).toBe("OperationDenied.NoStock");
    await sim.control.patch("instances", DesktopId, { status: "Running" });
    await ecd("StopDesktops", { ...ids, StoppedMode: "KeepCharging" });
    await sim.control.advance("5s");
    expect((await ecd("StartDesktops", ids)).status).toBe(200);
  });

  test("StartDesktops: not while a disk is being reset", async () => {
    const SnapshotId = await ready();
    await ecd("ResetSnapshot", { SnapshotId });
    expect(refusal(await ecd("StartDesktops", { "DesktopId.1": DesktopId }))[1]).toBe(
      "IncorrectDesktopStatus",
    );
  });

  test("tags: there is no such action for snapshots", async () => {
    expect(refusal(await ecd("TagResources", { ResourceType: "snapshot" }))[1]).toBe("InvalidApi.NotFound");
  });

  test("format: XML when it is missing", async () => {
    const { text } = await sim.ecd("DescribeDesktops", { RegionId }, { common: { Format: undefined } });
    expect(text).toMatch(/<DescribeDesktopsResponse>.*<Desktops>.*<DesktopId>ecd-sim0001<\/DesktopId>/);
  });
});
