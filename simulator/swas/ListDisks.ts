import { z } from "zod";
import { defineAction } from "../transport/action";
import { newestFirst, numberedPage } from "../transport/paging";
import { hasTags, tagFilter } from "../transport/tagParameters";
import { sharedErrors } from "./errors";
import { diskType, ids, paging, RegionId } from "./parameterRules";
import { wireDisk } from "./wire";

export const ListDisks = defineAction({
  errors: sharedErrors,
  parameters: {
    RegionId,
    InstanceId: z.string().optional(),
    DiskIds: ids,
    DiskType: diskType,
    ResourceGroupId: z.string().optional(),
    Tag: tagFilter.default([]),
    ...paging,
  },
  run(request, context) {
    const found = Object.values(context.world.disks).filter(
      (disk) =>
        disk.service === "swas" &&
        !disk.released &&
        disk.regionId === request.RegionId &&
        (request.InstanceId === undefined || disk.instanceIds.includes(request.InstanceId)) &&
        (request.DiskIds?.includes(disk.diskId) ?? true) &&
        (request.DiskType ?? disk.type) === disk.type &&
        (request.ResourceGroupId ?? disk.resourceGroupId) === disk.resourceGroupId &&
        hasTags(disk.tags, request.Tag),
    );
    const page = numberedPage(
      newestFirst(found, (item) => item.diskId),
      request,
    );
    const { PageNumber, PageSize } = request;
    const Disks = page.map((disk) => wireDisk(disk, context));
    return { TotalCount: found.length, PageNumber, PageSize, Disks };
  },
});
