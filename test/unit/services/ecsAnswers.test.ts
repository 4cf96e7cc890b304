import { describe, expect, it } from "vitest";
import { ecs } from "../../../provider/services/ecs";
import { answered, without } from "./answered";
import { newGroup, newSnapshot, regionId } from "./requests";

const disk = { diskId: "d-1" };

/** DescribeSnapshots, as the SDK documents it. */
const snapshot = {
  SnapshotId: "s-1",
  SnapshotName: "nightly",
  Description: "before the upgrade",
  Status: "accomplished",
  Progress: "100%",
  RemainTime: 0,
  Available: true,
  Usage: "none",
  Category: "standard",
  SnapshotType: "user",
  SourceDiskId: "d-1",
  SourceDiskType: "system",
  SourceDiskSize: "40",
  SourceStorageType: "disk",
  RegionId: regionId,
  CreationTime: "2026-11-20T18:40:00Z",
  LastModifiedTime: "2026-11-20T18:45:00Z",
  RetentionDays: 14,
  Encrypted: false,
  KMSKeyId: "",
  InstantAccess: false,
  ResourceGroupId: "rg-1",
  SnapshotLinkId: "sl-1",
  Tags: { Tag: [{ TagKey: "app", TagValue: "shop" }] },
};
const snapshots = (items: object[], page: object = { NextToken: "" }) =>
  answered(ecs.readSnapshots(regionId, ["s-1"], undefined), {
    RequestId: "r-1",
    ...page,
    Snapshots: { Snapshot: items },
  });
const onlySnapshot = (item: object) => snapshots([item]).items[0];

describe("DescribeSnapshots", () => {
  const facts = {
    snapshotId: "s-1",
    snapshotName: "nightly",
    description: "before the upgrade",
    status: "accomplished",
    progress: 100,
    remainingMs: 0,
    available: true,
    sourceDisk: { diskId: "d-1" },
    sourceDiskType: "system",
    sizeGiB: 40,
    encrypted: false,
    creationTime: "2026-11-20T18:40:00Z",
    retentionDays: 14,
    resourceGroupId: "rg-1",
    tags: { app: "shop" },
    rollbackTime: undefined,
    diskState: undefined,
    automatic: false,
    usedByImage: false,
  };

  it("the documented answer: every fact", () => {
    expect(onlySnapshot(snapshot)).toEqual(facts);
  });

  it.each([
    ["a size as a number", { SourceDiskSize: 40 }, {}],
    ["capitalised words", { Status: "Accomplished", SourceDiskType: "System" }, {}],
    ["tags written Key and Value", { Tags: { Tag: [{ Key: "app", Value: "shop" }] } }, {}],
    ["a tag without a value", { Tags: { Tag: [{ TagKey: "app" }] } }, { tags: { app: "" } }],
    ["an empty resource group", { ResourceGroupId: "" }, { resourceGroupId: undefined }],
    ["a rest that is still being computed", { RemainTime: -1 }, { remainingMs: undefined }],
    ["a rest in seconds", { RemainTime: 90 }, { remainingMs: 90_000 }],
    ["a progress that is no number", { Progress: "-" }, { progress: 0 }],
    [
      "one being taken",
      { Status: "progressing", Progress: "40%", Available: false },
      { status: "progressing", progress: 40, available: false },
    ],
    ["a policy took it", { SnapshotType: "auto" }, { automatic: true }],
    ["a policy took it, in the older word", { SnapshotType: "timer" }, { automatic: true }],
    ["an image made from it", { Usage: "image" }, { usedByImage: true }],
    ["an image and a disk made from it", { Usage: "image_disk" }, { usedByImage: true }],
    ["a disk made from it", { Usage: "disk" }, { usedByImage: false }],
    ["one that failed", { Status: "failed", Available: false }, { status: "failed", available: false }],
  ])("%s", (_what, item, different) => {
    expect(onlySnapshot({ ...snapshot, ...item })).toEqual({ ...facts, ...different });
  });

  it.each([
    ["SnapshotName", { snapshotName: "" }],
    ["Description", { description: "" }],
    ["Progress", { progress: 0 }],
    ["RemainTime", { remainingMs: undefined }],
    ["Available", { available: false }],
    ["Encrypted", { encrypted: false }],
    ["RetentionDays", { retentionDays: undefined }],
    ["ResourceGroupId", { resourceGroupId: undefined }],
    ["Tags", { tags: {} }],
    ["SnapshotType", { automatic: undefined }],
    ["Usage", { usedByImage: undefined }],
  ] as const)("without %s, which is not always there", (field, different) => {
    expect(onlySnapshot(without(snapshot, field))).toEqual({ ...facts, ...different });
  });

  it("an unknown id is an empty list, and an empty token the end of it", () => {
    expect(snapshots([])).toEqual({ items: [], next: undefined });
    expect(snapshots([], {})).toEqual({ items: [], next: undefined });
  });

  it("a token leads to the next page", () => {
    expect(snapshots([snapshot], { NextToken: "next-2" }).next).toBe("next-2");
  });

  it("a status that no page knows is refused rather than guessed at", () => {
    expect(() => onlySnapshot({ ...snapshot, Status: "archived" })).toThrow("Status");
  });
});

