import { ecs } from "../../../provider/services/ecs";
import { bareSnapshot, newGroup, newSnapshot, regionId, row, wanted, type Row } from "./requests";

const RegionId = regionId;
const disk = { diskId: "d-1" };
const other = { diskId: "d-2" };
const clientToken = "token-2";
const snapshotTags = { RegionId, ResourceType: "snapshot", ResourceId: ["s-1"] };
const groupTags = { RegionId, ResourceType: "snapshotgroup", ResourceId: ["ssg-1"] };

const reads: Row[] = [
  row(
    "readSnapshots: a JSON list of ids in one parameter",
    ecs.readSnapshots(regionId, ["s-1", "s-2"], undefined),
    wanted("read", "DescribeSnapshots", "s-1, s-2", {
      RegionId,
      SnapshotIds: '["s-1","s-2"]',
      MaxResults: 100,
    }),
  ),
  row(
    "readSnapshots: the next page, by the token of the last",
    ecs.readSnapshots(regionId, ["s-1"], "next-2"),
    wanted("read", "DescribeSnapshots", "s-1", {
      RegionId,
      SnapshotIds: '["s-1"]',
      MaxResults: 100,
      NextToken: "next-2",
    }),
  ),
  row(
    "listSnapshots: of a disk",
    ecs.listSnapshots(regionId, disk, "next-2"),
    wanted("read", "DescribeSnapshots", "d-1", {
      RegionId,
      DiskId: "d-1",
      MaxResults: 100,
      NextToken: "next-2",
    }),
  ),
  row(
    "listHostSnapshots: only those being taken",
    ecs.listHostSnapshots(regionId, "i-1", undefined),
    wanted("read", "DescribeSnapshots", "i-1", {
      RegionId,
      InstanceId: "i-1",
      Status: "progressing",
      MaxResults: 100,
    }),
  ),
  row(
    "readDisks: a JSON list of ids in one parameter",
    ecs.readDisks(regionId, [disk, other]),
    wanted("read", "DescribeDisks", "d-1, d-2", { RegionId, DiskIds: '["d-1","d-2"]', MaxResults: 100 }),
  ),
  row(
    "listDisks: of an instance",
    ecs.listDisks(regionId, "i-1"),
    wanted("read", "DescribeDisks", "i-1", { RegionId, InstanceId: "i-1", MaxResults: 100 }),
  ),
  row(
    "readHosts: a JSON list of ids in one parameter",
    ecs.readHosts(regionId, ["i-1", "i-2"]),
    wanted("read", "DescribeInstances", "i-1, i-2", {
      RegionId,
      InstanceIds: '["i-1","i-2"]',
      MaxResults: 100,
    }),
  ),
];

const snapshots: Row[] = [
  row(
    "takeSnapshot: with everything; the endpoint decides the region",
    ecs.takeSnapshot(newSnapshot(disk)),
    wanted("repeatable", "CreateSnapshot", "d-1", {
      DiskId: "d-1",
      SnapshotName: "before-upgrade",
      Description: "before the upgrade",
      RetentionDays: 14,
      ResourceGroupId: "rg-1",
      Tag: [
        { Key: "app", Value: "shop" },
        { Key: "tier", Value: "" },
      ],
      ClientToken: "token-1",
    }),
  ),
  row(
    "takeSnapshot: bare",
    ecs.takeSnapshot(bareSnapshot(disk)),
    wanted("repeatable", "CreateSnapshot", "d-1", {
      DiskId: "d-1",
      SnapshotName: "before-upgrade",
      Tag: [],
      ClientToken: "token-1",
    }),
  ),
  row(
    "deleteSnapshot: without Force, and without the token that the action does not take",
    ecs.deleteSnapshot(regionId, "s-1", { force: false, clientToken }),
    wanted("repeatable", "DeleteSnapshot", "s-1", { SnapshotId: "s-1" }),
  ),
  row(
    "deleteSnapshot: although disks were made of it",
    ecs.deleteSnapshot(regionId, "s-1", { force: true, clientToken }),
    wanted("repeatable", "DeleteSnapshot", "s-1", { SnapshotId: "s-1", Force: true }),
  ),
];

