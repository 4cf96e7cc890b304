import { CloudError, type Clock, type Cloud, type CloudRequest } from "../client";
import { durationMs } from "../lifecycle/duration";
import {
  diskKey,
  type DiskFacts,
  type DiskReference,
  type HostFacts,
  type SnapshotFacts,
  type SnapshotGroupFacts,
} from "../lifecycle/facts";
import type { Page, Service } from "../services";
import { allPages } from "./allPages";
import { gatheredReads } from "./gatheredReads";

/** Reads are patient, since whoever asks once depends on the answer; looks are not. */
export interface Reads extends Looks {
  /** For one who looks again anyway: a look that is throttled for long is given up. */
  readonly looks: Looks;
}

/** Single reads that leave as few describe calls: what is asked for within the same moment goes together. */
export interface Looks {
  snapshot(service: Service, regionId: string, snapshotId: string): Promise<SnapshotFacts | undefined>;
  group(service: Service, regionId: string, groupId: string): Promise<SnapshotGroupFacts | undefined>;
  /** The groups of a host, where its service has any. */
  groupsOf(service: Service, regionId: string, hostId: string): Promise<SnapshotGroupFacts[]>;
  disk(service: Service, regionId: string, disk: DiskReference): Promise<DiskFacts | undefined>;
  host(service: Service, regionId: string, hostId: string): Promise<HostFacts | undefined>;
  /** Every snapshot of a disk, newest first. */
  snapshotsOf(service: Service, regionId: string, disk: DiskReference): Promise<SnapshotFacts[]>;
  /** The snapshots of all disks of a host, as far as its service lists them. */
  snapshotsOn(service: Service, regionId: string, hostId: string): Promise<SnapshotFacts[]>;
  /** Every snapshot of a region, where its service lists them. */
  snapshotsIn(service: Service, regionId: string): Promise<SnapshotFacts[]>;
  /** Those of a host that are still being taken. */
  unfinishedOn(service: Service, regionId: string, hostId: string): Promise<SnapshotFacts[]>;
  /** The disks of a host. */
  disksOf(service: Service, regionId: string, hostId: string): Promise<DiskFacts[]>;
}

export const batchedReads = (cloud: Cloud, clock: Clock): Reads => ({
  ...readsFor(cloud, clock, readPatienceMs),
  looks: readsFor(cloud, clock, lookPatienceMs),
});

