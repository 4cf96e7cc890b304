import { describe, expect, it } from "vitest";
import { ecd } from "../../../provider/services/ecd";
import { answered, without } from "./answered";
import { newSnapshot, regionId } from "./requests";

const disk = { desktopId: "ecd-1", sourceDiskType: "system" } as const;

describe("DescribeSnapshots", () => {
  /** As the SDK documents it: words in capitals, a flat list, a size as text. */
  const snapshot = {
    SnapshotId: "s-1",
    SnapshotName: "nightly",
    Description: "before the upgrade",
    DesktopId: "ecd-1",
    DesktopName: "desktop",
    DesktopStatus: "Stopped",
    DiskStatus: "Available",
    Status: "ACCOMPLISHED",
    Progress: "100%",
    RemainTime: 0,
    SnapshotType: "USER",
    SourceDiskType: "SYSTEM",
    SourceDiskSize: "150",
    CreationTime: "2026-11-20T18:40:00Z",
    DeletionTime: "",
    Creator: "administrator",
    OsType: "Windows",
    ProtocolType: "ASP",
    VolumeEncryptionEnabled: false,
    VolumeEncryptionKey: "",
  };
  const facts = {
    snapshotId: "s-1",
    snapshotName: "nightly",
    description: "before the upgrade",
    status: "accomplished",
    progress: 100,
    remainingMs: 0,
    available: true,
    sourceDisk: disk,
    sourceDiskType: "system",
    sizeGiB: 150,
    encrypted: false,
    creationTime: "2026-11-20T18:40:00Z",
    retentionDays: undefined,
    resourceGroupId: undefined,
    tags: {},
    rollbackTime: undefined,
    diskState: "ready",
    automatic: false,
  };
  const page = (items: object[], more: object = { NextToken: "" }) =>
    answered(ecd.readSnapshots(regionId, ["s-1"], undefined), {
      RequestId: "r-1",
      ...more,
      Snapshots: items,
    });
  const only = (item: object) => page([item]).items[0];

  it("the documented answer: every fact", () => {
    expect(only(snapshot)).toEqual(facts);
  });

  it.each([
    ["words in lower case", { Status: "accomplished", SourceDiskType: "system" }, {}],
    ["a size as a number", { SourceDiskSize: 150 }, {}],
    ["a rest that is still being computed", { RemainTime: -1 }, { remainingMs: undefined }],
    [
      "one being taken is not to be used yet",
      { Status: "PROGRESSING", Progress: "40%", RemainTime: 90 },
      { status: "progressing", progress: 40, remainingMs: 90_000, available: false },
    ],
    ["one that failed", { Status: "FAILED" }, { status: "failed", available: false }],
    [
      "one of a data disk",
      { SourceDiskType: "DATA" },
      { sourceDiskType: "data", sourceDisk: { desktopId: "ecd-1", sourceDiskType: "data" } },
    ],
    ["an encrypted one", { VolumeEncryptionEnabled: true }, { encrypted: true }],
    ["one that a policy took", { SnapshotType: "AUTO" }, { automatic: true }],
    ["a disk in use", { DiskStatus: "In_use" }, {}],
    ["a disk in use, in capitals", { DiskStatus: "IN_USE" }, {}],
    ["a disk whose status nobody has documented", { DiskStatus: "ReIniting" }, { diskState: "restoring" }],
    ["an empty status of the disk", { DiskStatus: "" }, { diskState: undefined }],
  ])("%s", (_what, item, different) => {
    expect(only({ ...snapshot, ...item })).toEqual({ ...facts, ...different });
  });

  it.each([
    ["SnapshotName", { snapshotName: "" }],
    ["Description", { description: "" }],
    ["DiskStatus", { diskState: undefined }],
    ["Progress", { progress: 0 }],
    ["RemainTime", { remainingMs: undefined }],
    ["SnapshotType", { automatic: undefined }],
    ["SourceDiskSize", { sizeGiB: undefined }],
    ["VolumeEncryptionEnabled", { encrypted: undefined }],
  ] as const)("without %s", (field, different) => {
    expect(only(without(snapshot, field))).toEqual({ ...facts, ...different });
  });

  it("an unknown id is an empty list, and no token or an empty one the end of it", () => {
    expect(page([])).toEqual({ items: [], next: undefined });
    expect(page([], {})).toEqual({ items: [], next: undefined });
    expect(page([snapshot], { NextToken: "next-2" }).next).toBe("next-2");
  });
});

