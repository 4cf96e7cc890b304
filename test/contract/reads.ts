import type { CloudRequest } from "../../provider/client";
import {
  diskKey,
  type DiskFacts,
  type DiskReference,
  type HostFacts,
  type SnapshotFacts,
} from "../../provider/lifecycle/facts";
import type { Page } from "../../provider/services";
import type { Trial } from "./trial";

export async function snapshotById(trial: Trial, snapshotId: string): Promise<SnapshotFacts | undefined> {
  const { regionId } = trial.world.place;
  const found = await allPages(trial, (after) => trial.service.readSnapshots(regionId, [snapshotId], after));
  return found.find((facts) => facts.snapshotId === snapshotId);
}

export function snapshotsOf(trial: Trial, disk = trial.world.place.disk): Promise<SnapshotFacts[]> {
  return allPages(trial, (after) => trial.service.listSnapshots(trial.world.place.regionId, disk, after));
}

export function snapshotsOfHost(trial: Trial, hostId: string): Promise<SnapshotFacts[]> {
  const { regionId } = trial.world.place;
  return allPages(trial, (after) => trial.service.listHostSnapshots(regionId, hostId, after));
}

export async function diskOf(
  trial: Trial,
  reference: DiskReference = trial.world.place.disk,
): Promise<DiskFacts> {
  const found = await trial.call(trial.service.readDisks(trial.world.place.regionId, [reference]));
  const disk = found.find((facts) => diskKey(facts.disk) === diskKey(reference));
  if (!disk) throw new Error(`there is no disk ${diskKey(reference)} to try the service on`);
  return disk;
}

/** The host of the disk. */
export async function hostOf(
  trial: Trial,
  reference: DiskReference = trial.world.place.disk,
): Promise<HostFacts> {
  const [hostId] = (await diskOf(trial, reference)).hostIds;
  if (hostId === undefined) throw new Error(`disk ${diskKey(reference)} has no host to try the service on`);
  const found = await trial.call(trial.service.readHosts(trial.world.place.regionId, [hostId]));
  const host = found.find((facts) => facts.hostId === hostId);
  if (!host) throw new Error(`host ${hostId} of disk ${diskKey(reference)} cannot be read`);
  return host;
}

async function allPages<Item>(
  trial: Trial,
  page: (after: string | undefined) => CloudRequest<Page<Item>>,
): Promise<Item[]> {
  const found: Item[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await trial.call(page(after));
    found.push(...items);
    after = next;
  } while (after !== undefined);
  return found;
}
