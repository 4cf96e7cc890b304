import { findings } from "../../lifecycle/findings/findings";
import { ownObstacles, type Obstacle } from "../../lifecycle/obstacles";
import { planWords } from "../../lifecycle/planWords";
import type { RollbackState } from "../../lifecycle/rollbackState";
import type { Outcome } from "../../lifecycle/plan/planOf";
import type { Context } from "../context";
import type { Properties } from "../lifecycle";
import { orUnchecked, type Planned } from "../orUnchecked";
import { withHostDisks } from "./hostDisks";
import { noMemory } from "./memory";
import { nextStep } from "./nextStep";
import { preflight, remembered } from "./preflight";
import { nothingToDo, recordPlan, unchecked } from "./recordPlan";
import { foundAgainWords } from "./resumeWords";
import { wantedAtFirst, withoutRoom } from "./safetyRoom";
import { savedBy } from "./savedBefore";
import { askedWords } from "./takeUp";
import type { Wish } from "./wish";
import { stepWords } from "./words";

/** The preview of a rollback that would run: its plan, among the resource's diagnostics, and its obstacles. */
export async function preview(
  context: Context,
  wish: Wish,
  state: RollbackState,
  inputs: Properties,
): Promise<readonly Obstacle[]> {
  const seen = await orUnchecked(context, plannedBy(wish), () => planned(context, wish, state));
  const outcome = seen ?? unchecked(unread(context, wish, state));
  await recordPlan(context, inputs, wish.policy, outcome);
  return outcome.obstacles;
}

/** What is planned, for messages. */
export const plannedBy = ({ what }: Wish): Planned => ({ what, plan: `to roll back ${what}` });

/** What needs no reading stands in the way all the same. */
const unread = ({ clock, killSwitch }: Context, wish: Wish, state: RollbackState): Obstacle[] => {
  const { lastApplied } = remembered(wish, state);
  return ownObstacles(wish.policy, { now: clock.now(), killSwitch, lastApplied }, wish.words);
};

async function planned(context: Context, wish: Wish, state: RollbackState): Promise<Outcome> {
  const { sight, obstacles } = await preflight(context, wish, state);
  const step = nextStep(wish, sight, state);
  if (step === "ask") {
    const reason = askedWords(context, wish, state, sight);
    context.log.warn(reason);
    return { verdict: "asks", reason, obstacles: [], sight };
  }
  if (step === "adopt" || step === "await") {
    const words = stepWords[step](wish, sight);
    context.log.info(words);
    return nothingToDo(words);
  }
  const saved = step === "again" ? savedBy(wish, sight) : undefined;
  const wanted = wantedAtFirst(sight, step === "again");
  const found = saved ? obstacles : [...obstacles, ...(await withoutRoom(context, wish, wanted))];
  if (found.length)
    return { verdict: "refused", obstacles: found, sight, findings: findings(sight, wish.service) };
  const unnoted = noMemory(wish, sight);
  if (unnoted) context.log.warn(unnoted);
  const known = {
    findings: findings(await withHostDisks(context, wish, sight), wish.service),
    saved: saved?.snapshots.map(({ snapshotId }) => snapshotId) ?? [],
  };
  const plan = planWords(wish.policy, sight, { hostWord: wish.service.hostWord, ...known });
  context.log.info(step === "again" ? foundAgainWords(wish, plan) : plan);
  return { verdict: "runs", obstacles: [], sight, ...known };
}
