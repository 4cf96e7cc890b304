import { foundHost } from "../../lifecycle/foundHost";
import { adopted, rollbackOutputs, undoOf } from "../../lifecycle/rollbackOutputs";
import {
  diskNameOf,
  type DiskResult,
  type PendingRollback,
  type RollbackState,
} from "../../lifecycle/rollbackState";
import { appliedBy } from "../../lifecycle/goal";
import { isAimedElsewhere, isChanging, lossBegins, type PointSight, type Sight } from "../../lifecycle/sight";
import { conclude } from "./conclude";
import { noteEnded, noteSettled } from "./journal";
import { bears } from "./marks";
import { doubtful } from "./nextStep";
import type { Context } from "../context";
import { failureWords, type Report } from "../lifecycleError";
import { holdAsRecorded, releaseHosts } from "./power";
import { awaitRestored } from "./restore";
import { goingOn } from "./goingOn";
import { enter, now, type Run, type RunRequest } from "./run";
import { newestOwn } from "./savedBefore";
import { waitStopped } from "./stopped";
import { Unfinished, unfinishedWords } from "./unfinished";
import type { Wish } from "./wish";
import { askReport, stepWords } from "./words";

type TakenUp = "adopt" | "await" | "ask";

/** Takes up a rollback that an earlier run has sent, as the journal in the cloud tells: nothing is sent again. */
export async function takeUp(request: RunRequest, sight: Sight, step: TakenUp): Promise<object> {
  const { context, inputs, state, wish } = request;
  const found = foundRun(request, sight, step);
  const run = sight.entry?.phase === "done" ? { ...found, wish: asItWas(wish) } : found;
  if (step === "ask") throw new Unfinished(run, questionOf(wish, run.pending, sight));
  context.log.info(stepWords[step](wish, sight));
  await holdAsRecorded(run);
  if (step === "await") {
    await awaitRestored(run);
    return conclude(run);
  }
  // By its moment the start is another request than that of an earlier adoption (swas).
  enter(run, "start");
  const power = await releaseHosts(run, "finished").catch((error: unknown) => {
    const truth = `The rollback is done: ${wish.what}`;
    throw new Unfinished(run, { truth, details: [failureWords(error, "")] });
  });
  if (power.words) context.log[power.keptOff ? "warn" : "info"](power.words);
  if (!power.keptOff) await (sight.entry?.phase === "done" ? noteSettled(run) : noteEnded(run));
  return rollbackOutputs(inputs, {
    ...adopted(state, {
      key: wish.key,
      at: now(context),
      applied: appliedBy(wish.goal) ?? (isAimedElsewhere(sight) ? undefined : onlySnapshot(sight)),
    }),
    ...(run.pending.safety ? undoOf(run.pending) : {}),
    // Of another snapshot than is found now only the letters are known.
    disks: isAimedElsewhere(sight) ? [] : run.pending.disks,
  });
}

/** A rollback that is done has started what was to run: a host that is off now is somebody's. */
export function asItWas(wish: Wish): Wish {
  const { policy } = wish;
  return policy.startAfter === "always" ? { ...wish, policy: { ...policy, startAfter: "asBefore" } } : wish;
}

/** What up asks, in the words of its error: for preview. */
export const askedWords = (context: Context, wish: Wish, state: RollbackState, sight: Sight): string => {
  const pending = foundPending({ context, wish, state }, sight, "ask");
  return unfinishedWords({ pending }, questionOf(wish, pending, sight));
};

function questionOf(wish: Wish, pending: PendingRollback, sight: Sight): Report {
  const { truth, details } = askReport(wish, sight);
  return { truth, details: [waitStopped({ wish, pending }, sight.hosts), ...details] };
}

/** What `restoreTo` had found. */
const onlySnapshot = ({ points }: Sight) => (points.length === 1 ? points[0]?.snapshotId : undefined);

/** The run that an earlier engine has begun, from what the journal and the disks tell of it. */
const foundRun = (request: RunRequest, sight: Sight, step: TakenUp): Run =>
  goingOn(request, foundPending(request, sight, step), { saved: true, notedBefore: sight.entries });

function foundPending(
  { context, wish, state }: Pick<RunRequest, "context" | "wish" | "state">,
  sight: Sight,
  step: TakenUp,
): PendingRollback {
  const earlier = doubtful(wish, sight, state);
  const at = earlier?.at ?? now(context);
  return {
    key: wish.key,
    phase: "restoring",
    startedAt: at,
    attempt: earlier?.attempt,
    ...(step === "ask" ? { mayHaveRun: true } : { submittedAt: at }),
    lossBegins: lossBegins(sight),
    disks: sight.points.map((point) => ({
      ...diskNameOf(point.reference),
      snapshotId: point.snapshotId,
      status: foundStatus(point, step),
      receiptBefore: earlier?.receiptBefore,
    })),
    snapshotGroupId: wish.goal.kind === "group" ? wish.goal.snapshotGroupId : undefined,
    safety: newestOwn(sight, (one) => !sight.entry || bears(wish.key, one, sight.entry, sight.hosts)),
    // By the start of then it is known whether a host has run since.
    hosts: sight.hosts.map((host) => ({
      ...foundHost(host, sight),
      startedAt: earlier?.startedAt?.[host.hostId] ?? host.startedAt,
    })),
    requestIds: [],
    phases: [],
  };
}

/** Of several disks only those that are seen changing are known to have been sent. */
function foundStatus(point: PointSight, step: TakenUp): DiskResult["status"] {
  if (step === "adopt") return "restored";
  return step === "await" && isChanging(point) ? "submitted" : "unknown";
}
