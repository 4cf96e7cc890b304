import { decideRollback } from "../lifecycle/decideRollback";
import { checkFailure, checkInputs } from "../lifecycle/inputs/checkInputs";
import { rollbackRules } from "../lifecycle/inputs/diskRollback";
import { rollbackState } from "./model/state";
import { hasUnknown } from "../lifecycle/unknown";
import { explainRegion, withDefaults } from "../runtime/defaults";
import type { Lifecycle } from "../runtime/lifecycle";
import { preview } from "./preview";
import { recordPlan, undecided, withoutRun } from "./recordPlan";
import { announceUndecided } from "./undecided";
import { armed, rollbackSchema, understood } from "./desiredFrom";

/**
 * Checks the inputs; and of a new resource also the world, since preview calls nothing else for a create:
 * what would stop the rollback fails the preview, on the property that mends it.
 */
export const checkRollback: Lifecycle["check"] = async (context, { before, inputs }) => {
  const completed = withDefaults(context, inputs);
  const failures = checkInputs(rollbackSchema, completed, rollbackRules).map((found) =>
    explainRegion(found, completed),
  );
  const isNew = Object.keys(before).length === 0;
  if (failures.length || !isNew) return { inputs: completed, failures };
  if (hasUnknown(completed)) {
    const words = announceUndecided(context, completed, undefined);
    await recordPlan(context, completed, undefined, undecided(words));
    return { inputs: completed, failures };
  }
  const { desired, decided } = understood(completed);
  const decision = decideRollback(undefined, decided);
  if (decision.kind !== "run") {
    await recordPlan(context, completed, desired?.policy, withoutRun(decision, desired));
    return { inputs: completed, failures };
  }
  const { obstacles } = await preview(context, armed(desired), rollbackState({}), completed);
  return { inputs: completed, failures: obstacles.map((obstacle) => checkFailure(obstacle, completed)) };
};
