import { CloudError, type ErrorKind } from "../../client";
import type { Point } from "../../lifecycle/inputs/diskRollback";
import { ownTagPrefix } from "../../lifecycle/inputs/fields";
import { obstacles, type Obstacle } from "../../lifecycle/obstacles";
import type { RollbackState } from "../../lifecycle/rollbackOutputs";
import { unfinished, type PointSight, type Sight } from "../../lifecycle/sight";
import type { Context } from "../context";
import { resolve } from "./resolve";
import type { Wish } from "./wish";

export interface Preflight {
  readonly sight: Sight;
  readonly obstacles: readonly Obstacle[];
  /** The cloud's own verdict was asked for, and was favourable. */
  readonly cloudAgrees: boolean;
}

/** Looks at everything a rollback needs and changes nothing. */
export async function preflight(context: Context, wish: Wish, state: RollbackState): Promise<Preflight> {
  const resolved = await resolve(context, wish, state);
  return look(context, wish, resolved.points, resolved.obstacles, {
    lastApplied: state.lastRollback?.snapshotId ?? state.lastRollback?.snapshotGroupId,
    ownSnapshotIds: state.pending?.safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [],
  });
}

/** The same look at points that are known already. */
export async function look(
  context: Context,
  wish: Wish,
  points: readonly Point[],
  unresolved: readonly Obstacle[],
  recorded: Pick<Sight, "lastApplied" | "ownSnapshotIds">,
): Promise<Preflight> {
  const sight: Sight = { ...(await seen(context, wish, points)), ...recorded };
  const found = [...unresolved, ...obstacles(wish.policy, sight, wish.words)];
  // The cloud's own verdict would only repeat what was found, or what is waited for.
  const early = found.length > 0 || sight.points.some(({ siblings }) => unfinished(siblings).length > 0);
  const stopped = sight.hosts.every(({ state }) => state === "stopped");
  if (early || !stopped || !wish.service.tryRollBack) return { sight, obstacles: found, cloudAgrees: false };
  const verdicts = await Promise.all(points.map((point) => cloudsVerdict(context, wish, point)));
  return { sight, obstacles: verdicts.flat(), cloudAgrees: verdicts.flat().length === 0 };
}

async function seen(context: Context, wish: Wish, points: readonly Point[]) {
  const { service, regionId } = wish;
  const pointSights = await Promise.all(points.map((point) => pointSight(context, wish, point)));
  const hostIds = [...new Set(pointSights.flatMap(({ disk }) => disk?.hostIds ?? []))];
  const hosts = await Promise.all(hostIds.map((id) => context.reads.host(service, regionId, id)));
  const running = hosts.filter((host) => host?.state === "running").map((host) => host?.hostId ?? "");
  const stops = wish.policy.whenRunning === "stop" ? running : [];
  const unfinishedOnHosts = await Promise.all(
    stops.map((id) => context.reads.unfinishedOn(service, regionId, id)),
  );
  const ofPoints = new Set(
    pointSights.flatMap(({ siblings }) => siblings.map(({ snapshotId }) => snapshotId)),
  );
  return {
    now: context.clock.now(),
    points: pointSights,
    hosts: hosts.filter((host) => host !== undefined),
    unfinishedOnHosts: unfinishedOnHosts.flat().filter(({ snapshotId }) => !ofPoints.has(snapshotId)),
    killSwitch: context.killSwitch,
  };
}

async function pointSight(
  context: Context,
  wish: Wish,
  { disk: reference, snapshotId }: Point,
): Promise<PointSight> {
  const { service, regionId, key } = wish;
  const [disk, snapshot, siblings] = await Promise.all([
    context.reads.disk(service, regionId, reference),
    context.reads.snapshot(service, regionId, snapshotId),
    context.reads.snapshotsOf(service, regionId, reference),
  ]);
  // Safety snapshots of this very rollback are no newer restore points.
  const others = siblings.filter(
    ({ tags, status }) => status === "progressing" || tags[`${ownTagPrefix}rollback-key`] !== key,
  );
  return { reference, snapshotId, disk, snapshot, siblings: others };
}

/** What the cloud itself has against the rollback, where it can be asked without doing it. */
async function cloudsVerdict(context: Context, wish: Wish, point: Point): Promise<Obstacle[]> {
  const request = wish.service.tryRollBack?.({ regionId: wish.regionId, ...point });
  if (!request) return [];
  try {
    await context.cloud.call(request, { signal: context.signal });
  } catch (error) {
    if (!(error instanceof CloudError) || saysNothing.has(error.kind)) throw error;
    if (error.kind === "dryRunPassed") return [];
    const reason = `the cloud refuses it in a dry run: ${error.message} ${error.next}`;
    return [{ property: wish.words.properties.snapshot, reason }];
  }
  return [];
}

/** Failures of a dry run that are no verdict on the rollback. */
export const saysNothing: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  "throttled",
  "credentials",
  "unavailable",
  "connection",
  "timeout",
  "badAnswer",
  "cancelled",
]);
