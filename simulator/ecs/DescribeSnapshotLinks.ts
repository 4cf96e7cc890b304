import { z } from "zod";
import { defineAction } from "../transport/action";
import { idsAsJson } from "../transport/parameters";
import type { Snapshot } from "../world/entities";
import type { Moment } from "../world/moment";
import { dataBytes, listedSnapshots } from "../world/snapshots";
import { paginate, pagingErrors, pagingParameters } from "./paging";
import { region } from "./parameterRules";
import { internalErrors, regionErrors } from "./sharedErrors";
import { snapshotLinkId } from "./wireSnapshot";

/** The chains of snapshots: one for each disk that has any, also where the disk is gone. */
export const DescribeSnapshotLinks = defineAction({
  errors: [
    [403, "InvalidParameter.DiskIds", "The specified parameter diskIds is not valid."],
    [403, "InvalidParameter.SnapshotLinkIds", "The specified parameter snapshotLinkIds is not valid."],
    ...regionErrors,
    ...pagingErrors,
    ...internalErrors,
  ],
  parameters: {
    RegionId: region("InvalidRegionId.NotFound"),
    InstanceId: z.string().min(1).optional(),
    DiskIds: idsAsJson("InvalidParameter.DiskIds").optional(),
    SnapshotLinkIds: idsAsJson("InvalidParameter.SnapshotLinkIds").optional(),
    ...pagingParameters,
  },
  run(request, context) {
    const { DiskIds, SnapshotLinkIds, InstanceId } = request;
    const chains = chainsOf(request.RegionId, context).filter(
      ({ snapshots: [newest] }) =>
        (DiskIds?.includes(newest.sourceDiskId) ?? true) &&
        (SnapshotLinkIds?.includes(snapshotLinkId(newest)) ?? true) &&
        (InstanceId ?? newest.instanceId) === newest.instanceId,
    );
    const limits = { least: 10, most: 100, outOfRange: "clamp" } as const;
    const idOf = ({ snapshots: [newest] }: Chain) => snapshotLinkId(newest);
    const { items, fields } = paginate(chains, idOf, request, limits, context.error);
    return { ...fields, SnapshotLinks: { SnapshotLink: items.map((chain) => wireChain(chain, context)) } };
  },
});

interface Chain {
  readonly createdAt: number;
  /** Newest first; a chain has at least one. */
  readonly snapshots: [Snapshot, ...Snapshot[]];
}

function chainsOf(regionId: string, moment: Moment): Chain[] {
  const chains = new Map<string, Chain>();
  for (const snapshot of listedSnapshots(moment, { service: "ecs", regionId })) {
    const chain = chains.get(snapshot.sourceDiskId);
    if (chain) chain.snapshots.push(snapshot);
    else chains.set(snapshot.sourceDiskId, { createdAt: snapshot.createdAt, snapshots: [snapshot] });
  }
  return [...chains.values()];
}

function wireChain({ snapshots }: Chain, { world, now }: Moment) {
  const [newest] = snapshots;
  return {
    SnapshotLinkId: snapshotLinkId(newest),
    RegionId: newest.regionId,
    Category: "standard",
    InstantAccess: false,
    InstanceId: newest.instanceId,
    InstanceName: world.instances[newest.instanceId]?.instanceName ?? "",
    SourceDiskId: newest.sourceDiskId,
    SourceDiskName: world.disks[newest.sourceDiskId]?.diskName ?? "",
    SourceDiskSize: newest.sourceDiskSize,
    SourceDiskType: newest.sourceDiskType,
    TotalCount: snapshots.length,
    TotalSize: snapshots.reduce((sum, snapshot) => sum + dataBytes(snapshot, now), 0),
  };
}
