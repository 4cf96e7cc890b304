import { ecd } from "../../../provider/services/ecd";
import { bareSnapshot, newSnapshot, regionId, row, wanted, type Row } from "./requests";

const RegionId = regionId;
const disk = { desktopId: "ecd-1", sourceDiskType: "data" } as const;
const system = { desktopId: "ecd-1", sourceDiskType: "system" } as const;

const reads: Row[] = [
  row(
    "readSnapshots: one id, the only number that the action takes",
    ecd.readSnapshots(regionId, ["s-1"], undefined),
    wanted("read", "DescribeSnapshots", "s-1", { RegionId, SnapshotId: "s-1", MaxResults: 100 }),
  ),
  row(
    "readSnapshots: several ids are looked for in the list of the region",
    ecd.readSnapshots(regionId, ["s-1", "s-2"], "next-2"),
    wanted("read", "DescribeSnapshots", "s-1, s-2", { RegionId, MaxResults: 100, NextToken: "next-2" }),
  ),
  row(
    "listSnapshots: of a disk, which its desktop and type name",
    ecd.listSnapshots(regionId, disk, undefined),
    wanted("read", "DescribeSnapshots", "ecd-1/data", {
      RegionId,
      DesktopId: "ecd-1",
      SourceDiskType: "data",
      MaxResults: 100,
    }),
  ),
  row(
    "listDisks: of a desktop",
    ecd.listDisks(regionId, "ecd-1"),
    wanted("read", "DescribeDesktops", "ecd-1", { RegionId, DesktopId: ["ecd-1"], MaxResults: 100 }),
  ),
  row(
    "listHostSnapshots: of a desktop",
    ecd.listHostSnapshots(regionId, "ecd-1", "next-2"),
    wanted("read", "DescribeSnapshots", "ecd-1", {
      RegionId,
      DesktopId: "ecd-1",
      MaxResults: 100,
      NextToken: "next-2",
    }),
  ),
  row(
    "readDisks: each desktop once, though several of its disks are asked for",
    ecd.readDisks(regionId, [disk, system, { desktopId: "ecd-2", sourceDiskType: "data" }]),
    wanted("read", "DescribeDesktops", "ecd-1/data, ecd-1/system, ecd-2/data", {
      RegionId,
      DesktopId: ["ecd-1", "ecd-2"],
      MaxResults: 100,
    }),
  ),
  row(
    "readHosts: desktops",
    ecd.readHosts(regionId, ["ecd-1", "ecd-2"]),
    wanted("read", "DescribeDesktops", "ecd-1, ecd-2", {
      RegionId,
      DesktopId: ["ecd-1", "ecd-2"],
      MaxResults: 100,
    }),
  ),
];

const snapshots: Row[] = [
  row(
    "takeSnapshot: once, for there is no token; and neither tags nor a retention",
    ecd.takeSnapshot(newSnapshot(disk)),
    wanted("once", "CreateSnapshot", "ecd-1/data", {
      RegionId,
      DesktopId: "ecd-1",
      SourceDiskType: "data",
      SnapshotName: "before-upgrade",
      Description: "before the upgrade",
    }),
  ),
  row(
    "takeSnapshot: bare",
    ecd.takeSnapshot(bareSnapshot(system)),
    wanted("once", "CreateSnapshot", "ecd-1/system", {
      RegionId,
      DesktopId: "ecd-1",
      SourceDiskType: "system",
      SnapshotName: "before-upgrade",
    }),
  ),
  row(
    "deleteSnapshot: a repeated parameter",
    ecd.deleteSnapshot(regionId, "s-1"),
    wanted("repeatable", "DeleteSnapshot", "s-1", { RegionId, SnapshotId: ["s-1"] }),
  ),
  row("changeSnapshot: nothing of it can be changed", ecd.changeSnapshot()),
];

const rollbacks: Row[] = [
  row(
    "rollBack: once, and the snapshot alone says of which disk",
    ecd.rollBack({ regionId, disk, snapshotId: "s-1" }),
    wanted("once", "ResetSnapshot", "ecd-1/data → s-1", { RegionId, SnapshotId: "s-1" }),
  ),
];

const power: Row[] = [
  row(
    "stopHost: keeping the machine, against the action's own default",
    ecd.stopHost(regionId, "ecd-1"),
    wanted("repeatable", "StopDesktops", "ecd-1", {
      RegionId,
      DesktopId: ["ecd-1"],
      StoppedMode: "KeepCharging",
    }),
  ),
  row(
    "startHost: a repeated parameter",
    ecd.startHost(regionId, "ecd-1"),
    wanted("repeatable", "StartDesktops", "ecd-1", { RegionId, DesktopId: ["ecd-1"] }),
  ),
];

/** ECD 2020-09-30: every method, and the requests that its pages have for it. */
export const ecdRows: readonly Row[] = [...reads, ...snapshots, ...rollbacks, ...power];
