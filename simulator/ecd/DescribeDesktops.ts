import { z } from "zod";
import { defineAction } from "../transport/action";
import type { CloudError } from "../transport/cloudError";
import { newestFirst, numberedPage, tokenAfterNumberedPage, tokenPage } from "../transport/paging";
import { repeated } from "../transport/parameters";
import { hasTags, tagFilter } from "../transport/tagParameters";
import type { Instance } from "../world/entities";
import { desktopStatus } from "./desktops";
import { sharedErrors } from "./errors";
import { numberPaging, paging, RegionId } from "./parameterRules";
import { wireDesktop } from "./wireDesktop";

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
    ...numberPaging,
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
    const { items, ...fields } = pageOf(found, request, () => context.error("InvalidNextToken"));
    const Desktops = items.map((desktop) => wireDesktop(desktop, context));
    return { ...fields, TotalCount: found.length, Desktops };
  },
});

interface PageRequest {
  readonly NextToken?: string;
  readonly MaxResults: number;
  readonly PageNumber?: number;
  readonly PageSize?: number;
}

/** By token, or by number for those who give one. */
function pageOf(found: readonly Instance[], request: PageRequest, refuseToken: () => CloudError) {
  const idOf = (desktop: Instance) => desktop.instanceId;
  const sorted = newestFirst(found, idOf);
  const PageSize = request.PageSize ?? request.MaxResults;
  const PageNumber = request.PageNumber ?? 1;
  if (request.PageNumber !== undefined && !request.NextToken) {
    const page = { PageNumber, PageSize };
    return {
      items: numberedPage(sorted, page),
      NextToken: tokenAfterNumberedPage(sorted, idOf, page),
      ...page,
    };
  }
  const page = { NextToken: request.NextToken, size: PageSize };
  return { ...tokenPage(sorted, idOf, page, refuseToken), PageNumber, PageSize };
}