describe("DescribeDesktops", () => {
  const desktop = {
    DesktopId: "ecd-1",
    DesktopName: "desktop",
    DesktopStatus: "Stopped",
    ConnectionStatus: "Disconnected",
    Disks: [
      {
        DiskId: "d-1",
        DiskType: "SYSTEM",
        DiskSize: 80,
        DiskCategory: "cloud_essd",
        PerformanceLevel: "PL0",
      },
      { DiskId: "d-2", DiskType: "DATA", DiskSize: "100" },
    ],
  };
  const disks = (item: object) => answered(ecd.readDisks(regionId, [disk]), { Desktops: [item] });
  const hosts = (item: object) => answered(ecd.readHosts(regionId, ["ecd-1"]), { Desktops: [item] });
  const system = {
    disk,
    type: "system",
    category: "cloud_essd",
    sizeGiB: 80,
    state: "ready",
    statusWord: "Stopped",
    encrypted: undefined,
    multiAttach: false,
    locks: [],
    hostIds: ["ecd-1"],
  };
  const data = {
    ...system,
    disk: { desktopId: "ecd-1", sourceDiskType: "data" },
    type: "data",
    category: "",
    sizeGiB: 100,
  };

  it("its disks, named by their type; a size as a number or as text", () => {
    expect(disks(desktop)).toEqual([system, data]);
  });

  it("two disks of a type cannot be told apart, and both are locked for it", () => {
    const two = { ...desktop, Disks: [...desktop.Disks, { DiskType: "DATA", DiskSize: 200 }] };
    const locks = ["one of 2 data disks, which this service cannot tell apart"];
    expect(disks(two)).toEqual([system, { ...data, locks }, { ...data, sizeGiB: 200, locks }]);
  });

  it("a desktop that is rebuilt has disks at work: which of them is restored nobody can tell", () => {
    expect(disks({ ...desktop, DesktopStatus: "Rebuilding" })).toMatchObject([
      { state: "busy", statusWord: "Rebuilding" },
      { state: "busy" },
    ]);
  });

  it("a desktop without disks has none", () => {
    expect(disks(without(desktop, "Disks"))).toEqual([]);
  });

  it.each([
    ["Running", "running", []],
    ["Stopped", "stopped", []],
    ["Pending", "changing", []],
    ["Starting", "changing", []],
    ["Stopping", "changing", []],
    ["Rebuilding", "changing", []],
    ["Deleted", "changing", []],
    ["Expired", "changing", ["Expired"]],
  ])("%s: is %s", (DesktopStatus, state, locks) => {
    expect(hosts({ ...desktop, DesktopStatus })).toEqual([
      { hostId: "ecd-1", state, statusWord: DesktopStatus, locks },
    ]);
  });
});

describe("what changes", () => {
  it("CreateSnapshot: the id", () => {
    const request = ecd.takeSnapshot(newSnapshot(disk));
    expect(answered(request, { RequestId: "r-1", SnapshotId: "s-1" })).toEqual({ snapshotId: "s-1" });
    expect(() => answered(request, { RequestId: "r-1" })).toThrow("SnapshotId");
  });

  it("ResetSnapshot: the id of the request", () => {
    const request = ecd.rollBack({ regionId, disk, snapshotId: "s-1" });
    expect(answered(request, { RequestId: "r-1" })).toEqual({ requestId: "r-1" });
  });
});
