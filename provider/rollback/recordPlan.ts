import type { RollbackDecision } from "../lifecycle/decideRollback";
import type { RollbackPolicy } from "../lifecycle/inputs/diskRollback";
import type { Obstacle } from "../lifecycle/obstacle";
import { planOf, type Outcome } from "../lifecycle/plan/planOf";
import { hasUnknown } from "../lifecycle/unknown";
import type { Context } from "../runtime/context";
import type { Properties } from "../runtime/properties";
import type { DesiredRollback } from "./model/desired";

/** Writes what preview has found out about a lever, where plans for machines are wanted. */
export async function recordPlan(
  context: Context,
  inputs: Properties,
  policy: RollbackPolicy | undefined,
  outcome: Outcome,
): Promise<void> {
  const { plans, urn, clock, refreshing } = context;
  if (!plans || refreshing) return;
  const known = Object.fromEntries(Object.entries(inputs).filter(([, value]) => !hasUnknown(value)));
  await plans.write(planOf({ urn, now: clock.now(), inputs: known, policy }, outcome));
}

export const nothingToDo = (reason: string): Outcome => ({ verdict: "nothing-to-do", reason, obstacles: [] });

/** What is declared needs no run. */
export const withoutRun = (
  { kind }: Pick<RollbackDecision, "kind">,
  desired: DesiredRollback | undefined,
): Outcome => {
  if (kind === "adopt") return nothingToDo("it is recorded as the present point, as onCreate says");
  return nothingToDo(desired ? "this rollback has run" : "no snapshot is declared: the lever is disarmed");
};

/** Not all inputs are known yet; without words it cannot come to a rollback. */
export const undecided = (words: string | undefined): Outcome =>
  words === undefined
    ? nothingToDo("whatever the inputs turn out to be, it cannot come to a rollback")
    : { verdict: "unchecked", reason: words, obstacles: [] };

/** The cloud could not be asked. What needs no asking may stand in the way all the same. */
export const unchecked = (obstacles: readonly Obstacle[]): Outcome => ({
  verdict: obstacles.length ? "refused" : "unchecked",
  reason: "the cloud could not be asked: preview's warning says why",
  obstacles,
});

export const alreadyRun = ({ words }: DesiredRollback, reason: string): Outcome => ({
  verdict: "refused",
  obstacles: [{ rule: "already-run", property: words.properties.snapshot, reason }],
});
