import { CloudError, leavesUnchecked, troubleOf, type ErrorKind } from "../../client";
import { durationMs } from "../../lifecycle/duration";
import type { Obstacle } from "../../lifecycle/obstacles";
import { unfinished, type DryRun, type PointSight, type Sight } from "../../lifecycle/sight";
import type { Context } from "../context";
import { lockKeys } from "../lockKeys";
import type { Preflight } from "./preflight";
import type { Wish } from "./wish";

/** Asks the cloud itself, unless it would only repeat what was found of a disk or of its snapshot. */
export async function withVerdict(context: Context, wish: Wish, looked: Preflight): Promise<Preflight> {
  const { sight, obstacles } = looked;
  const { disk, snapshot } = wish.words.properties;
  const repeats = obstacles.some(({ property }) => property === disk || property === snapshot);
  if (!wish.service.tryRollBack || sight.points.length === 0 || repeats) return looked;
  if (waits(context, wish, sight)) return { ...looked, sight: { ...sight, dryRun: { kind: "waits" } } };
  const verdicts = await Promise.all(sight.points.map((point) => verdictOn(context, wish, sight, point)));
  const points = sight.points.map((point, index) => ({
    ...point,
    restoring: point.restoring || (verdicts[index]?.restoring ?? false),
  }));
  return {
    sight: { ...sight, points, dryRun: theLeast(verdicts.map(({ dryRun }) => dryRun)) },
    obstacles: [...obstacles, ...verdicts.flatMap((verdict) => verdict.obstacles)],
  };
}

/** A run goes by the cloud's verdict, which also tells whether a rollback is under way: without it nothing is begun. */
export function needVerdict({ sight, obstacles }: Preflight): void {
  if (!obstacles.length && sight.dryRun?.kind === "unanswered") throw sight.dryRun.error;
}

/** A snapshot that is being taken now would be all that the cloud has against it. */
function waits(context: Context, { regionId }: Wish, { points }: Sight): boolean {
  const disks = points.map(({ reference }) => reference);
  return (
    points.some(({ siblings, own }) => unfinished([...siblings, ...own]).length > 0) ||
    context.turns.takesSnapshot(lockKeys(context, regionId, disks))
  );
}

/** Of several disks, what is known least of. */
const theLeast = (found: readonly DryRun[]): DryRun | undefined =>
  (["refused", "unanswered", "hostRuns", "passed"] as const)
    .map((kind) => found.find((one) => one.kind === kind))
    .find((one) => one !== undefined);

interface Verdict {
  readonly dryRun: DryRun;
  readonly obstacles: readonly Obstacle[];
  readonly restoring: boolean;
}

async function verdictOn(context: Context, wish: Wish, sight: Sight, point: PointSight): Promise<Verdict> {
  const { regionId, service, words } = wish;
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
      return without({ kind: "unanswered", because: whyUnanswered(error), error });
    const stopped = sight.hosts.every(({ state }) => state === "stopped");
    if (!stopped && service.hostRunsCodes?.includes(error.code)) return without({ kind: "hostRuns" });
    const reason = `the cloud refuses it in a dry run: ${error.message} ${error.next}`;
    return {
      dryRun: { kind: "refused" },
      obstacles: [{ rule: "dry-run-refused", property: words.properties.snapshot, reason }],
      restoring: service.restoringCodes.includes(error.code),
    };
  }
}

const without = (dryRun: DryRun): Verdict => ({ dryRun, obstacles: [], restoring: false });

const whyUnanswered = ({ kind, message }: CloudError): string =>
  kind === "denied" ? `${message} Whoever runs the rollback needs this permission` : message;

/** The failure of a call is no verdict on what it asks for. */
export const saysNothing = (kind: ErrorKind): boolean =>
  ["outage", "configuration"].includes(troubleOf(kind));
