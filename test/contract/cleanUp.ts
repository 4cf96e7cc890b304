import { CloudError, type CloudRequest } from "../../provider/client";
import { readGroup } from "./groups";
import { powered } from "./power";
import { snapshotById, snapshotsOf } from "./reads";
import type { Trial } from "./trial";

/**
 * Deletes what the tests have created, also what they have lost sight of, and gives the hosts back as found. It
 * goes on after a failure, and then says all that is left.
 */
export async function cleanUp(trial: Trial): Promise<void> {
  const { created, world } = trial;
  const left: string[] = [];
  const attempt = (what: string, work: Promise<void>) =>
    work.catch((error: unknown) => void left.push(`${what} (${String(error)})`));

  // A simulated world is thrown away with all that is in it.
  if (!world.simulated) {
    for (const groupId of created.groupIds) await attempt(groupId, deleteGroup(trial, groupId));
    await attempt("snapshots without an answer", findLost(trial));
    for (const id of created.snapshotIds) await attempt(id, deleteSnapshot(trial, id));
    for (const [hostId, { disk, state }] of [...created.hosts])
      await attempt(
        `${hostId} not ${state}`,
        powered(trial, state, disk).then(() => undefined),
      );
  }
  created.snapshotIds.clear();
  created.groupIds.clear();
  created.hosts.clear();
  if (left.length) throw new Error(`the contract suite has left behind: ${left.join("; ")}`);
}

async function findLost(trial: Trial): Promise<void> {
  const { namePrefix, snapshotIds } = trial.created;
  for (const { snapshotId, snapshotName } of await snapshotsOf(trial))
    if (snapshotName.startsWith(namePrefix)) snapshotIds.add(snapshotId);
}

async function deleteSnapshot(trial: Trial, snapshotId: string): Promise<void> {
  const { service, world } = trial;
  // Not every service deletes one that is still being taken.
  await trial.ended(snapshotId);
  const options = { force: false, clientToken: `delete-${snapshotId}` };
  await unlessGone(trial, service.deleteSnapshot(world.place.regionId, snapshotId, options));
  await trial.until(
    () => snapshotById(trial, snapshotId),
    (facts) => facts === undefined,
  );
}

async function deleteGroup(trial: Trial, groupId: string): Promise<void> {
  const { groups } = trial.service;
  if (!groups || !(await readGroup(trial, groups, groupId))) return;
  const { results } = await trial.call(groups.delete(trial.world.place.regionId, groupId));
  const failed = results.filter(({ failure }) => failure);
  if (failed.length) throw new Error(JSON.stringify(failed));
}

async function unlessGone(trial: Trial, request: CloudRequest<unknown>): Promise<void> {
  try {
    await trial.call(request);
  } catch (error) {
    if (!(error instanceof CloudError) || error.kind !== "notFound") throw error;
  }
}
