import { swas } from "../../../provider/services/swas";
import { bareSnapshot, newSnapshot, regionId, row, wanted, type Row } from "./requests";

const RegionId = regionId;
const disk = { diskId: "d-1" };
const server = "0123456789abcdef0123456789abcdef";
const clientToken = "token-2";
const tags = { RegionId, ResourceType: "snapshot", ResourceId: ["s-1"] };

const reads: Row[] = [
  row(
    "readSnapshots: a JSON list of ids, pages by number",
    swas.readSnapshots(regionId, ["s-1", "s-2"], undefined),
    wanted("read", "ListSnapshots", "s-1, s-2", {
      RegionId,
      SnapshotIds: '["s-1","s-2"]',
      PageSize: 100,
      PageNumber: 1,
    }),
  ),
  row(
    "listSnapshots: of a disk, the second page",
    swas.listSnapshots(regionId, disk, "2"),
    wanted("read", "ListSnapshots", "d-1", { RegionId, DiskId: "d-1", PageSize: 100, PageNumber: "2" }),
  ),
  row(
    "listDisks: of a server",
    swas.listDisks(regionId, server),
    wanted("read", "ListDisks", server, { RegionId, InstanceId: server, PageSize: 100 }),
  ),
  row(
    "listHostSnapshots: of a server",
    swas.listHostSnapshots(regionId, server, undefined),
    wanted("read", "ListSnapshots", server, { RegionId, InstanceId: server, PageSize: 100, PageNumber: 1 }),
  ),
  row(
    "listAllSnapshots: of a region",
    swas.listAllSnapshots(regionId, undefined),
    wanted("read", "ListSnapshots", "all snapshots", { RegionId, PageSize: 100, PageNumber: 1 }),
  ),
  row(
    "readDisks: a JSON list of ids",
    swas.readDisks(regionId, [disk, { diskId: "d-2" }]),
    wanted("read", "ListDisks", "d-1, d-2", { RegionId, DiskIds: '["d-1","d-2"]', PageSize: 100 }),
  ),
  row(
    "readHosts: a JSON list of ids",
    swas.readHosts(regionId, [server]),
    wanted("read", "ListInstances", server, { RegionId, InstanceIds: `["${server}"]`, PageSize: 100 }),
  ),
  row(
    "listHosts: the second page",
    swas.listHosts(regionId, "2"),
    wanted("read", "ListInstances", "all servers", { RegionId, PageSize: 100, PageNumber: "2" }),
  ),
];

const snapshots: Row[] = [
  row(
    "takeSnapshot: with everything; a remark is no parameter of it, and nothing expires here",
    swas.takeSnapshot(newSnapshot(disk)),
    wanted("repeatable", "CreateSnapshot", "d-1", {
      RegionId,
      DiskId: "d-1",
      SnapshotName: "before-upgrade",
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
    swas.takeSnapshot(bareSnapshot(disk)),
    wanted("repeatable", "CreateSnapshot", "d-1", {
      RegionId,
      DiskId: "d-1",
      SnapshotName: "before-upgrade",
      Tag: [],
      ClientToken: "token-1",
    }),
  ),
  row(
    "deleteSnapshot: with a token; there is no Force",
    swas.deleteSnapshot(regionId, "s-1", { force: true, clientToken }),
    wanted("repeatable", "DeleteSnapshot", "s-1", { RegionId, SnapshotId: "s-1", ClientToken: "token-2" }),
  ),
  row("changeSnapshot: nothing to change", swas.changeSnapshot(regionId, "s-1", {})),
  row(
    "changeSnapshot: the description is the remark; a name or a resource group cannot be changed",
    swas.changeSnapshot(regionId, "s-1", { name: "renamed", description: "why", resourceGroupId: "rg-2" }),
    wanted("repeatable", "UpdateSnapshotAttribute", "s-1", { RegionId, SnapshotId: "s-1", Remark: "why" }),
  ),
  row(
    "changeSnapshot: tags, what goes before what comes",
    swas.changeSnapshot(regionId, "s-1", { setTags: { app: "shop" }, removeTags: ["old"] }),
    wanted("repeatable", "UntagResources", "s-1", { ...tags, TagKey: ["old"] }),
    wanted("repeatable", "TagResources", "s-1", { ...tags, Tag: [{ Key: "app", Value: "shop" }] }),
  ),
  row(
    "changeSnapshot: with a token, each call has its part of it",
    swas.changeSnapshot(
      regionId,
      "s-1",
      { description: "why", setTags: { app: "shop" }, removeTags: ["old"] },
      clientToken,
    ),
    wanted("repeatable", "UpdateSnapshotAttribute", "s-1", {
      ...{ RegionId, SnapshotId: "s-1", Remark: "why" },
      ClientToken: "token-2-remark",
    }),
    wanted("repeatable", "UntagResources", "s-1", {
      ...{ ...tags, TagKey: ["old"] },
      ClientToken: "token-2-untag",
    }),
    wanted("repeatable", "TagResources", "s-1", {
      ...{ ...tags, Tag: [{ Key: "app", Value: "shop" }] },
      ClientToken: "token-2-tag",
    }),
  ),
];

const rollbacks: Row[] = [
  row(
    "tags.write: one tag on several snapshots in one call",
    swas.tags.write(regionId, ["s-1", "s-2"], { note: "done" }),
    wanted("repeatable", "TagResources", "s-1, s-2", {
      RegionId,
      ResourceType: "snapshot",
      ResourceId: ["s-1", "s-2"],
      Tag: [{ Key: "note", Value: "done" }],
    }),
  ),
  row(
    "tags.write: with a token",
    swas.tags.write(regionId, ["s-1"], { note: "done" }, clientToken),
    wanted("repeatable", "TagResources", "s-1", {
      ...{ ...tags, Tag: [{ Key: "note", Value: "done" }] },
      ClientToken: "token-2",
    }),
  ),
  row(
    "tags.remove: with a token",
    swas.tags.remove(regionId, ["s-1", "s-2"], ["note"], clientToken),
    wanted("repeatable", "UntagResources", "s-1, s-2", {
      RegionId,
      ResourceType: "snapshot",
      ResourceId: ["s-1", "s-2"],
      TagKey: ["note"],
      ClientToken: "token-2",
    }),
  ),
  row(
    "rollBack: its token makes a repetition harmless",
    swas.rollBack({ regionId, disk, snapshotId: "s-1" }, clientToken),
    wanted("repeatable", "ResetDisk", "d-1 → s-1", {
      RegionId,
      DiskId: "d-1",
      SnapshotId: "s-1",
      ClientToken: "token-2",
    }),
  ),
];

const power: Row[] = [
  row(
    "stopHost: gracefully",
    swas.stopHost(regionId, server, { force: false, clientToken }),
    wanted("repeatable", "StopInstance", server, { RegionId, InstanceId: server, ClientToken: "token-2" }),
  ),
  row(
    "stopHost: by cutting the power, which only the action for several servers does",
    swas.stopHost(regionId, server, { force: true, clientToken }),
    wanted("repeatable", "StopInstances", server, {
      RegionId,
      InstanceIds: `["${server}"]`,
      ForceStop: true,
      ClientToken: "token-2",
    }),
  ),
  row(
    "startHost: with a token",
    swas.startHost(regionId, server, clientToken),
    wanted("repeatable", "StartInstance", server, { RegionId, InstanceId: server, ClientToken: "token-2" }),
  ),
];

/** SWAS-OPEN 2020-06-01: every method, and the requests that its pages have for it. */
export const swasRows: readonly Row[] = [...reads, ...snapshots, ...rollbacks, ...power];