describe("DescribeSnapshotGroups", () => {
  const group = {
    SnapshotGroupId: "ssg-1",
    Name: "nightly",
    Description: "before the upgrade",
    Status: "accomplished",
    ProgressStatus: "",
    InstanceId: "i-1",
    ResourceGroupId: "",
    CreationTime: "2026-11-20T18:40:00Z",
    Tags: { Tag: [{ Key: "app", Value: "shop" }] },
    Snapshots: {
      Snapshot: [
        {
          SnapshotId: "s-1",
          SourceDiskId: "d-1",
          SourceDiskType: "data",
          Progress: "60%",
          Available: true,
          InstantAccess: true,
          Tags: { Tag: [{ Key: "acs:ecs:createFrom", Value: "i-1" }] },
        },
        { SnapshotId: "s-2", SourceDiskId: "d-2" },
      ],
    },
  };
  const facts = {
    snapshotGroupId: "ssg-1",
    name: "nightly",
    description: "before the upgrade",
    status: "accomplished",
    creationTime: "2026-11-20T18:40:00Z",
    instanceId: "i-1",
    tags: { app: "shop" },
    members: [
      { snapshotId: "s-1", disk: { diskId: "d-1" }, progress: 60, available: true },
      { snapshotId: "s-2", disk: { diskId: "d-2" }, progress: 0, available: false },
    ],
  };
  const groups = (items: object[]) =>
    answered(ecs.groups.read(regionId, ["ssg-1"]), { SnapshotGroups: { SnapshotGroup: items } });

  it("the documented answer: members have a progress and no status", () => {
    expect(groups([group])).toEqual([facts]);
  });

  it("one that spans several instances names none", () => {
    expect(groups([{ ...group, InstanceId: "" }])).toEqual([{ ...facts, instanceId: undefined }]);
  });

  it.each([
    ["Name", { name: "" }],
    ["Description", { description: "" }],
    ["InstanceId", { instanceId: undefined }],
  ] as const)("without %s", (field, different) => {
    expect(groups([without(group, field)])).toEqual([{ ...facts, ...different }]);
  });

  it("an unknown id is an empty list", () => {
    expect(groups([])).toEqual([]);
  });
});

