import { z } from "zod";
import { defineAction } from "../transport/action";
import { tokenPage } from "../transport/paging";
import { isResetting } from "../world/disks";
import type { Snapshot } from "../world/entities";
import type { Moment } from "../world/moment";
import {
  equals,
  listedSnapshots,
  remainingSeconds,
  snapshotProgress,
  snapshotStatus,
} from "../world/snapshots";
import { toSeconds } from "../world/time";
import { desktopStatus } from "./desktops";
import { sharedErrors } from "./errors";
import { paging, RegionId, SourceDiskType } from "./parameterRules";

/** Words in capitals, a flat list, no tags and no TotalCount; an unknown id is just not there. */
export const DescribeSnapshots = defineAction({
  errors: sharedErrors,
  parameters: {
    RegionId,
    /** One id, not a list. */
    SnapshotId: z.string().optional(),
    DesktopId: z.string().optional(),
    DesktopName: z.string().optional(),
    SnapshotName: z.string().optional(),
    SnapshotType: z
      .string()
      .toLowerCase()
      .pipe(z.enum(["all", "auto", "user"]))
      .default("all"),
    SourceDiskType: SourceDiskType.optional(),
    ...paging,
  },
  run(request, context) {
    const { RegionId: regionId, SnapshotId, DesktopName, SnapshotType } = request;
    const filters = [
      equals("instanceId", request.DesktopId),
      equals("snapshotName", request.SnapshotName),
      equals("sourceDiskType", request.SourceDiskType),
      SnapshotType === "all" ? undefined : equals("snapshotType", SnapshotType),
      DesktopName === undefined
        ? undefined
        : (snapshot: Snapshot) => desktopName(snapshot, context) === DesktopName,
    ];
    const among = { ids: SnapshotId === undefined ? undefined : [SnapshotId] };
    const found = listedSnapshots(context, { service: "ecd", regionId }, filters, among);
    const idOf = (snapshot: Snapshot) => snapshot.snapshotId;
    const page = { NextToken: request.NextToken, size: request.MaxResults };
    const { items, NextToken } = tokenPage(found, idOf, page, () => context.error("InvalidNextToken"));
    return { NextToken, Snapshots: items.map((snapshot) => wireSnapshot(snapshot, context)) };
  },
});

function wireSnapshot(snapshot: Snapshot, moment: Moment) {
  const { world, settings, now } = moment;
  const desktop = world.instances[snapshot.instanceId];
  const disk = world.disks[snapshot.sourceDiskId];
  const progress = snapshotProgress(snapshot, now);
  const resetting = disk !== undefined && isResetting(disk, now) && settings.resetShowsReIniting;
  return {
    Creator: "administrator",
    ProtocolType: "ASP",
    DeletionTime: "",
    EnvId: "",
    EnvType: "",
    JvsId: "",
    RestorePointId: "",
    RestorePointName: "",
    ...snapshot.details,
    SnapshotId: snapshot.snapshotId,
    SnapshotName: snapshot.snapshotName ?? "",
    Description: snapshot.description ?? "",
    DesktopId: snapshot.instanceId,
    DesktopName: desktop?.instanceName ?? "",
    DesktopStatus: desktop === undefined ? "Deleted" : desktopStatus(desktop, moment),
    // `Available` is the documents' only example; what shows during a reset is not said.
    DiskStatus: resetting ? "ReIniting" : "Available",
    Status: snapshotStatus(snapshot, now).toUpperCase(),
    Progress: `${progress}%`,
    // -1: still being computed.
    RemainTime: progress === 0 ? -1 : remainingSeconds(snapshot, now),
    SnapshotType: snapshot.snapshotType.toUpperCase(),
    SourceDiskType: snapshot.sourceDiskType.toUpperCase(),
    SourceDiskSize: String(snapshot.sourceDiskSize),
    CreationTime: toSeconds(snapshot.createdAt),
    OsType: desktop?.osType === "linux" ? "Linux" : "Windows",
    VolumeEncryptionEnabled: snapshot.encrypted,
    VolumeEncryptionKey: snapshot.kmsKeyId,
  };
}

function desktopName(snapshot: Snapshot, { world }: Moment): string {
  return world.instances[snapshot.instanceId]?.instanceName ?? "";
}
