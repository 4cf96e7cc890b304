import { z } from "zod";
import { defineAction } from "../transport/action";
import { numberedPage } from "../transport/paging";
import { hasTags, tagFilter } from "../transport/tagParameters";
import type { Snapshot } from "../world/entities";
import { equals, listedSnapshots } from "../world/snapshots";
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
    const { RegionId: regionId, ResourceGroupId, SourceDiskType, SnapshotIds, Tag } = request;
    const filters = [
      equals("sourceDiskId", DiskId),
      equals("instanceId", InstanceId),
      equals("sourceDiskType", SourceDiskType),
      equals("resourceGroupId", ResourceGroupId),
      (snapshot: Snapshot) => hasTags(snapshot.tags, Tag),
    ];
    const among = { ids: SnapshotIds, diskId: DiskId };
    const found = listedSnapshots(context, { service: "swas", regionId }, filters, among);
    const Snapshots = numberedPage(found, request).map((snapshot) => wireSnapshot(snapshot, context));
    return { TotalCount: found.length, PageNumber, PageSize, Snapshots };
  },
});