describe("DescribeDisks", () => {
  const wireDisk = {
    DiskId: "d-1",
    DiskName: "data",
    RegionId: regionId,
    ZoneId: "cn-hangzhou-h",
    Type: "data",
    Category: "cloud_essd",
    Size: 100,
    Status: "In_use",
    InstanceId: "i-1",
    Device: "/dev/xvdb",
    Attachments: { Attachment: [{ InstanceId: "i-1", Device: "/dev/xvdb", AttachedTime: "" }] },
    OperationLocks: { OperationLock: [] },
    Encrypted: false,
    MultiAttach: "Disabled",
    Portable: true,
    SourceSnapshotId: "s-0",
  };
  const facts = {
    disk,
    type: "data",
    category: "cloud_essd",
    sizeGiB: 100,
    state: "ready",
    statusWord: "In_use",
    encrypted: false,
    multiAttach: false,
    locks: [],
    hostIds: ["i-1"],
  };
  const disks = (items: object[]) =>
    answered(ecs.readDisks(regionId, [disk]), { Disks: { Disk: items }, TotalCount: items.length });

  it("the documented answer: every fact", () => {
    expect(disks([wireDisk])).toEqual([facts]);
  });

  it.each([
    ["In_use", "ready"],
    ["Available", "ready"],
    ["ReIniting", "restoring"],
    ["Attaching", "busy"],
    ["Detaching", "busy"],
    ["Creating", "busy"],
    ["Migrating", "busy"],
    ["Transferring", "busy"],
  ])("%s: is %s", (Status, state) => {
    expect(disks([{ ...wireDisk, Status }])).toEqual([{ ...facts, state, statusWord: Status }]);
  });

  it.each([
    [
      "a multi-attach disk: its attachments name the hosts, InstanceId is empty",
      {
        MultiAttach: "Enabled",
        InstanceId: "",
        Attachments: { Attachment: [{ InstanceId: "i-1" }, { InstanceId: "i-2" }] },
      },
      { multiAttach: true, hostIds: ["i-1", "i-2"] },
    ],
    ["an unattached disk", { InstanceId: "", Attachments: { Attachment: [] } }, { hostIds: [] }],
    ["a disk without attachments", { Attachments: undefined }, {}],
    ["one that names its host in attachments only", { InstanceId: undefined }, {}],
    [
      "a locked disk",
      { OperationLocks: { OperationLock: [{ LockReason: "security" }] } },
      { locks: ["security"] },
    ],
    ["a disk without locks", { OperationLocks: undefined }, {}],
    ["an encrypted disk", { Encrypted: true, KMSKeyId: "key-1" }, { encrypted: true }],
    ["a disk without Encrypted and MultiAttach", { Encrypted: undefined, MultiAttach: undefined }, {}],
    ["a system disk", { Type: "system" }, { type: "system" }],
  ])("%s", (_what, item, different) => {
    expect(disks([{ ...wireDisk, ...item }])).toEqual([{ ...facts, ...different }]);
  });

  it("disks of an instance read the same", () => {
    const body = { Disks: { Disk: [wireDisk] } };
    expect(answered(ecs.listDisks(regionId, "i-1"), body)).toEqual([facts]);
  });
});

describe("DescribeInstances", () => {
  const instance = {
    InstanceId: "i-1",
    Status: "Running",
    StoppedMode: "Not-applicable",
    StartTime: "2026-11-20T08:00Z",
    OperationLocks: { LockReason: [] },
  };
  const hosts = (item: object) =>
    answered(ecs.readHosts(regionId, ["i-1"]), { Instances: { Instance: [item] } });

  it.each([
    ["Running", "running"],
    ["Stopped", "stopped"],
    ["Pending", "changing"],
    ["Starting", "changing"],
    ["Stopping", "changing"],
  ])("%s: is %s", (Status, state) => {
    expect(hosts({ ...instance, Status })).toEqual([
      {
        ...{ hostId: "i-1", state, statusWord: Status, locks: [] },
        ...{ startedAt: "2026-11-20T08:00Z", economicalMode: false },
      },
    ]);
  });

  it.each([
    ["Stopped", "StopCharging", true],
    ["Stopped", "KeepCharging", false],
    ["Stopping", "StopCharging", false],
    ["Running", "Not-applicable", false],
    ["Stopped", undefined, false],
  ])("%s, %s: economical mode is %s", (Status, StoppedMode, economicalMode) => {
    expect(hosts({ ...instance, Status, StoppedMode })).toMatchObject([{ economicalMode }]);
  });

  it.each([{}, { StartTime: "" }])("one that never ran: tells no start (%j)", (start) => {
    expect(hosts({ ...without(instance, "StartTime"), ...start })).toMatchObject([{ startedAt: undefined }]);
  });

  it("locks are one level less deep than those of disks", () => {
    const OperationLocks = { LockReason: [{ LockReason: "financial", LockMsg: "unpaid" }] };
    expect(hosts({ ...instance, OperationLocks })).toMatchObject([{ locks: ["financial"] }]);
    expect(hosts(without(instance, "OperationLocks"))).toMatchObject([{ locks: [] }]);
  });
});

