import type { Point } from "../../lifecycle/inputs/diskRollback";
import {
  diskNameOf,
  entering,
  type PendingRollback,
  type RollbackState,
  type RunPhase,
} from "../../lifecycle/rollbackOutputs";
import { lossBegins } from "../../lifecycle/sight";
import type { Context } from "../context";
import { failureWords, LifecycleError } from "../lifecycleError";
import type { Properties } from "../lifecycle";
import { lockKeys } from "../lockKeys";
import { beforeSubmit } from "./beforeSubmit";
import { conclude } from "./conclude";
import { preflight } from "./preflight";
import { resolve } from "./resolve";
import { awaitRestored } from "./restore";
import { submit } from "./submit";
import type { Wish } from "./wish";
import { obstacleWords } from "./words";

/** One rollback of one resource: what is declared, what is recorded, and where it runs. */
export interface RunRequest {
  readonly context: Context;
  readonly resourceId: string;
  /** As the program gave them, for the state. */
  readonly inputs: Properties;
  readonly wish: Wish;
  readonly state: RollbackState;
}

/** A run under way. `pending` is what the state would have to keep if it ended here. */
export interface Run extends RunRequest {
  /** An earlier attempt has touched some of the disks: hosts stay stopped until all are known to be right. */
  readonly resumed: boolean;
  pending: PendingRollback;
}

/**
 * Rolls back: preflight → stop → safety snapshot → submit → restoring → start → done. The point of no return is
 * the submit: whatever fails before it leaves the disk as it was and the host as it was found, and whatever
 * fails after it is kept in the state.
 */
export async function runRollback(request: RunRequest): Promise<object> {
  const { context, wish } = request;
  const { points, obstacles } = await untouched(request, resolve(context, wish, request.state));
  if (obstacles.length) throw new LifecycleError(obstacleWords(wish, obstacles));
  const disks = lockKeys(
    context,
    wish.regionId,
    points.map(({ disk }) => disk),
  );
  return context.turns.during("rollback", disks, async () => {
    const run = await begin(request, points);
    await beforeSubmit(run);
    return submitAndFinish(run);
  });
}

/** From the point of no return on; also where an earlier attempt is taken up again. */
export async function submitAndFinish(run: Run): Promise<object> {
  await submit(run);
  await awaitRestored(run);
  return conclude(run);
}

/** 1. Every obstacle at once, before anything is changed. */
async function begin(request: RunRequest, points: readonly Point[]): Promise<Run> {
  const { context, wish, state } = request;
  context.log.progress("checking disk, snapshot and host");
  const { sight, obstacles } = await untouched(request, preflight(context, wish, state));
  if (obstacles.length) throw new LifecycleError(obstacleWords(wish, obstacles));
  const startedAt = now(context);
  const earlier = state.pending?.key === wish.key ? state.pending : undefined;
  return {
    ...request,
    resumed: false,
    pending: {
      key: wish.key,
      phase: "preflight",
      startedAt: earlier?.startedAt ?? startedAt,
      lossBegins: lossBegins(sight),
      disks: points.map(({ disk, snapshotId }) => ({ ...diskNameOf(disk), snapshotId, status: "untouched" })),
      snapshotGroupId: wish.goal.kind === "group" ? wish.goal.snapshotGroupId : undefined,
      safety: earlier?.safety,
      hosts: sight.hosts.map(({ hostId, state: power }) => ({ hostId, wasRunning: power !== "stopped" })),
      requestIds: earlier?.requestIds ?? [],
      phases: [{ phase: "preflight", startedAt }],
    },
  };
}

export function enter(run: Run, phase: RunPhase): void {
  run.pending = entering(run.pending, phase, now(run.context));
}

export const now = (context: Context): string => new Date(context.clock.now()).toISOString();

async function untouched<Value>({ wish }: RunRequest, looking: Promise<Value>): Promise<Value> {
  try {
    return await looking;
  } catch (error) {
    throw new LifecycleError(failureWords(error, `Nothing was changed: ${wish.what} was not rolled back.`));
  }
}
