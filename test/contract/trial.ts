import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { CloudError, type CloudRequest, type ErrorKind } from "../../provider/client";
import type { DiskReference, SnapshotFacts } from "../../provider/lifecycle/facts";
import type { NewSnapshot, Service } from "../../provider/services";
import { cleanUp } from "./cleanUp";
import { snapshotById } from "./reads";
import type { Subject } from "./subject";
import type { OpenWorld, World } from "./world";

/** One service tried on one world: what all its tests share. */
export interface Trial {
  readonly service: Service;
  readonly subject: Subject;
  readonly world: World;
  readonly open: OpenWorld;
  /** What was created so far and must be gone in the end. */
  readonly created: Created;
  call<Answer>(request: CloudRequest<Answer>): Promise<Answer>;
  /** A snapshot to ask for, with a name and a token of its own. */
  wanted(disk?: DiskReference): NewSnapshot;
  /** Takes it, and notes it for the end. */
  take(snapshot?: NewSnapshot): Promise<string>;
  /** A complete snapshot of the disk: the same for all tests of a world that lasts. */
  complete(): Promise<CompleteSnapshot>;
  /** Looks at a snapshot until it is not being taken any more. */
  ended(snapshotId: string): Promise<(SnapshotFacts | undefined)[]>;
  /** It was deleted: the next test that needs one takes another. */
  forgetComplete(): void;
  /** Looks until it is done; everything that was seen, the last of it done. */
  until<Facts>(look: () => Promise<Facts>, done: (facts: Facts) => boolean): Promise<Facts[]>;
}

export interface Created {
  readonly namePrefix: string;
  readonly snapshotIds: Set<string>;
  readonly groupIds: Set<string>;
  /** How the hosts were found, by their ids, and a disk of each. */
  readonly hosts: Map<string, { readonly disk: DiskReference; readonly state: "running" | "stopped" }>;
}

export interface CompleteSnapshot {
  readonly wanted: NewSnapshot;
  readonly snapshotId: string;
  /** Every look at it, from right after the request to the end. */
  readonly seen: readonly SnapshotFacts[];
}

/** Opens the world for the tests of the surrounding `describe`, and leaves nothing behind in it. */
export function openTrial(subject: Subject, world: World): Trial {
  const { service } = subject;
  let open: OpenWorld | undefined;
  let complete: Promise<CompleteSnapshot> | undefined;
  let count = 0;
  const created: Created = {
    namePrefix: `contract-${process.pid}-${Date.now().toString(36)}`,
    snapshotIds: new Set(),
    groupIds: new Set(),
    hosts: new Map(),
  };
  const begin = async () => {
    open = await world.open();
  };
  const end = async () => {
    complete = undefined;
    await cleanUp(trial).finally(() => trial.open.close());
  };
  if (world.simulated) {
    beforeEach(begin);
    afterEach(end);
  } else {
    beforeAll(begin, world.testTimeoutMs);
    afterAll(end, world.testTimeoutMs);
  }

  const trial: Trial = {
    service,
    subject,
    world,
    created,
    get open() {
      if (!open) throw new Error("the world is not open");
      return open;
    },
    call: (request) => trial.open.cloud.call(request),
    wanted: (disk = world.place.disk) => ({
      regionId: world.place.regionId,
      disk,
      name: `${created.namePrefix}-${(count += 1)}`,
      description: "taken by the contract suite",
      // Where the run is killed, they are gone in a day all the same (ecs).
      retentionDays: 1,
      resourceGroupId: undefined,
      tags: { contract: "yes" },
      clientToken: `${created.namePrefix}-${count}`,
    }),
    take: async (snapshot = trial.wanted()) => {
      const { snapshotId } = await trial.call(service.takeSnapshot(snapshot));
      created.snapshotIds.add(snapshotId);
      return snapshotId;
    },
    complete: () => (complete ??= takeAndWait(trial)),
    ended: (snapshotId) =>
      lookUntil(
        trial,
        () => snapshotById(trial, snapshotId),
        (facts) => facts?.status !== "progressing",
      ),
    forgetComplete: () => void (complete = undefined),
    until: (look, done) => lookUntil(trial, look, done),
  };
  return trial;
}

async function takeAndWait(trial: Trial): Promise<CompleteSnapshot> {
  const wanted = trial.wanted();
  const snapshotId = await trial.take(wanted);
  const seen = await trial.ended(snapshotId);
  return { wanted, snapshotId, seen: seen.filter((facts) => facts !== undefined) };
}

async function lookUntil<Facts>(
  { open: { clock }, world }: Trial,
  look: () => Promise<Facts>,
  done: (facts: Facts) => boolean,
): Promise<Facts[]> {
  const deadline = clock.now() + world.patienceMs;
  const seen: Facts[] = [];
  for (;;) {
    const facts = await look();
    seen.push(facts);
    if (done(facts)) return seen;
    if (clock.now() > deadline) throw new Error(`waited in vain; seen last: ${JSON.stringify(facts)}`);
    await clock.sleep(world.pauseMs);
  }
}

/** The error that a call rejects with; fails where it does not. */
export async function refusalOf(call: Promise<unknown>): Promise<CloudError> {
  const thrown = await call.then(
    (answer) => new Error(`expected a refusal, not ${JSON.stringify(answer)}`),
    (error: unknown) => error,
  );
  if (thrown instanceof CloudError) return thrown;
  throw thrown;
}

/** "done", or the kind of the error. */
export async function endOf(call: Promise<unknown>): Promise<"done" | ErrorKind> {
  try {
    await call;
    return "done";
  } catch (error) {
    if (error instanceof CloudError) return error.kind;
    throw error;
  }
}