describe("what creates", () => {
  it("CreateSnapshot: the id", () => {
    const request = ecs.takeSnapshot(newSnapshot(disk));
    expect(answered(request, { RequestId: "r-1", SnapshotId: "s-1" })).toEqual({ snapshotId: "s-1" });
    expect(() => answered(request, { RequestId: "r-1", SnapshotId: "" })).toThrow("SnapshotId");
    expect(() => answered(request, { RequestId: "r-1" })).toThrow("SnapshotId");
  });

  it("CreateSnapshotGroup: the id", () => {
    const request = ecs.groups.take(newGroup);
    expect(answered(request, { SnapshotGroupId: "ssg-1" })).toEqual({ snapshotGroupId: "ssg-1" });
    expect(() => answered(request, {})).toThrow("SnapshotGroupId");
  });

  it("ResetDisk: nothing but the id of the request", () => {
    const request = ecs.rollBack({ regionId, disk, snapshotId: "s-1" });
    expect(answered(request, { RequestId: "r-1" })).toEqual({ requestId: "r-1" });
    expect(() => answered(request, {})).toThrow("RequestId");
  });
});

describe("results of single things inside an HTTP 200", () => {
  const related = (SnapshotId: string, DiskId: string) => ({
    RelatedItem: [
      { Name: "SnapshotId", Value: SnapshotId },
      { Name: "DiskId", Value: DiskId },
    ],
  });
  const together = ecs.rollBackTogether(regionId, [{ regionId, disk, snapshotId: "s-1" }]);
  const results = (OperationProgress: object[]) =>
    answered(together, { RequestId: "r-1", OperationProgressSet: { OperationProgress } });

  it("ResetDisks: one that succeeds and one that fails", () => {
    const items = [
      { OperationStatus: "Success", ErrorCode: "", ErrorMsg: "", RelatedItemSet: related("s-1", "d-1") },
      {
        OperationStatus: "Failed",
        ErrorCode: "IncorrectDiskStatus",
        ErrorMsg: "The current disk status does not support this operation.",
        RelatedItemSet: related("s-2", "d-2"),
      },
    ];
    expect(results(items)).toEqual({
      requestId: "r-1",
      results: [
        { snapshotId: "s-1", diskId: "d-1", failure: undefined },
        {
          snapshotId: "s-2",
          diskId: "d-2",
          failure: {
            code: "IncorrectDiskStatus",
            message: "The current disk status does not support this operation.",
          },
        },
      ],
    });
  });

  it("ResetDisks: the page's own example, with the code 400 beside Success and no DiskId, is a success", () => {
    const item = {
      ErrorMsg: "testErrorMsg",
      ErrorCode: "400",
      OperationStatus: "Success",
      RelatedItemSet: { RelatedItem: [{ Name: "SnapshotId", Value: "s-1" }] },
    };
    expect(results([item]).results).toEqual([{ snapshotId: "s-1", diskId: undefined, failure: undefined }]);
  });

  it("ResetDisks: a failure without a code is one all the same", () => {
    expect(results([{ OperationStatus: "Failed" }]).results).toEqual([
      { snapshotId: undefined, diskId: undefined, failure: { code: "Failed", message: "" } },
    ]);
  });

  it("DeleteSnapshotGroup: a result for each member, or none at all", () => {
    const request = ecs.groups.delete(regionId, "ssg-1");
    const item = {
      OperationStatus: "Success",
      RelatedItemSet: { RelatedItem: [{ Name: "SnapshotId", Value: "s-1" }] },
    };
    const body = { RequestId: "r-1", OperationProgressSet: { OperationProgress: [item] } };
    expect(answered(request, body).results).toEqual([
      { snapshotId: "s-1", diskId: undefined, failure: undefined },
    ]);
    expect(answered(request, { RequestId: "r-1" })).toEqual({ requestId: "r-1", results: [] });
  });
});
