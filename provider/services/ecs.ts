import type { CloudRequest, Product } from "../client";
import { diskKey } from "../lifecycle/facts";
import { z } from "zod";
import { diskItems, groupItems, groupPage, hostItems, operationProgress, snapshotPage } from "./ecsAnswers";
import type { RollbackPoint, Service, SnapshotChange } from "./service";
import { done, requestId, requestsOf, tagParameters } from "./wire";

const product: Product = {
  service: "ecs",
  version: "2014-05-26",
  endpointVariable: "ALIBABA_CLOUD_ENDPOINT_ECS",
  endpoint: (regionId) => endpointExceptions[regionId] ?? `ecs.${regionId}.aliyuncs.com`,
};

const { read, write } = requestsOf(product);

/** Elastic Compute Service, API version 2014-05-26. */
export const ecs = {
  name: "ecs",
  product,
  hostWord: "instance",
  capabilities: {
    journal: "tags",
    receipts: false,
    rollbackToken: false,
    snapshotShowsRollback: false,
    forceStop: true,
  },
  snapshotName: {
    shortest: 2,
    longest: 128,
    pattern: /^(?!auto)(?!https?:\/\/)\p{L}[\p{L}\p{N}:_.-]*$/u,
    alphabet:
      'begin with a letter (but not with "auto", "http://" or "https://") and hold only letters, digits, ":", "_", "." and "-"',
    page: "ECS CreateSnapshot",
  },
  systemDisk: {
    holds: ["host name", "network settings", "package sources", "clock", "logs", "SSH host keys"],
    setAnew: "key pair or password",
  },
  polling: { shortestMs: 1_000, longestMs: 10_000, soonestMs: 3_000, settleMs: 15_000 },
  batch: { snapshots: 100, disks: 100, hosts: 100 },

  readSnapshots: (regionId, snapshotIds, after) =>
    read(regionId, "DescribeSnapshots", snapshotIds.join(", "), snapshotPage, {
      SnapshotIds: JSON.stringify(snapshotIds),
      MaxResults: 100,
      NextToken: after,
    }),

  listSnapshots: (regionId, disk, after) =>
    read(regionId, "DescribeSnapshots", diskKey(disk), snapshotPage, {
      DiskId: disk.diskId,
      MaxResults: 100,
      NextToken: after,
    }),

  readDisks: (regionId, disks) =>
    read(regionId, "DescribeDisks", disks.map(diskKey).join(", "), diskItems, {
      DiskIds: JSON.stringify(disks.map(diskKey)),
      MaxResults: 100,
    }),

  listDisks: (regionId, hostId) =>
    read(regionId, "DescribeDisks", hostId, diskItems, { InstanceId: hostId, MaxResults: 100 }),

  listHostSnapshots: (regionId, hostId, after) =>
    read(regionId, "DescribeSnapshots", hostId, snapshotPage, {
      InstanceId: hostId,
      Status: "progressing",
      MaxResults: 100,
      NextToken: after,
    }),

  readHosts: (regionId, hostIds) =>
    read(regionId, "DescribeInstances", hostIds.join(", "), hostItems, {
      InstanceIds: JSON.stringify(hostIds),
      MaxResults: 100,
    }),

  foundAgainBy: "token",
  takeSnapshot: (snapshot) =>
    write(snapshot.regionId, "CreateSnapshot", diskKey(snapshot.disk), created, {
      DiskId: snapshot.disk.diskId,
      SnapshotName: snapshot.name,
      Description: snapshot.description,
      RetentionDays: snapshot.retentionDays,
      ResourceGroupId: snapshot.resourceGroupId,
      Tag: tagParameters(snapshot.tags),
      ClientToken: snapshot.clientToken,
    }),

  deleteSnapshot: (regionId, snapshotId, { force }) =>
    write(regionId, "DeleteSnapshot", snapshotId, done, {
      SnapshotId: snapshotId,
      Force: force || undefined,
    }),

  changeSnapshot: (regionId, snapshotId, change) => [
    ...attributeChange(regionId, snapshotId, change),
    ...tagChange(regionId, "snapshot", snapshotId, change),
    ...resourceGroupChange(regionId, "snapshot", snapshotId, change),
  ],

  groups: {
    batch: 10,
    // Groups are for disks of the ESSD family in one zone.
    impossibleCodes: [
      "DiskCategory.OperationNotSupported",
      "InvalidDiskIds.NotInSameZone",
      "InvalidRegion.NotSupport",
      "UserNotInTheWhiteList",
    ],
    take: (group) =>
      write(
        group.regionId,
        "CreateSnapshotGroup",
        group.instanceId ?? group.diskIds.join(", "),
        createdGroup,
        {
          RegionId: group.regionId,
          InstanceId: group.instanceId,
          DiskId: group.diskIds.length ? group.diskIds : undefined,
          ExcludeDiskId: group.excludeDiskIds.length ? group.excludeDiskIds : undefined,
          Name: group.name,
          Description: group.description,
          ResourceGroupId: group.resourceGroupId,
          Tag: tagParameters(group.tags),
          ClientToken: group.clientToken,
        },
      ),
    read: (regionId, groupIds) =>
      read(regionId, "DescribeSnapshotGroups", groupIds.join(", "), groupItems, {
        SnapshotGroupId: groupIds,
        MaxResults: 100,
      }),
    marked: (regionId, tagName, after) =>
      read(regionId, "DescribeSnapshotGroups", tagName, groupPage, {
        Status: ["progressing", "accomplished"],
        Tag: [{ Key: tagName }],
        MaxResults: 100,
        NextToken: after,
      }),
    named: (regionId, name, after) =>
      read(regionId, "DescribeSnapshotGroups", name, groupPage, {
        Name: name,
        Status: ["progressing", "accomplished"],
        MaxResults: 100,
        NextToken: after,
      }),
    ofInstance: (regionId, instanceId, after) =>
      read(regionId, "DescribeSnapshotGroups", instanceId, groupPage, {
        InstanceId: instanceId,
        MaxResults: 100,
        NextToken: after,
      }),
    change: (regionId, groupId, change) => [
      ...groupAttributeChange(regionId, groupId, change),
      // The documents do not list this type; Alibaba's own Terraform provider uses it.
      ...tagChange(regionId, "snapshotgroup", groupId, change),
      ...resourceGroupChange(regionId, "snapshotgroup", groupId, change),
    ],
    delete: (regionId, groupId) =>
      write(regionId, "DeleteSnapshotGroup", groupId, operationProgress, {
        RegionId: regionId,
        SnapshotGroupId: groupId,
      }),
  },

  tags: {
    write: (regionId, snapshotIds, tags) =>
      write(regionId, "TagResources", snapshotIds.join(", "), done, {
        RegionId: regionId,
        ResourceType: "snapshot",
        ResourceId: snapshotIds,
        Tag: tagParameters(tags),
      }),
    remove: (regionId, snapshotIds, names) =>
      write(regionId, "UntagResources", snapshotIds.join(", "), done, {
        RegionId: regionId,
        ResourceType: "snapshot",
        ResourceId: snapshotIds,
        TagKey: names,
      }),
  },

  rollBack: (point) => ({ ...resetDisk(point), effect: "once", answer: requestId }),

  rollBackTogether: (regionId, points) => ({
    product,
    regionId,
    action: "ResetDisks",
    target: points.map(pointWords).join(", "),
    effect: "once",
    parameters: {
      RegionId: regionId,
      Disk: points.map(({ disk, snapshotId }) => ({ DiskId: disk.diskId, SnapshotId: snapshotId })),
    },
    answer: operationProgress,
  }),

  tryRollBack: (point) => dryRun(resetDisk(point)),
  hostRunsCodes: ["IncorrectInstanceStatus"],
  restoringCodes: ["InvalidOperation.DiskResetInProgress"],
  diskBusyCodes: ["IncorrectDiskStatus"],
  // The action is being retired.
  notTogetherCodes: ["InvalidApi.NotFound", "InvalidRegion.NotSupport", "InvalidAction.NotFound"],
  ungroupedCodes: ["OperationDenied"],

  stopHost: (regionId, hostId, { force }) => stopInstance(regionId, hostId, force),
  startHost: startInstance,
  tryStopHost: (regionId, hostId, { force }) => dryRun(stopInstance(regionId, hostId, force)),
  tryStartHost: (regionId, hostId) => dryRun(startInstance(regionId, hostId)),
} satisfies Service;

