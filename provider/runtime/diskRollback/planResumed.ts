import { findings } from "../../lifecycle/findings/findings";
import type { Outcome } from "../../lifecycle/plan/planOf";
import type { RollbackState } from "../../lifecycle/rollbackState";
import type { Sight } from "../../lifecycle/sight";
import type { Context } from "../context";
import { LifecycleError } from "../lifecycleError";
import type { Properties } from "../lifecycle";
import { orUnchecked } from "../orUnchecked";
import { outlookOf, type Outlook } from "./outlook";
import { plannedBy } from "./plan";
import { nothingToDo, recordPlan, unchecked } from "./recordPlan";
import { doubtReport, refusalReport, resumeWords, unseenWords } from "./resumeWords";
import { unfinishedWords } from "./unfinished";
import type { Wish } from "./wish";

/**
 * The preview of a run that goes on with one that was cut short after its request: what becomes of it, and the plan
 * of all that may be sent again. What the run would refuse fails here, and what it would ask is said, in its words.
 */
export async function previewResumed(
  context: Context,
  wish: Wish,
  state: RollbackState,
  inputs: Properties,
): Promise<void> {
  const record = (outcome: Outcome) => recordPlan(context, inputs, wish.policy, outcome);
  const { pending } = state;
  if (!pending) return;
  const cut = { context, wish, state, pending };
  const outlook = await orUnchecked(context, plannedBy(wish), () => outlookOf(cut));
  if (!outlook) {
    context.log.info(unseenWords(wish));
    return record(unchecked([]));
  }
  const { resumption, sight, sending, disks } = outlook;
  const found = { wish, pending: { ...pending, disks: [...disks] } };
  if (resumption.kind === "ask") {
    const reason = unfinishedWords(found, doubtReport(found, resumption, sight));
    context.log.warn(reason);
    return record({ verdict: "asks", reason, obstacles: [], sight });
  }
  if (sending?.obstacles.length) {
    await record({ verdict: "refused", obstacles: sending.obstacles, sight: sending.sight });
    throw new LifecycleError(unfinishedWords(found, refusalReport(found, resumption, sending)));
  }
  const told = { wish, pending: { ...pending, safety: outlook.safety } };
  const words = resumeWords(told, resumption, outlook);
  context.log.info(words);
  return record(sending ? sentAgain(wish, outlook, sending.sight) : nothingToDo(words));
}

/** What is sent again is a rollback like any other one. */
function sentAgain(wish: Wish, { hosts, saved, safety }: Outlook, sight: Sight): Outcome {
  const ran = new Set(hosts.flatMap(({ hostId, wasRunning }) => (wasRunning ? [hostId] : [])));
  return {
    verdict: "runs",
    obstacles: [],
    findings: findings(sight, wish.service),
    sight,
    saved: saved ? safety?.snapshots.map(({ snapshotId }) => snapshotId) : [],
    ranBefore: ({ hostId }) => ran.has(hostId),
  };
}
