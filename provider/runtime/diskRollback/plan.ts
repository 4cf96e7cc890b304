import { CloudError } from "../../client";
import { findings } from "../../lifecycle/findings/findings";
import { ownObstacles, type Obstacle } from "../../lifecycle/obstacles";
import { planWords } from "../../lifecycle/planWords";
import type { RollbackState } from "../../lifecycle/rollbackState";
import type { Context } from "../context";
import { tellsNothing } from "./dryRun";
import { withHostDisks } from "./hostDisks";
import { nextStep } from "./nextStep";
import { preflight, remembered } from "./preflight";
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
): Promise<readonly Obstacle[]> {
  const obstacles = await orUnchecked(context, wish, () => planned(context, wish, state));
  return obstacles ?? unread(context, wish, state);
}

/** What needs no reading stands in the way all the same. */
const unread = ({ clock, killSwitch }: Context, wish: Wish, state: RollbackState): Obstacle[] => {
  const { lastApplied } = remembered(wish, state);
  return ownObstacles(wish.policy, { now: clock.now(), killSwitch, lastApplied }, wish.words);
};

async function planned(context: Context, wish: Wish, state: RollbackState): Promise<readonly Obstacle[]> {
  const { sight, obstacles } = await preflight(context, wish, state);
  const step = nextStep(wish, sight, state);
  if (step === "ask") {
    context.log.warn(askedWords(context, wish, state, sight));
    return [];
  }
  if (step === "adopt" || step === "await") {
    context.log.info(stepWords[step](wish, sight));
    return [];
  }
  const saved = step === "again" ? savedBy(wish, sight) : undefined;
  const wanted = wantedAtFirst(sight, step === "again");
  const found = saved ? obstacles : [...obstacles, ...(await withoutRoom(context, wish, wanted))];
  if (found.length) return found;
  const plan = planWords(wish.policy, sight, {
    hostWord: wish.service.hostWord,
    findings: findings(await withHostDisks(context, wish, sight), wish.service),
    saved: saved?.snapshots.map(({ snapshotId }) => snapshotId) ?? [],
  });
  context.log.info(step === "again" ? foundAgainWords(wish, plan) : plan);
  return [];
}

/** Where the cloud cannot be asked, preview says that the plan is unchecked and goes on. */
export async function orUnchecked<Value>(
  context: Context,
  wish: Wish,
  work: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CloudError) || !tellsNothing.has(error.kind)) throw error;
    context.log.warn(`Plan unchecked for ${wish.what}, because ${error.message} ${error.next}`);
    return undefined;
  }
}
