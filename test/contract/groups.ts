import { diskKey, type DiskReference, type SnapshotGroupFacts } from "../../provider/lifecycle/facts";
import type { GroupActions, NewGroup, RollbackPoint } from "../../provider/services";
import type { Trial } from "./trial";

export interface CompleteGroup {
  readonly wanted: NewGroup;
  readonly facts: SnapshotGroupFacts;
}

/** A complete group of the world's disks for groups, noted for the end. */
export async function completeGroup(trial: Trial, groups: GroupActions): Promise<CompleteGroup> {
  const { regionId, groupDisks } = trial.world.place;
  const { name, description, resourceGroupId, tags, clientToken } = trial.wanted();
  const wanted: NewGroup = {
    ...{ regionId, name, description, resourceGroupId, tags, clientToken },
    instanceId: undefined,
    diskIds: groupDisks.map(diskKey),
    excludeDiskIds: [],
  };
  const { snapshotGroupId } = await trial.call(groups.take(wanted));
  trial.created.groupIds.add(snapshotGroupId);
  const seen = await trial.until(
    () => readGroup(trial, groups, snapshotGroupId),
    (facts) => facts !== undefined && facts.status !== "progressing",
  );
  const facts = seen.at(-1);
  if (facts?.status !== "accomplished") throw new Error(`the group ended as ${JSON.stringify(facts)}`);
  return { wanted, facts };
}

export async function readGroup(
  trial: Trial,
  groups: GroupActions,
  groupId: string,
): Promise<SnapshotGroupFacts | undefined> {
  const found = await trial.call(groups.read(trial.world.place.regionId, [groupId]));
  return found.find((facts) => facts.snapshotGroupId === groupId);
}

/** The way of a disk back to its snapshot in the group. */
export function pointOf(trial: Trial, group: SnapshotGroupFacts, disk: DiskReference): RollbackPoint {
  const member = group.members.find((one) => diskKey(one.disk) === diskKey(disk));
  if (!member) throw new Error(`the group has no snapshot of ${diskKey(disk)}`);
  return { regionId: trial.world.place.regionId, disk, snapshotId: member.snapshotId };
}