const changes: Row[] = [
  row("changeSnapshot: nothing to change", ecs.changeSnapshot(regionId, "s-1", {})),
  row(
    "changeSnapshot: name, description and retention in one call; an empty description is one",
    ecs.changeSnapshot(regionId, "s-1", { name: "renamed", description: "", retentionDays: 30 }),
    wanted("repeatable", "ModifySnapshotAttribute", "s-1", {
      SnapshotId: "s-1",
      SnapshotName: "renamed",
      Description: "",
      RetentionDays: 30,
    }),
  ),
  row(
    "changeSnapshot: one attribute alone",
    ecs.changeSnapshot(regionId, "s-1", { retentionDays: 30 }),
    wanted("repeatable", "ModifySnapshotAttribute", "s-1", { SnapshotId: "s-1", RetentionDays: 30 }),
  ),
  row(
    "changeSnapshot: tags, what goes before what comes (a snapshot has room for 20)",
    ecs.changeSnapshot(regionId, "s-1", { setTags: { app: "shop" }, removeTags: ["old"] }),
    wanted("repeatable", "UntagResources", "s-1", { ...snapshotTags, TagKey: ["old"] }),
    wanted("repeatable", "TagResources", "s-1", { ...snapshotTags, Tag: [{ Key: "app", Value: "shop" }] }),
  ),
  row(
    "changeSnapshot: no tags to set or remove is no call",
    ecs.changeSnapshot(regionId, "s-1", { setTags: {}, removeTags: [] }),
  ),
  row(
    "changeSnapshot: the resource group is joined",
    ecs.changeSnapshot(regionId, "s-1", { resourceGroupId: "rg-2" }),
    wanted("repeatable", "JoinResourceGroup", "s-1", {
      RegionId,
      ResourceGroupId: "rg-2",
      ResourceId: "s-1",
      ResourceType: "snapshot",
    }),
  ),
];

const tagging: Row[] = [
  row(
    "tags.write: one tag on several snapshots in one call",
    ecs.tags.write(regionId, ["s-1", "s-2"], { note: "done" }),
    wanted("repeatable", "TagResources", "s-1, s-2", {
      RegionId,
      ResourceType: "snapshot",
      ResourceId: ["s-1", "s-2"],
      Tag: [{ Key: "note", Value: "done" }],
    }),
  ),
  row(
    "tags.remove: several tags of several snapshots in one call",
    ecs.tags.remove(regionId, ["s-1", "s-2"], ["note", "other"]),
    wanted("repeatable", "UntagResources", "s-1, s-2", {
      RegionId,
      ResourceType: "snapshot",
      ResourceId: ["s-1", "s-2"],
      TagKey: ["note", "other"],
    }),
  ),
];

const { groups } = ecs;
const groupWords = {
  Name: "before-upgrade",
  Description: "before the upgrade",
  ResourceGroupId: "rg-1",
  Tag: [{ Key: "app", Value: "shop" }],
  ClientToken: "token-1",
};

const groupRows: Row[] = [
  row(
    "groups.take: an instance's disks but some",
    groups.take(newGroup),
    wanted("repeatable", "CreateSnapshotGroup", "i-1", {
      RegionId,
      InstanceId: "i-1",
      ExcludeDiskId: ["d-3"],
      ...groupWords,
    }),
  ),
  row(
    "groups.take: named disks",
    groups.take({ ...newGroup, instanceId: undefined, diskIds: ["d-1", "d-2"], excludeDiskIds: [] }),
    wanted("repeatable", "CreateSnapshotGroup", "d-1, d-2", {
      RegionId,
      DiskId: ["d-1", "d-2"],
      ...groupWords,
    }),
  ),
  row(
    "groups.read: ids as a repeated parameter, not JSON",
    groups.read(regionId, ["ssg-1", "ssg-2"]),
    wanted("read", "DescribeSnapshotGroups", "ssg-1, ssg-2", {
      RegionId,
      SnapshotGroupId: ["ssg-1", "ssg-2"],
      MaxResults: 100,
    }),
  ),
  row(
    "groups.marked: by a tag's name, without those that failed, page by page",
    groups.marked(regionId, "mark", "next-page"),
    wanted("read", "DescribeSnapshotGroups", "mark", {
      RegionId,
      Status: ["progressing", "accomplished"],
      Tag: [{ Key: "mark" }],
      MaxResults: 100,
      NextToken: "next-page",
    }),
  ),
  row(
    "groups.named: by the name, without those that failed, page by page",
    groups.named(regionId, "restore-data", "next-page"),
    wanted("read", "DescribeSnapshotGroups", "restore-data", {
      RegionId,
      Name: "restore-data",
      Status: ["progressing", "accomplished"],
      MaxResults: 100,
      NextToken: "next-page",
    }),
  ),
  row(
    "groups.ofInstance: page by page",
    groups.ofInstance(regionId, "i-1", "next-page"),
    wanted("read", "DescribeSnapshotGroups", "i-1", {
      RegionId,
      InstanceId: "i-1",
      MaxResults: 100,
      NextToken: "next-page",
    }),
  ),
  row(
    "groups.change: name and description, tags, resource group",
    groups.change(regionId, "ssg-1", {
      name: "renamed",
      description: "why",
      setTags: { app: "shop" },
      removeTags: ["old"],
      resourceGroupId: "rg-2",
    }),
    wanted("repeatable", "ModifySnapshotGroup", "ssg-1", {
      RegionId,
      SnapshotGroupId: "ssg-1",
      Name: "renamed",
      Description: "why",
    }),
    wanted("repeatable", "UntagResources", "ssg-1", { ...groupTags, TagKey: ["old"] }),
    wanted("repeatable", "TagResources", "ssg-1", { ...groupTags, Tag: [{ Key: "app", Value: "shop" }] }),
    wanted("repeatable", "JoinResourceGroup", "ssg-1", {
      RegionId,
      ResourceGroupId: "rg-2",
      ResourceId: "ssg-1",
      ResourceType: "snapshotgroup",
    }),
  ),
  row("groups.change: nothing to change", groups.change(regionId, "ssg-1", {})),
  row(
    "groups.delete: the group with all its members",
    groups.delete(regionId, "ssg-1"),
    wanted("repeatable", "DeleteSnapshotGroup", "ssg-1", { RegionId, SnapshotGroupId: "ssg-1" }),
  ),
];

