import { z } from "zod";
import { defineAction } from "../transport/action";
import { newestFirst, tokenPage } from "../transport/paging";
import { repeated } from "../transport/parameters";
import { hasTags, tagFilter } from "../transport/tagParameters";
import type { Instance } from "../world/entities";
import { disksOf } from "../world/find";
import type { Moment } from "../world/instances";
import { toSeconds } from "../world/time";
import { desktopStatus } from "./desktops";
import { sharedErrors } from "./errors";
import { paging, RegionId } from "./parameterRules";

export const DescribeDesktops = defineAction({
  errors: sharedErrors,
  parameters: {
    RegionId,
    DesktopId: repeated(z.string(), 100).default([]),
    DesktopName: z.string().optional(),
    DesktopStatus: z.string().optional(),
    DesktopStatusList: repeated(z.string(), 100).default([]),
    ChargeType: z.string().optional(),
    ManagementFlag: z.string().optional(),
    Tag: tagFilter.default([]),
    ...paging,
  },
  run(request, context) {
    const statuses = [
      ...request.DesktopStatusList,
      ...(request.DesktopStatus ? [request.DesktopStatus] : []),
    ];
    const found = Object.values(context.world.instances).filter(
      (desktop) =>
        desktop.service === "ecd" &&
        desktop.regionId === request.RegionId &&
        (request.DesktopId.length === 0 || request.DesktopId.includes(desktop.instanceId)) &&
        (request.DesktopName ?? desktop.instanceName) === desktop.instanceName &&
        (statuses.length === 0 || statuses.includes(desktopStatus(desktop, context))) &&
        (request.ChargeType ?? desktop.chargeType) === desktop.chargeType &&
        (request.ManagementFlag ?? desktop.managementFlag) === desktop.managementFlag &&
        hasTags(desktop.tags, request.Tag),
    );
    const idOf = (desktop: Instance) => desktop.instanceId;
    const page = { NextToken: request.NextToken, size: request.MaxResults };
    const { items, NextToken } = tokenPage(newestFirst(found, idOf), idOf, page, () =>
      context.error("InvalidNextToken"),
    );
    const Desktops = items.map((desktop) => wireDesktop(desktop, context));
    return { NextToken, TotalCount: found.length, Desktops };
  },
});

function wireDesktop(desktop: Instance, moment: Moment) {
  return {
    DesktopId: desktop.instanceId,
    DesktopName: desktop.instanceName,
    DesktopStatus: desktopStatus(desktop, moment),
    ConnectionStatus: desktop.connectionStatus,
    ManagementFlag: desktop.managementFlag,
    ManagementFlags: desktop.managementFlag === "NoFlag" ? [] : [desktop.managementFlag],
    ChargeType: desktop.chargeType,
    DesktopType: desktop.instanceType,
    OsType: desktop.osType === "linux" ? "Linux" : "Windows",
    ProtocolType: "ASP",
    OfficeSiteId: `${desktop.regionId}+dir-sim0001`,
    ImageId: desktop.imageId,
    CreationTime: toSeconds(desktop.createdAt),
    ExpiredTime: desktop.expiredAt === undefined ? "2099-12-31T15:59:59Z" : toSeconds(desktop.expiredAt),
    StartTime: desktop.startedAt === undefined ? "" : toSeconds(desktop.startedAt),
    Progress: "100%",
    SnapshotPolicyId: "",
    Disks: disksOf(desktop.instanceId, moment).map((disk) => ({
      DiskId: disk.diskId,
      DiskType: disk.type.toUpperCase(),
      DiskSize: disk.size,
      DiskCategory: disk.category,
      PerformanceLevel: disk.performanceLevel,
    })),
    Tags: Object.entries(desktop.tags).map(([Key, Value]) => ({ Key, Value })),
  };
}
