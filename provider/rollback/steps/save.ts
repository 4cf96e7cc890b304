import { CloudError } from "../../client";
import { digest } from "../../lifecycle/canonical";
import { diskKey, type DiskReference } from "../../lifecycle/facts";
import type { RollbackPolicy } from "../../lifecycle/inputs/diskRollback";
import type { SnapshotTarget } from "../../lifecycle/inputs/diskSnapshot";
import type { RestorePoint } from "../../lifecycle/restorePoint";
import { defaultSnapshotName, resourceNameOf } from "../../lifecycle/snapshotName";
import { awaitSnapshots } from "../../runtime/awaitSnapshots";
import { failureWords, LifecycleError } from "../../runtime/lifecycleError";
import { WaitError } from "../../runtime/poller";
import { takePoint } from "../../runtime/takePoint";
import { takeTurn } from "../../runtime/takeTurn";
import { lineText } from "../model/line";
import { safetyMarks } from "../model/marks";
import { answeredBy, lineOf, savedPresent } from "../model/run";
import { diskNameOf, referenceOf, type SafetySnapshots } from "../model/state";
import { momentOf, type Step } from "./step";

type Safety = Exclude<RollbackPolicy["safetySnapshot"], false>;

/** A snapshot of the present, complete before the disk is touched: the way back. It says from its creation whose it is. */
export async function save(step: Step, names: readonly string[], safety: Safety): Promise<void> {
  const { context, desired } = step;
  const { service, regionId } = desired;
  const disks = step
    .run()
    .pending.disks.map(referenceOf)
    .filter((disk) => names.includes(diskKey(disk)));
  // Whoever would change the host's power meanwhile waits for it.
  const { saved, takenAt } = await takeTurn(context, "safety", { regionId, disks }, () =>
    disks.length > 1 && service.groups ? takeGroup(step, disks, safety) : takeEach(step, disks, safety),
  );
  step.tell((run) => savedPresent(run, saved, { takenAt, seenAt: context.cloud.now() }));
}

export const staysToo = (snapshotIds: readonly string[]): string =>
  `The safety snapshot of an attempt before stays too, with the disk as it was then: ${snapshotIds.join(", ")}`;

interface Taken {
  readonly saved: SafetySnapshots;
  readonly takenAt: string;
}

/** One group for several disks, so that the way back is of one moment too. */
async function takeGroup(step: Step, disks: readonly DiskReference[], safety: Safety): Promise<Taken> {
  const diskIds = disks.map(diskKey);
  try {
    const target = { kind: "group", instanceId: undefined, diskIds, excludeDiskIds: [] } as const;
    const point = await request(step, target, undefined);
    return {
      saved: { snapshotGroupId: point.id, snapshots: membersOf(point) },
      takenAt: point.creationTime,
    };
  } catch (error) {
    const codes = step.desired.service.groups?.impossibleCodes ?? [];
    if (!(error instanceof CloudError) || !codes.includes(error.code)) throw error;
    step.context.log.warn(
      `${diskIds.join(", ")} cannot be in one snapshot group (${error.code}): each has a safety snapshot of its own, and they are not of one moment`,
    );
    return takeEach(step, disks, safety);
  }
}

async function takeEach(
  step: Step,
  disks: readonly DiskReference[],
  { retentionDays }: Safety,
): Promise<Taken> {
  // All are waited for, also where one fails: nothing of this run may go on behind it.
  const settled = await Promise.allSettled(
    disks.map((disk) => request(step, { kind: "disk", disk }, retentionDays)),
  );
  const failed = settled.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
  const points = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const [takenAt = ""] = points.map(({ creationTime }) => creationTime).sort();
  return { saved: { snapshots: points.flatMap(membersOf) }, takenAt };
}

const membersOf = ({ members }: RestorePoint) =>
  members.map(({ disk, snapshotId }) => ({ ...diskNameOf(disk), snapshotId }));

function request(
  step: Step,
  target: SnapshotTarget,
  retentionDays: number | undefined,
): Promise<RestorePoint> {
  const { context, desired } = step;
  const { service, regionId, policy, key } = desired;
  const run = step.run();
  const { attempt, startedAt, phases, safety } = run.pending;
  const name = target.kind === "disk" ? diskKey(target.disk) : (target.diskIds[0] ?? "");
  const line = lineText({
    ...lineOf(run, name, run.ranWhenSaved.length ? "announced" : "stopping", momentOf(context)),
    sequence: 0,
  });
  const marks = safetyMarks({ key, attempt }, line, desired.what, service.capabilities.journal === "tags");
  return takePoint(context, service, {
    regionId,
    target,
    name: defaultSnapshotName(
      service.snapshotName,
      `before-${resourceNameOf(context.urn)}`,
      key,
      `${startedAt} ${attempt}`,
    ),
    description: marks.description.slice(0, longestDescription),
    retentionDays,
    resourceGroupId: undefined,
    tags: marks.tags,
    waitFor: "accomplished",
    timeout: policy.timeouts.snapshot,
    occasion: digest({ key, attempt, at: phases.at(-1)?.startedAt }, 16),
    purpose: "safety",
    otherIds: safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [],
    expected: target.kind === "disk" ? [target.disk] : target.diskIds.map((diskId) => ({ diskId })),
    answered: (requestId) => step.tell((now) => answeredBy(now, requestId)),
    // Only a complete one is a way back. One that does not become complete is known again by its marks.
    taken: (id) => {
      if (id !== undefined) context.log.progress(`safety snapshot ${id} 0 %`);
    },
  }).catch((error: unknown) => {
    throw error instanceof WaitError ? withNextStep(error) : error;
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

/** What every service's description has room for, with the mark of a create that is found again by its name. */
const longestDescription = 100;

/** A safety snapshot that another attempt has begun is not of our present, but it must end first. */
export async function settle({ context, desired }: Step, snapshotIds: readonly string[]): Promise<void> {
  const { regionId, policy, service } = desired;
  await awaitSnapshots(context, service, { regionId, snapshotIds, timeout: policy.timeouts.snapshot });
}
