import DataLoader from "dataloader";
import type { Cloud, CloudRequest } from "../client";
import {
  diskKey,
  type DiskFacts,
  type DiskReference,
  type HostFacts,
  type SnapshotFacts,
} from "../lifecycle/facts";
import type { Service } from "../services";

/** Single reads that leave as few describe calls: what is asked for within the same moment goes together. */
export interface Reads {
  snapshot(service: Service, regionId: string, snapshotId: string): Promise<SnapshotFacts | undefined>;
  disk(service: Service, regionId: string, disk: DiskReference): Promise<DiskFacts | undefined>;
  host(service: Service, regionId: string, hostId: string): Promise<HostFacts | undefined>;
  /** Every snapshot of a disk, newest first. */
  snapshotsOf(service: Service, regionId: string, disk: DiskReference): Promise<SnapshotFacts[]>;
}

export function batchedReads(cloud: Cloud): Reads {
  const loaders = new Map<string, DataLoader<unknown, unknown, string>>();

  /** One loader for each kind of thing in each region; nothing is cached, the world moves. */
  function loader<Reference, Facts>(
    batch: Batch<Reference, Facts>,
  ): DataLoader<Reference, Facts | undefined, string> {
    const { service, regionId, things } = batch;
    const name = `${service.name}/${regionId}/${things}`;
    const known = loaders.get(name) as DataLoader<Reference, Facts | undefined, string> | undefined;
    if (known) return known;
    const made = new DataLoader<Reference, Facts | undefined, string>(
      async (references) => {
        const keys = [...new Map(references.map((one) => [batch.keyOf(one), one])).values()];
        const found = await cloud.call(batch.request(keys));
        const byKey = new Map(found.map((facts) => [batch.keyIn(facts), facts]));
        return references.map((one) => byKey.get(batch.keyOf(one)));
      },
      { cache: false, maxBatchSize: service.batch, batchScheduleFn: (send) => setTimeout(send, gatherMs) },
    );
    loaders.set(name, made as unknown as DataLoader<unknown, unknown, string>);
    return made;
  }

  return {
    snapshot: (service, regionId, snapshotId) =>
      loader<string, SnapshotFacts>({
        service,
        regionId,
        things: "snapshots",
        request: (ids) => service.readSnapshots(regionId, ids),
        keyOf: (id) => id,
        keyIn: (facts) => facts.snapshotId,
      }).load(snapshotId),

    disk: (service, regionId, disk) =>
      loader<DiskReference, DiskFacts>({
        service,
        regionId,
        things: "disks",
        request: (disks) => service.readDisks(regionId, disks),
        keyOf: diskKey,
        keyIn: (facts) => diskKey(facts.disk),
      }).load(disk),

    host: (service, regionId, hostId) =>
      loader<string, HostFacts>({
        service,
        regionId,
        things: "hosts",
        request: (ids) => service.readHosts(regionId, ids),
        keyOf: (id) => id,
        keyIn: (facts) => facts.hostId,
      }).load(hostId),

    snapshotsOf: async (service, regionId, disk) => {
      const found: SnapshotFacts[] = [];
      let after: string | undefined;
      do {
        const page = await cloud.call(service.listSnapshots(regionId, disk, after));
        found.push(...page.items);
        after = page.next;
      } while (after !== undefined);
      return found.sort((one, other) => other.creationTime.localeCompare(one.creationTime));
    },
  };
}

interface Batch<Reference, Facts> {
  readonly service: Service;
  readonly regionId: string;
  readonly things: string;
  request(references: readonly Reference[]): CloudRequest<Facts[]>;
  keyOf(reference: Reference): string;
  keyIn(facts: Facts): string;
}

/** How long a read waits for others to join it. */
const gatherMs = 10;