function readsFor(cloud: Cloud, clock: Clock, patienceMs: number): Looks {
  const gathered = gatheredReads();
  const call = <Answer>(request: CloudRequest<Answer>) =>
    cloud.call(request, { deadline: clock.now() + patienceMs });

  /** Things of one kind in one region are read together. */
  function batched<Reference, Facts>(batch: Batch<Reference, Facts>, one: Reference) {
    const { service, regionId, things, size, keyOf } = batch;
    const name = `${service.name}/${regionId}/${things}`;
    return gathered<Reference, Facts>({ name, size, keyOf, read: (wanted) => find(batch, wanted) }, one);
  }

  /** A list cannot be asked for with others, but whoever wants the same one shares it. */
  async function listed<Reference, Facts>(list: List<Reference, Facts>, of: Reference): Promise<Facts[]> {
    const { service, regionId, things, keyOf } = list;
    const read = async (wanted: readonly Reference[]) =>
      new Map(
        await Promise.all(
          wanted.map(async (one) => [keyOf(one), await list.read(one).catch(asError)] as const),
        ),
      );
    const found = await gathered({ name: `${service.name}/${regionId}/${things}`, keyOf, read }, of);
    // Each has its own: they are sorted and cut.
    return [...(found ?? [])];
  }

  /** Reads on until all are found: some services can only list what several ids were asked for. */
  async function find<Reference, Facts>(
    batch: Batch<Reference, Facts>,
    wanted: readonly Reference[],
  ): Promise<Map<string, Facts>> {
    const found = new Map<string, Facts>();
    let after: string | undefined;
    do {
      const page = await batch.read(wanted, after);
      for (const facts of page.items) found.set(batch.keyIn(facts), facts);
      after = wanted.every((one) => found.has(batch.keyOf(one))) ? undefined : page.next;
    } while (after !== undefined);
    return found;
  }

  const all = <Facts>(list: (after: string | undefined) => CloudRequest<Page<Facts>>) =>
    allPages<Facts>(list, call);

  const whole = async <Facts>(request: CloudRequest<Facts[]>): Promise<Page<Facts>> => ({
    items: await call(request),
    next: undefined,
  });

  /**
   * An InternalError may be the cloud's word for one unknown id among the others, or a failure of its own. The list
   * of all machines tells which: what is not in it is not there, and where it fails too nothing is known.
   */
  const whereOneIsUnknown =
    ({ listHosts }: Service, regionId: string) =>
    async (error: unknown): Promise<Page<HostFacts>> => {
      if (!listHosts || !(error instanceof CloudError) || error.code !== "InternalError") throw error;
      return { items: await all((after) => listHosts(regionId, after)), next: undefined };
    };

  const snapshotsOn = (service: Service, regionId: string, hostId: string) =>
    listed(
      {
        ...{ service, regionId, things: "snapshots of hosts" },
        read: (id: string) => all((after) => service.listHostSnapshots(regionId, id, after)),
        keyOf: (id) => id,
      },
      hostId,
    );

  return {
    snapshot: (service, regionId, snapshotId) =>
      batched<string, SnapshotFacts>(
        {
          ...{ service, regionId, things: "snapshots", size: service.batch.snapshots },
          read: (ids, after) => call(service.readSnapshots(regionId, ids, after)),
          keyOf: (id) => id,
          keyIn: (facts) => facts.snapshotId,
        },
        snapshotId,
      ),

    group: async (service, regionId, groupId) => {
      const { groups } = service;
      if (!groups) return undefined;
      return batched<string, SnapshotGroupFacts>(
        {
          ...{ service, regionId, things: "groups", size: groups.batch },
          read: (ids) => whole(groups.read(regionId, ids)),
          keyOf: (id) => id,
          keyIn: (facts) => facts.snapshotGroupId,
        },
        groupId,
      );
    },

    groupsOf: async (service, regionId, hostId) => {
      const { groups } = service;
      if (!groups) return [];
      return listed(
        {
          ...{ service, regionId, things: "groups of hosts" },
          read: (id: string) => all((after) => groups.ofInstance(regionId, id, after)),
          keyOf: (id) => id,
        },
        hostId,
      );
    },

    disk: (service, regionId, disk) =>
      batched<DiskReference, DiskFacts>(
        {
          ...{ service, regionId, things: "disks", size: service.batch.disks },
          read: (disks) => whole(service.readDisks(regionId, disks)),
          keyOf: diskKey,
          keyIn: (facts) => diskKey(facts.disk),
        },
        disk,
      ),

    host: (service, regionId, hostId) =>
      batched<string, HostFacts>(
        {
          ...{ service, regionId, things: "hosts", size: service.batch.hosts },
          read: (ids) => whole(service.readHosts(regionId, ids)).catch(whereOneIsUnknown(service, regionId)),
          keyOf: (id) => id,
          keyIn: (facts) => facts.hostId,
        },
        hostId,
      ),

    snapshotsOf: async (service, regionId, disk) => {
      const found = await listed(
        {
          ...{ service, regionId, things: "snapshots of disks" },
          read: (one: DiskReference) =>
            all((after) => service.listSnapshots(regionId, one, after)).catch(nothingThere),
          keyOf: diskKey,
        },
        disk,
      );
      return found.sort((one, other) => other.creationTime.localeCompare(one.creationTime));
    },

    snapshotsOn,

    snapshotsIn: async (service, regionId) => {
      const { listAllSnapshots } = service;
      if (!listAllSnapshots) return [];
      return listed(
        {
          ...{ service, regionId, things: "snapshots of regions" },
          read: (one: string) => all((after) => listAllSnapshots(one, after)),
          keyOf: (one) => one,
        },
        regionId,
      );
    },

    unfinishedOn: async (service, regionId, hostId) => {
      const found = await snapshotsOn(service, regionId, hostId);
      return found.filter(({ status }) => status === "progressing");
    },

    disksOf: (service, regionId, hostId) =>
      listed(
        {
          ...{ service, regionId, things: "disks of hosts" },
          read: (id: string) => call(service.listDisks(regionId, id)),
          keyOf: (id) => id,
        },
        hostId,
      ),
  };
}

/** Of a disk that is not there some services list nothing, and some say that it is not there. */
function nothingThere(error: unknown): SnapshotFacts[] {
  if (error instanceof CloudError && error.kind === "notFound") return [];
  throw error;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

interface List<Reference, Facts> {
  readonly service: Service;
  readonly regionId: string;
  readonly things: string;
  read(of: Reference): Promise<Facts[]>;
  keyOf(of: Reference): string;
}

interface Batch<Reference, Facts> {
  readonly service: Service;
  readonly regionId: string;
  readonly things: string;
  readonly size: number;
  read(references: readonly Reference[], after: string | undefined): Promise<Page<Facts>>;
  keyOf(reference: Reference): string;
  keyIn(facts: Facts): string;
}

/** Throttling is about minutes (swas: 10 calls a minute); what cannot be read leaves a run half done. */
const readPatienceMs = durationMs("2m");
const lookPatienceMs = durationMs("30s");
