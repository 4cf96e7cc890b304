import { diskKey, type DiskReference, type HostFacts, type SnapshotFacts } from "../lifecycle/facts";
import type { Context } from "../runtime/context";
import { lockKeys } from "../runtime/lockKeys";
import { deniedRollback, withVerdict } from "./dryRun";
import { hostDisksOf } from "./hostDisks";
import { assemble, type Facts, type ReadDisk, type Remembered } from "./model/assemble";
import type { DesiredRollback } from "./model/desired";
import { safetyMark } from "./model/marks";
import { attemptsIn, type RollbackState } from "./model/state";
import { unfinished, type Observed } from "./model/observed";
import type { Service } from "../services";
import { deniedPower } from "./permissions";
import type { Resolved } from "./resolve";
import { withoutRoom } from "./safetyRoom";
import { safetyGroups } from "./withoutSafety";

export interface Known extends Remembered {
  /** What is gone back to: once a run has begun that never changes. */
  readonly resolved: Resolved;
  /** A run under way has room for what it saves, or has saved, and its caller may do what it has begun to do. */
  readonly begun?: boolean;
  /** Also what a plan tells and no decision needs. */
  readonly forPlan?: boolean;
  /** Whoever previews may only look. */
  readonly onlyLooks?: boolean;
}

/** Looks at everything that a decision needs, and changes nothing. */
export async function observe(context: Context, desired: DesiredRollback, known: Known): Promise<Observed> {
  const { resolved, begun, forPlan, onlyLooks = false } = known;
  const facts = await read(context, desired, resolved, owedHosts(known.state));
  const observed = { ...assemble(desired, facts, known), found: resolved.obstacles };
  const noRoom = begun || observed.points.length === 0 ? [] : await withoutRoom(context, desired, observed);
  const [judged, power, hostDisks] = await Promise.all([
    withVerdict(context, desired, { ...observed, noRoom }),
    begun ? [] : deniedPower(context, desired, observed),
    forPlan ? hostDisksOf(context, desired, observed) : [],
  ]);
  const denied = [...power, ...(begun ? [] : deniedRollback(desired, judged))];
  return { ...judged, denied, hostDisks, onlyLooks, now: context.cloud.now() };
}

async function read(
  context: Context,
  desired: DesiredRollback,
  { points, unaimed }: Resolved,
  owed: readonly string[],
): Promise<Facts> {
  const { service, regionId } = desired;
  const since = context.cloud.now();
  const disks = await Promise.all([
    ...points.map(({ disk, snapshotId }) => readDisk(context, desired, disk, snapshotId)),
    ...unaimed.map((disk) => readDisk(context, desired, disk, undefined)),
  ]);
  const hostIds = [...new Set(disks.flatMap(hostsOf))];
  const found = await Promise.all(hostIds.map((id) => context.reads.host(service, regionId, id)));
  const hosts = found.filter((host) => host !== undefined);
  const others = owed.filter((id) => !hostIds.includes(id));
  const moved = await Promise.all(others.map((id) => context.reads.host(service, regionId, id)));
  return {
    otherHosts: moved.filter((host) => host !== undefined),
    ...{ since, now: context.cloud.now(), disks, hosts, hostIds, killSwitch: context.killSwitch },
    safetyGroups: await groupsOf(context, desired, disks),
    unfinishedOnHosts: await hazards(context, desired, hosts, disks),
  };
}

/** Hosts that the state knows to be owed: a disk may have been moved to another one since. */
const owedHosts = (state: RollbackState): string[] => [
  ...new Set(
    attemptsIn(state).flatMap(({ hosts }) =>
      hosts.flatMap(({ hostId, found }) => (found === "owed" ? [hostId] : [])),
    ),
  ),
];

const hostsOf = ({ disk, desktop }: ReadDisk): readonly string[] =>
  disk?.hostIds ?? (desktop ? [desktop.hostId] : []);

async function readDisk(
  context: Context,
  { service, regionId }: DesiredRollback,
  reference: DiskReference,
  snapshotId: string | undefined,
): Promise<ReadDisk> {
  const { reads } = context;
  const [disk, all] = await Promise.all([
    reads.disk(service, regionId, reference),
    reads.snapshotsOf(service, regionId, reference),
  ]);
  const desktop =
    disk || reference.desktopId === undefined
      ? undefined
      : await reads.host(service, regionId, reference.desktopId);
  const listed = all.find((one) => one.snapshotId === snapshotId);
  // One that is not among them may be of another disk.
  const source =
    listed ?? (snapshotId === undefined ? undefined : await reads.snapshot(service, regionId, snapshotId));
  const beingTaken = [...all, ...(source ? [source] : [])]
    .filter((one) => isBeingTakenHere(context, regionId, one))
    .map((one) => one.snapshotId);
  const sourceGone = await isSourceGone(context, regionId, service, reference, source);
  return { reference, disk, desktop, all, snapshotId, source, beingTaken, sourceGone };
}

/** Asked only where a system disk is to go back to the snapshot of another one: that one may have been replaced by it. */
async function isSourceGone(
  { reads }: Context,
  regionId: string,
  service: Service,
  disk: DiskReference,
  source: SnapshotFacts | undefined,
): Promise<boolean> {
  if (source?.sourceDiskType !== "system" || diskKey(source.sourceDisk) === diskKey(disk)) return false;
  return (await reads.disk(service, regionId, source.sourceDisk)) === undefined;
}

/** The run waits its turn behind a snapshot that this very process is taking: that is no obstacle. */
const isBeingTakenHere = (
  context: Context,
  regionId: string,
  { status, sourceDisk }: SnapshotFacts,
): boolean =>
  status === "progressing" && context.turns.takesSnapshot(lockKeys(context, regionId, [sourceDisk]));

/**
 * The members of a group have no mark of their own. They are looked for where there may be any: of several disks, and while
 * something is taken that nobody is known by.
 */
async function groupsOf(context: Context, desired: DesiredRollback, disks: readonly ReadDisk[]) {
  const unmarked = disks.flatMap(({ all }) => unfinished(all)).some((one) => !safetyMark(one, []));
  return disks.length > 1 || unmarked ? safetyGroups(context, desired) : [];
}

/** Snapshots being taken of other disks of hosts that would be stopped. */
async function hazards(
  context: Context,
  { service, regionId, policy }: DesiredRollback,
  hosts: readonly HostFacts[],
  disks: readonly ReadDisk[],
): Promise<SnapshotFacts[]> {
  if (policy.whenRunning !== "stop") return [];
  const running = hosts.filter(({ state }) => state === "running");
  const found = await Promise.all(
    running.map(({ hostId }) => context.reads.unfinishedOn(service, regionId, hostId)),
  );
  const ofDisks = new Set(disks.map(({ reference }) => diskKey(reference)));
  return found
    .flat()
    .filter((one) => !ofDisks.has(diskKey(one.sourceDisk)) && !isBeingTakenHere(context, regionId, one));
}
