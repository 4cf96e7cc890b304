import { CloudError } from "../../client";
import { digest } from "../../lifecycle/canonical";
import { diskKey, type DiskReference } from "../../lifecycle/facts";
import type { SnapshotTarget } from "../../lifecycle/inputs/diskSnapshot";
import type { RollbackPolicy } from "../../lifecycle/inputs/diskRollback";
import type { RestorePoint } from "../../lifecycle/restorePoint";
import { diskNameOf, referenceOf, type SafetySnapshots } from "../../lifecycle/rollbackState";
import { defaultSnapshotName, resourceNameOf } from "../../lifecycle/snapshotName";
import { awaitSnapshots } from "../awaitSnapshots";
import { failureWords, LifecycleError } from "../lifecycleError";
import { WaitError } from "../poller";
import { takePoint } from "../takePoint";
import { takeTurn } from "../takeTurn";
import { refusedSafety } from "./contended";
import { noteTaken, safetyMarks } from "./journal";
import { enter, noteAnswer, type Run } from "./run";

type Safety = Exclude<RollbackPolicy["safetySnapshot"], false>;

/** A snapshot of the present, complete before the disk is touched: the way back. */
export async function takeSafety(run: Run, safety: Safety): Promise<void> {
  enter(run, "safetySnapshot");
  const { context, wish, pending } = run;
  const disks = pending.disks.map(referenceOf);
  // Whoever would change the host's power meanwhile waits for it.
  const taken = await takeTurn(context, "safety", { regionId: wish.regionId, disks }, () =>
    disks.length > 1 && wish.service.groups ? takeGroup(run, disks, safety) : takeEach(run, disks, safety),
  );
  const replaced = replacedBy(taken, pending.safety);
  if (replaced.length) context.log.info(staysToo(replaced));
  noteTaken(run);
  run.taken = taken.snapshots.map(({ snapshotId }) => snapshotId);
  run.pending = { ...run.pending, safety: joined(pending.safety, taken) };
}

export const staysToo = (snapshotIds: readonly string[]): string =>
  `The safety snapshot of an attempt before stays too, with the disk as it was then: ${snapshotIds.join(", ")}`;

/** One group for several disks, so that the way back is of one moment too. */
async function takeGroup(
  run: Run,
  disks: readonly DiskReference[],
  safety: Safety,
): Promise<SafetySnapshots> {
  const diskIds = disks.map(diskKey);
  try {
    const target = { kind: "group", instanceId: undefined, diskIds, excludeDiskIds: [] } as const;
    const point = await request(run, target, undefined);
    return { snapshotGroupId: point.id, snapshots: membersOf(point) };
  } catch (error) {
    if (!(error instanceof CloudError) || !groupless.has(error.code)) throw error;
    run.context.log.warn(
      `${diskIds.join(", ")} cannot be in one snapshot group (${error.code}): each has a safety snapshot of its own, and they are not of one moment`,
    );
    return takeEach(run, disks, safety);
  }
}

/** Groups are for disks of the ESSD family in one zone, and not in every region and account. */
const groupless: ReadonlySet<string> = new Set([
  "DiskCategory.OperationNotSupported",
  "InvalidDiskIds.NotInSameZone",
  "InvalidRegion.NotSupport",
  "UserNotInTheWhiteList",
]);

async function takeEach(
  run: Run,
  disks: readonly DiskReference[],
  { retentionDays }: Safety,
): Promise<SafetySnapshots> {
  const points = await Promise.all(disks.map((disk) => request(run, { kind: "disk", disk }, retentionDays)));
  return { snapshots: points.flatMap(membersOf) };
}

const replacedBy = (taken: SafetySnapshots, earlier: SafetySnapshots | undefined): string[] => {
  const names = new Set(taken.snapshots.map((one) => diskKey(referenceOf(one))));
  const replaced = (earlier?.snapshots ?? []).filter((one) => names.has(diskKey(referenceOf(one))));
  return replaced.map(({ snapshotId }) => snapshotId);
};

/** The way back of disks that an earlier attempt has rolled back already stays known. */
export function joined(earlier: SafetySnapshots | undefined, taken: SafetySnapshots): SafetySnapshots {
  const names = new Set(taken.snapshots.map((one) => diskKey(referenceOf(one))));
  const others = (earlier?.snapshots ?? []).filter((one) => !names.has(diskKey(referenceOf(one))));
  return others.length ? { snapshots: [...others, ...taken.snapshots] } : taken;
}

const membersOf = ({ members }: RestorePoint) =>
  members.map(({ disk, snapshotId }) => ({ ...diskNameOf(disk), snapshotId }));

function request(run: Run, target: SnapshotTarget, retentionDays: number | undefined): Promise<RestorePoint> {
  const { context, wish, pending } = run;
  const { service, regionId, policy, key } = wish;
  const marks = safetyMarks(run);
  let named: string | undefined;
  return takePoint(context, service, {
    regionId,
    target,
    name: defaultSnapshotName(
      service.snapshotName,
      `before-${resourceNameOf(context.urn)}`,
      key,
      pending.startedAt,
    ),
    description: marks.description.slice(0, longestDescription),
    retentionDays,
    resourceGroupId: undefined,
    tags: marks.tags,
    waitFor: "accomplished",
    timeout: policy.timeouts.snapshot,
    occasion: digest({ key, at: pending.phases.at(-1)?.startedAt }, 16),
    purpose: "safety",
    otherIds: pending.safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [],
    expected: target.kind === "disk" ? [target.disk] : target.diskIds.map((diskId) => ({ diskId })),
    answered: (requestId) => noteAnswer(run, requestId),
    // Only a complete one is a way back. One that does not become complete is known again by its marks.
    taken: (id) => {
      named = id;
      if (id !== undefined) context.log.progress(`safety snapshot ${id} 0 %`);
    },
  }).catch(async (error: unknown) => {
    if (error instanceof WaitError) throw withNextStep(error);
    throw named === undefined ? await refusedSafety(run, error) : error;
  });
}

function withNextStep(error: WaitError): Error {
  const next = nextSteps[error.reason];
  return next ? new LifecycleError(failureWords(error, next)) : error;
}

const nextSteps: Partial<Record<WaitError["reason"], string>> = {
  failed:
    "Run again to take another one. If that fails too, see in the cloud's console whether something else is at work on the disk " +
    "or its machine meanwhile; safetySnapshot: false goes without a way back.",
  timeout: "Run again to wait for its end and take another one, or set timeouts.snapshot to wait longer.",
};

/** What every service's description has room for, with our mark. */
const longestDescription = 100;

/** A safety snapshot that another attempt has begun is not of our present, but it must end first. */
export async function settleSafety({ context, wish }: Run, snapshotIds: readonly string[]): Promise<void> {
  const { regionId, policy, service } = wish;
  await awaitSnapshots(context, service, { regionId, snapshotIds, timeout: policy.timeouts.snapshot });
}
