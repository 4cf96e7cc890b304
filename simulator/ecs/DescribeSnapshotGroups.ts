import { z } from "zod";
import { defineAction } from "../transport/action";
import { newestFirst, tokenPage } from "../transport/paging";
import { repeated } from "../transport/parameters";
import { hasTags, tagFilter } from "../transport/tagParameters";
import type { SnapshotGroup } from "../world/entities";
import type { Moment } from "../world/moment";
import { isAvailable, isListed, snapshotProgress } from "../world/snapshots";
import { toSeconds } from "../world/time";
import { pageSize, pagingErrors, pagingParameters } from "./paging";
import { region } from "./parameterRules";
import { internalErrors, regionErrors } from "./sharedErrors";
import { groupStatus, membersOf } from "./snapshotGroups";

const statuses = ["progressing", "accomplished", "failed"];

/** Tags are Key and Value here, not TagKey and TagValue; members show a progress and no status. */
export const DescribeSnapshotGroups = defineAction({
  errors: [
    [403, "InvalidStatus.ValueNotSupported", "The specified Status is not supported."],
    ...regionErrors,
    ...pagingErrors,
    ...internalErrors,
  ],
  parameters: {
    RegionId: region("InvalidRegionId.NotFound"),
    SnapshotGroupId: repeated(z.string(), 10).default([]),
    InstanceId: z.string().optional(),
    Name: z.string().optional(),
    Status: repeated(
      z.string().refine((status) => statuses.includes(status), "InvalidStatus.ValueNotSupported"),
      3,
    ).default([]),
    ResourceGroupId: z.string().optional(),
    Tag: tagFilter.default([]),
    NextToken: pagingParameters.NextToken,
    MaxResults: pagingParameters.MaxResults,
  },
  run(request, context) {
    const found = Object.values(context.world.snapshotGroups).filter(
      (group) =>
        isListed(group, context) &&
        group.regionId === request.RegionId &&
        (request.SnapshotGroupId.length === 0 || request.SnapshotGroupId.includes(group.snapshotGroupId)) &&
        (request.InstanceId ?? group.instanceId) === group.instanceId &&
        (request.Name ?? group.name) === group.name &&
        (request.ResourceGroupId ?? group.resourceGroupId) === group.resourceGroupId &&
        (request.Status.length === 0 ||
          request.Status.includes(groupStatus(membersOf(group, context), context.now))) &&
        hasTags(group.tags, request.Tag),
    );
    const idOf = (group: SnapshotGroup) => group.snapshotGroupId;
    const limits = { least: 1, most: 100, outOfRange: "refuse" } as const;
    const size = pageSize(request.MaxResults, limits, context.error);
    const token = () => context.error("InvalidNextToken");
    const page = tokenPage(newestFirst(found, idOf), idOf, { NextToken: request.NextToken, size }, token);
    const SnapshotGroup = page.items.map((group) => wireGroup(group, context));
    return { NextToken: page.NextToken, SnapshotGroups: { SnapshotGroup } };
  },
});

function wireGroup(group: SnapshotGroup, moment: Moment) {
  const members = membersOf(group, moment);
  return {
    SnapshotGroupId: group.snapshotGroupId,
    Name: group.name,
    Description: group.description,
    Status: groupStatus(members, moment.now),
    ProgressStatus: "",
    InstanceId: group.instanceId,
    ResourceGroupId: group.resourceGroupId,
    CreationTime: toSeconds(group.createdAt),
    Tags: { Tag: keyValues(group.tags) },
    Snapshots: {
      Snapshot: members.map((member) => ({
        SnapshotId: member.snapshotId,
        SourceDiskId: member.sourceDiskId,
        SourceDiskType: member.sourceDiskType,
        Progress: `${snapshotProgress(member, moment.now)}%`,
        Available: isAvailable(member, moment.now),
        InstantAccess: false,
        InstantAccessRetentionDays: 0,
        Tags: { Tag: keyValues(member.tags) },
      })),
    },
  };
}

function keyValues(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
