import { CloudError, type ErrorKind } from "../../client";
import {
  obstacles,
  unfinished,
  type Obstacle,
  type RollbackWish,
  type Sight,
} from "../../lifecycle/obstacles";
import type { RollbackState } from "../../lifecycle/rollbackOutputs";
import type { Service } from "../../services";
import type { Context } from "../context";

export interface Preflight {
  readonly sight: Sight;
  readonly obstacles: readonly Obstacle[];
}

/** Looks at everything a rollback needs and changes nothing. */
export async function preflight(
  context: Context,
  service: Service,
  wish: RollbackWish,
  state: RollbackState,
): Promise<Preflight> {
  const { regionId } = wish;
  const reference = { diskId: wish.diskId };
  const [disk, snapshot, siblings] = await Promise.all([
    context.reads.disk(service, regionId, reference),
    context.reads.snapshot(service, regionId, wish.snapshotId),
    context.reads.snapshotsOf(service, regionId, reference),
  ]);
  const hosts = await Promise.all(
    (disk?.hostIds ?? []).map((id) => context.reads.host(service, regionId, id)),
  );
  const sight: Sight = {
    now: context.clock.now(),
    disk,
    snapshot,
    siblings,
    hosts: hosts.filter((host) => host !== undefined),
    lastApplied: state.lastRollback?.snapshotId,
    ownSnapshotId: state.pending?.safetySnapshotId,
    killSwitch: context.killSwitch,
  };
  const found = obstacles(wish, sight);
  // The cloud's own verdict would only repeat what was found, or what is waited for.
  if (found.length || unfinished(siblings).length) return { sight, obstacles: found };
  return { sight, obstacles: await cloudsVerdict(context, service, wish) };
}

/** What the cloud itself has against the rollback, where it can be asked without doing it. */
async function cloudsVerdict(context: Context, service: Service, wish: RollbackWish): Promise<Obstacle[]> {
  const { regionId, diskId, snapshotId } = wish;
  const request = service.tryRollBack?.({ regionId, disk: { diskId }, snapshotId });
  if (!request) return [];
  try {
    await context.cloud.call(request, { signal: context.signal });
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    if (error.kind === "dryRunPassed") return [];
    if (cannotAsk.has(error.kind)) throw error;
    return [
      { property: "snapshotId", reason: `the cloud refuses it in a dry run: ${error.message} ${error.next}` },
    ];
  }
  return [];
}

/** Failures that say nothing about the rollback itself. */
export const cannotAsk: ReadonlySet<ErrorKind> = new Set([
  "throttled",
  "denied",
  "credentials",
  "unavailable",
  "connection",
  "timeout",
  "badAnswer",
]);