/** The same request, which the cloud only checks. */
function dryRun(
  request: Pick<CloudRequest<unknown>, "product" | "regionId" | "action" | "target" | "parameters">,
): CloudRequest<unknown> {
  return { ...request, effect: "read", parameters: { ...request.parameters, DryRun: true }, answer: done };
}

/** Without KeepCharging the instance may lose its address and its capacity. */
function stopInstance(regionId: string, hostId: string, force: boolean): CloudRequest<unknown> {
  return write(regionId, "StopInstance", hostId, done, {
    InstanceId: hostId,
    StoppedMode: "KeepCharging",
    ForceStop: force || undefined,
  });
}

function startInstance(regionId: string, hostId: string): CloudRequest<unknown> {
  return write(regionId, "StartInstance", hostId, done, { InstanceId: hostId });
}

/** Regions whose host does not follow the rule, from Alibaba's own SDK. */
const endpointExceptions: Readonly<Record<string, string>> = {
  "cn-hangzhou": "ecs-cn-hangzhou.aliyuncs.com",
  "cn-shanghai-finance-1": "ecs-cn-hangzhou.aliyuncs.com",
  "cn-shenzhen-finance-1": "ecs-cn-hangzhou.aliyuncs.com",
  "cn-north-2-gov-1": "ecs.aliyuncs.com",
  "cn-hangzhou-finance": "ecs.aliyuncs.com",
  "cn-wuhan": "ecs.aliyuncs.com",
  "cn-beijing-gov-1": "ecs.aliyuncs.com",
};

