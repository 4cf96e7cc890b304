import { describe, expect, it } from "vitest";
import { swas } from "../../../provider/services/swas";
import { answered, without } from "./answered";
import { newSnapshot, regionId } from "./requests";

const server = "0123456789abcdef0123456789abcdef";
const disk = { diskId: "d-1" };

describe("ListSnapshots", () => {
  /** As the SDK documents it: capitalised words, and a list without an inner level. */
  const snapshot = {
    SnapshotId: "s-1",
    SnapshotName: "nightly",
    SourceDiskId: "d-1",
    SourceDiskType: "System",
    InstanceId: server,
    Status: "Accomplished",
    Progress: "100%",
    CreationTime: "2026-11-20T18:40:00Z",
    RollbackTime: "2026-11-21T03:00:00Z",
    Remark: "before the upgrade",
    RegionId: regionId,
    ResourceGroupId: "rg-1",
    Tags: [{ Key: "app", Value: "shop" }],
  };
  const facts = {
    snapshotId: "s-1",
    snapshotName: "nightly",
    description: "before the upgrade",
    status: "accomplished",
    progress: 100,
    remainingMs: undefined,
    available: true,
    sourceDisk: { diskId: "d-1" },
    sourceDiskType: "system",
    sizeGiB: undefined,
    encrypted: undefined,
    creationTime: "2026-11-20T18:40:00Z",
    retentionDays: undefined,
    resourceGroupId: "rg-1",
    tags: { app: "shop" },
    rollbackTime: "2026-11-21T03:00:00Z",
    diskState: undefined,
  };
  const page = (TotalCount: number, PageNumber: number, items: object[], PageSize = 100) =>
    answered(swas.readSnapshots(regionId, ["s-1"], undefined), {
      RequestId: "r-1",
      ...{ TotalCount, PageNumber, PageSize },
      Snapshots: items,
    });
  const only = (item: object) => page(1, 1, [item]).items[0];

  it("the documented answer: every fact", () => {
    expect(only(snapshot)).toEqual(facts);
  });

  it.each([
    ["words in lower case, as they come", { Status: "accomplished", SourceDiskType: "system" }, {}],
    [
      "one being taken is not to be used yet",
      { Status: "progressing", Progress: "40%" },
      { status: "progressing", progress: 40, available: false },
    ],
    ["one that failed", { Status: "Failed" }, { status: "failed", available: false }],
    ["one that no disk went back to", { RollbackTime: "" }, { rollbackTime: undefined }],
    [
      "one of a data disk, which names no server",
      { InstanceId: "", SourceDiskType: "Data" },
      { sourceDiskType: "data" },
    ],
    ["an empty resource group", { ResourceGroupId: "" }, { resourceGroupId: undefined }],
  ])("%s", (_what, item, different) => {
    expect(only({ ...snapshot, ...item })).toEqual({ ...facts, ...different });
  });

  it.each([
    ["SnapshotName", { snapshotName: "" }],
    ["Remark", { description: "" }],
    ["Progress", { progress: 0 }],
    ["RollbackTime", { rollbackTime: undefined }],
    ["ResourceGroupId", { resourceGroupId: undefined }],
    ["Tags", { tags: {} }],
    ["InstanceId", {}],
  ] as const)("without %s", (field, different) => {
    expect(only(without(snapshot, field))).toEqual({ ...facts, ...different });
  });

  it.each([
    ["the only page", 1, 1, undefined],
    ["a full page that is the last", 100, 1, undefined],
    ["the first of two", 101, 1, "2"],
    ["the second of two", 101, 2, undefined],
    ["no page at all", 0, 1, undefined],
  ])("%s: leads on as its count tells", (_what, count, number, next) => {
    expect(page(count, number, []).next).toBe(next);
  });

  it("a size of pages that the cloud cut down is taken from its answer", () => {
    expect(page(25, 2, [], 10).next).toBe("3");
    expect(page(25, 3, [], 10).next).toBeUndefined();
  });
});

describe("ListDisks", () => {
  const wireDisk = {
    DiskId: "d-1",
    DiskName: "SystemDisk",
    DiskType: "System",
    Category: "ESSD",
    Size: 40,
    Status: "In_use",
    InstanceId: server,
    Device: "/dev/xvda",
  };
  const facts = {
    disk,
    type: "system",
    category: "ESSD",
    sizeGiB: 40,
    state: "ready",
    statusWord: "In_use",
    encrypted: undefined,
    multiAttach: false,
    locks: [],
    hostIds: [server],
  };
  const disks = (items: object[]) => answered(swas.readDisks(regionId, [disk]), { Disks: items });

  it("the documented answer: every fact", () => {
    expect(disks([wireDisk])).toEqual([facts]);
  });

  it.each([
    ["In_use", "ready"],
    ["In_Use", "ready"],
    ["Available", "ready"],
    ["ReIniting", "restoring"],
    ["Creating", "busy"],
    ["Attaching", "busy"],
    ["Detaching", "busy"],
  ])("%s: is %s", (Status, state) => {
    expect(disks([{ ...wireDisk, Status }])).toEqual([{ ...facts, state, statusWord: Status }]);
  });

  it("a disk of no server, without a category, of type data in lower case", () => {
    const item = { ...without(wireDisk, "Category"), DiskType: "data", InstanceId: "" };
    expect(disks([item])).toEqual([{ ...facts, type: "data", category: "", hostIds: [] }]);
  });
});

describe("ListInstances", () => {
  const hosts = (item: object) =>
    answered(swas.readHosts(regionId, [server]), { Instances: [{ InstanceId: server, ...item }] });

  it.each([
    ["Running", "running"],
    ["running", "running"],
    ["Stopped", "stopped"],
    ["Pending", "changing"],
    ["Starting", "changing"],
    ["Stopping", "changing"],
    ["Resetting", "changing"],
    ["Upgrading", "changing"],
    ["Disabled", "changing"],
  ])("%s: is %s", (Status, state) => {
    expect(hosts({ Status, BusinessStatus: "Normal", DisableReason: "" })).toEqual([
      { hostId: server, state, statusWord: Status, locks: [] },
    ]);
  });

  it("an unpaid or disabled server says why", () => {
    expect(
      hosts({ Status: "Disabled", BusinessStatus: "Overdue", DisableReason: "FINANCIAL" }),
    ).toMatchObject([{ locks: ["Overdue", "FINANCIAL"] }]);
    expect(hosts({ Status: "Running" })).toMatchObject([{ locks: [] }]);
  });
});

describe("what changes", () => {
  it("CreateSnapshot: the id", () => {
    const request = swas.takeSnapshot(newSnapshot(disk));
    expect(answered(request, { RequestId: "r-1", SnapshotId: "s-1" })).toEqual({ snapshotId: "s-1" });
    expect(() => answered(request, { RequestId: "r-1" })).toThrow("SnapshotId");
  });

  it("ResetDisk: the id of the request", () => {
    const request = swas.rollBack({ regionId, disk, snapshotId: "s-1" }, "token-1");
    expect(answered(request, { RequestId: "r-1" })).toEqual({ requestId: "r-1" });
  });
});
