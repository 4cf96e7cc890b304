import type { Snapshot } from "../world/entities";
import type { Moment } from "../world/moment";
import {
  dataBytes,
  isAvailable,
  remainingSeconds,
  snapshotProgress,
  snapshotStatus,
} from "../world/snapshots";
import { toSeconds } from "../world/time";
import { wireTags } from "./wireTags";

export function wireSnapshot(
  snapshot: Snapshot,
  { now }: Moment,
  usageOf: (snapshot: Snapshot) => Snapshot["usage"],
) {
  return {
    Category: "standard",
    SourceStorageType: "disk",
    SourceSnapshotId: "",
    SourceRegionId: snapshot.regionId,
    InstantAccess: false,
    InstantAccessRetentionDays: snapshot.retentionDays ?? 0,
    ProductCode: "",
    SnapshotSN: `64472-116742336-${snapshot.snapshotId}`,
    ...snapshot.details,
    SnapshotId: snapshot.snapshotId,
    // Returned only when one was given.
    ...(snapshot.snapshotName === undefined ? {} : { SnapshotName: snapshot.snapshotName }),
    Description: snapshot.description ?? "",
    Status: snapshotStatus(snapshot, now),
    Progress: `${snapshotProgress(snapshot, now)}%`,
    RemainTime: remainingSeconds(snapshot, now),
    Available: isAvailable(snapshot, now),
    Usage: usageOf(snapshot),
    SnapshotType: snapshot.snapshotType,
    SourceDiskId: snapshot.sourceDiskId,
    SourceDiskType: snapshot.sourceDiskType,
    // The SDK types it as text, the page's sample and its table show a number and a text.
    SourceDiskSize: String(snapshot.sourceDiskSize),
    FullSnapshotSizeInBytes: dataBytes(snapshot, now),
    RegionId: snapshot.regionId,
    CreationTime: toSeconds(snapshot.createdAt),
    LastModifiedTime: toSeconds(snapshot.modifiedAt ?? snapshot.createdAt),
    ...(snapshot.retentionDays === undefined ? {} : { RetentionDays: snapshot.retentionDays }),
    Encrypted: snapshot.encrypted,
    KMSKeyId: snapshot.kmsKeyId,
    ResourceGroupId: snapshot.resourceGroupId,
    SnapshotLinkId: snapshotLinkId(snapshot),
    Tags: { Tag: wireTags(snapshot.tags) },
  };
}

/** All snapshots of one disk are one chain. */
export function snapshotLinkId({ sourceDiskId }: Pick<Snapshot, "sourceDiskId">): string {
  return sourceDiskId.replace(/^d-/, "sl-");
}