const created = z
  .object({ SnapshotId: z.string().min(1) })
  .transform(({ SnapshotId }) => ({ snapshotId: SnapshotId }));

const createdGroup = z
  .object({ SnapshotGroupId: z.string().min(1) })
  .transform(({ SnapshotGroupId }) => ({ snapshotGroupId: SnapshotGroupId }));

const pointWords = ({ disk, snapshotId }: { disk: RollbackPoint["disk"]; snapshotId: string }) =>
  `${diskKey(disk)} → ${snapshotId}`;

const resetDisk = (point: RollbackPoint) => ({
  product,
  regionId: point.regionId,
  action: "ResetDisk",
  target: pointWords(point),
  parameters: { DiskId: point.disk.diskId, SnapshotId: point.snapshotId },
});

function attributeChange(
  regionId: string,
  snapshotId: string,
  change: SnapshotChange,
): CloudRequest<unknown>[] {
  const { name, description, retentionDays } = change;
  if (name === undefined && description === undefined && retentionDays === undefined) return [];
  return [
    write(regionId, "ModifySnapshotAttribute", snapshotId, done, {
      SnapshotId: snapshotId,
      SnapshotName: name,
      Description: description,
      RetentionDays: retentionDays,
    }),
  ];
}

function groupAttributeChange(
  regionId: string,
  groupId: string,
  change: SnapshotChange,
): CloudRequest<unknown>[] {
  const { name, description } = change;
  if (name === undefined && description === undefined) return [];
  return [
    write(regionId, "ModifySnapshotGroup", groupId, done, {
      RegionId: regionId,
      SnapshotGroupId: groupId,
      Name: name,
      Description: description,
    }),
  ];
}

function tagChange(
  regionId: string,
  type: string,
  id: string,
  change: SnapshotChange,
): CloudRequest<unknown>[] {
  const resource = { RegionId: regionId, ResourceType: type, ResourceId: [id] };
  const set = tagParameters(change.setTags ?? {});
  const remove = change.removeTags ?? [];
  return [
    ...(remove.length ? [write(regionId, "UntagResources", id, done, { ...resource, TagKey: remove })] : []),
    ...(set.length ? [write(regionId, "TagResources", id, done, { ...resource, Tag: set })] : []),
  ];
}

function resourceGroupChange(
  regionId: string,
  type: string,
  id: string,
  change: SnapshotChange,
): CloudRequest<unknown>[] {
  if (change.resourceGroupId === undefined) return [];
  return [
    write(regionId, "JoinResourceGroup", id, done, {
      RegionId: regionId,
      ResourceGroupId: change.resourceGroupId,
      ResourceId: id,
      ResourceType: type,
    }),
  ];
}
