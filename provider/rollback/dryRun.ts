import { CloudError, leavesUnchecked, troubleOf, type ErrorKind } from "../client";
import { durationMs } from "../lifecycle/duration";
import { obstacles } from "../lifecycle/obstacles";
import type { Context } from "../runtime/context";
import { failureWords } from "../runtime/lifecycleError";
import { lockKeys } from "../runtime/lockKeys";
import type { DesiredRollback } from "./model/desired";
import {
  nameOfPoint,
  unfinished,
  type Denied,
  type DryRun,
  type Observed,
  type ObservedPoint,
} from "./model/observed";

/** Asks the cloud itself, unless it would only repeat what was found of a disk or of its snapshot. */
export async function withVerdict(
  context: Context,
  desired: DesiredRollback,
  observed: Observed,
): Promise<Observed> {
  const { disk, snapshot } = desired.words.properties;
  const known = [...observed.found, ...obstacles(desired.policy, observed, desired.words)];
  const repeats = known.some(({ property }) => property === disk || property === snapshot);
  if (!desired.service.tryRollBack || observed.points.length === 0 || repeats) return observed;
  if (waits(context, desired, observed)) return { ...observed, dryRun: { kind: "waits" } };
  const verdicts = await Promise.all(
    observed.points.map((point) => verdictOn(context, desired, observed, point)),
  );
  const points = observed.points.map((point, index) => ({
    ...point,
    restoring: point.restoring || (verdicts[index]?.restoring ?? false),
  }));
  return {
    ...observed,
    points,
    dryRun: theLeast(verdicts.map(({ dryRun }) => dryRun)),
  };
}

/** A snapshot that is being taken now would be all that the cloud has against it. */
function waits(context: Context, { regionId }: DesiredRollback, { points }: Observed): boolean {
  const disks = points.map(({ reference }) => reference);
  return (
    points.some(({ siblings, own }) => unfinished([...siblings, ...own]).length > 0) ||
    context.turns.takesSnapshot(lockKeys(context, regionId, disks))
  );
}

/** Of several disks, what is known least of. */
const theLeast = (found: readonly DryRun[]): DryRun | undefined =>
  (["refused", "unanswered", "hostRuns", "passed"] as const)
    .map((kind) => found.filter((one) => one.kind === kind))
    .map(([first, ...more]) => more.reduce(both, first))
    .find((one) => one !== undefined);

const both = (one: DryRun | undefined, other: DryRun): DryRun =>
  one?.kind === "refused" && other.kind === "refused"
    ? { ...one, refusals: [...one.refusals, ...other.refusals] }
    : (one ?? other);

interface Verdict {
  readonly dryRun: DryRun;
  readonly restoring: boolean;
}

async function verdictOn(
  context: Context,
  { regionId, service, words }: DesiredRollback,
  { hosts }: Observed,
  point: ObservedPoint,
): Promise<Verdict> {
  const request = service.tryRollBack?.({ regionId, disk: point.reference, snapshotId: point.snapshotId });
  if (!request) return without({ kind: "passed" });
  try {
    await context.cloud.call(request, {
      signal: context.signal,
      deadline: context.clock.now() + durationMs("2m"),
    });
    return without({ kind: "passed" });
  } catch (error) {
    if (!(error instanceof CloudError) || error.kind === "cancelled") throw error;
    if (error.kind === "dryRunPassed") return without({ kind: "passed" });
    if (troubleOf(error.kind) === "configuration") throw error;
    // Whoever previews may only look: that the same caller runs it is not said.
    if (leavesUnchecked(error.kind))
      return without({ kind: "unanswered", disk: nameOfPoint(point), because: whyUnanswered(error), error });
    const stopped = hosts.every(({ state }) => state === "stopped");
    if (!stopped && service.hostRunsCodes?.includes(error.code)) return without({ kind: "hostRuns" });
    const reason = `the cloud refuses it in a dry run: ${failureWords(error, "")}`;
    return {
      dryRun: {
        kind: "refused",
        refusals: [
          {
            disk: nameOfPoint(point),
            obstacle: { rule: "dry-run-refused", property: words.properties.snapshot, reason },
          },
        ],
      },
      restoring: service.restoringCodes.includes(error.code),
    };
  }
}

/** The caller may not roll back: of several disks the first one tells. */
export function deniedRollback(
  { words }: Pick<DesiredRollback, "words">,
  { dryRun }: Pick<Observed, "dryRun">,
): Denied[] {
  if (dryRun?.kind !== "unanswered") return [];
  const { disk, error } = dryRun;
  if (!(error instanceof CloudError) || error.kind !== "denied") return [];
  const reason = `this caller may not roll back: ${failureWords(error, "")}`;
  return [{ subject: disk, property: words.properties.snapshot, action: error.action, reason }];
}

const without = (dryRun: DryRun): Verdict => ({ dryRun, restoring: false });

const whyUnanswered = ({ kind, message }: CloudError): string =>
  kind === "denied" ? `${message} Whoever runs the rollback needs this permission` : message;

/** The failure of a call is no verdict on what it asks for. */
export const saysNothing = (kind: ErrorKind): boolean =>
  ["outage", "configuration"].includes(troubleOf(kind));
