import { z } from "zod";
import { defineAction } from "../transport/action";
import { newestFirst, numberedPage } from "../transport/paging";
import { hasTags, tagFilter } from "../transport/tagParameters";
import { listedSnapshots } from "../world/snapshots";
import { sharedErrors } from "./errors";
import { diskIn, serverIn } from "./inRegion";
import { diskType, ids, paging, RegionId } from "./parameterRules";
import { wireSnapshot } from "./wire";

/** An unknown snapshot is left out; an unknown disk or server is an error (Terraform relies on it). */
export const ListSnapshots = defineAction({
  errors: sharedErrors,
  parameters: {
    RegionId,
    InstanceId: z.string().min(1).optional(),
    DiskId: z.string().min(1).optional(),
    SnapshotIds: ids,
    SourceDiskType: diskType,
    ResourceGroupId: z.string().optional(),
    Tag: tagFilter.default([]),
    ...paging,
  },
  run(request, context) {
    const { DiskId, InstanceId, PageNumber, PageSize } = request;
    if (DiskId !== undefined) diskIn(context, request.RegionId, DiskId, context.error);
    if (InstanceId !== undefined) serverIn(context, request.RegionId, InstanceId, context.error);
    const found = listedSnapshots(context).filter(
      (snapshot) =>
        snapshot.service === "swas" &&
        snapshot.regionId === request.RegionId &&
        (DiskId ?? snapshot.sourceDiskId) === snapshot.sourceDiskId &&
        (InstanceId ?? snapshot.instanceId) === snapshot.instanceId &&
        (request.SnapshotIds?.includes(snapshot.snapshotId) ?? true) &&
        (request.SourceDiskType ?? snapshot.sourceDiskType) === snapshot.sourceDiskType &&
        (request.ResourceGroupId ?? snapshot.resourceGroupId) === snapshot.resourceGroupId &&
        hasTags(snapshot.tags, request.Tag),
    );
    const page = numberedPage(
      newestFirst(found, (item) => item.snapshotId),
      request,
    );
    const Snapshots = page.map((snapshot) => wireSnapshot(snapshot, context));
    return { TotalCount: found.length, PageNumber, PageSize, Snapshots };
  },
});