const rollbacks: Row[] = [
  row(
    "rollBack: once, with neither token nor region",
    ecs.rollBack({ regionId, disk, snapshotId: "s-1" }),
    wanted("once", "ResetDisk", "d-1 → s-1", { DiskId: "d-1", SnapshotId: "s-1" }),
  ),
  row(
    "tryRollBack: the same as a dry run, which is a read",
    ecs.tryRollBack({ regionId, disk, snapshotId: "s-1" }),
    wanted("read", "ResetDisk", "d-1 → s-1", { DiskId: "d-1", SnapshotId: "s-1", DryRun: true }),
  ),
  row(
    "rollBackTogether: several disks in one request",
    ecs.rollBackTogether(regionId, [
      { regionId, disk, snapshotId: "s-1" },
      { regionId, disk: other, snapshotId: "s-2" },
    ]),
    wanted("once", "ResetDisks", "d-1 → s-1, d-2 → s-2", {
      RegionId,
      Disk: [
        { DiskId: "d-1", SnapshotId: "s-1" },
        { DiskId: "d-2", SnapshotId: "s-2" },
      ],
    }),
  ),
];

const power: Row[] = [
  row(
    "stopHost: gracefully, and keeping the machine: otherwise address and capacity may be gone",
    ecs.stopHost(regionId, "i-1", { force: false, clientToken }),
    wanted("repeatable", "StopInstance", "i-1", { InstanceId: "i-1", StoppedMode: "KeepCharging" }),
  ),
  row(
    "stopHost: by cutting the power",
    ecs.stopHost(regionId, "i-1", { force: true, clientToken }),
    wanted("repeatable", "StopInstance", "i-1", {
      InstanceId: "i-1",
      StoppedMode: "KeepCharging",
      ForceStop: true,
    }),
  ),
  row(
    "tryStopHost: the same as a dry run, which is a read",
    ecs.tryStopHost(regionId, "i-1", { force: true }),
    wanted("read", "StopInstance", "i-1", {
      InstanceId: "i-1",
      StoppedMode: "KeepCharging",
      ForceStop: true,
      DryRun: true,
    }),
  ),
  row(
    "tryStartHost: the same as a dry run, which is a read",
    ecs.tryStartHost(regionId, "i-1"),
    wanted("read", "StartInstance", "i-1", { InstanceId: "i-1", DryRun: true }),
  ),
  row(
    "startHost: never with InitLocalDisk, which wipes local disks",
    ecs.startHost(regionId, "i-1"),
    wanted("repeatable", "StartInstance", "i-1", { InstanceId: "i-1" }),
  ),
];

/** ECS 2014-05-26: every method, and the requests that its pages have for it. */
export const ecsRows: readonly Row[] = [
  ...reads,
  ...snapshots,
  ...changes,
  ...groupRows,
  ...tagging,
  ...rollbacks,
  ...power,
];
