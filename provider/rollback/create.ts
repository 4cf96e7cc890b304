import { digest } from "../lifecycle/canonical";
import { decideRollback } from "../lifecycle/decideRollback";
import { appliedBy } from "../lifecycle/goal";
import { adopted, rollbackOutputs, targetOf } from "./model/outputs";
import { rollbackState } from "./model/state";
import type { Lifecycle } from "../runtime/lifecycle";
import { rollBack } from "./reconcile";
import { momentOf } from "./steps/step";
import { tellOpen } from "./tellOpen";
import { armed, understood } from "./desiredFrom";

export const createRollback: Lifecycle["create"] = async (context, { inputs }) => {
  const { declared, desired, decided } = understood(inputs);
  const resourceId = `${declared.service}/${declared.regionId}/${digest(context.urn, 12)}`;
  const state = rollbackState({});
  const decision = decideRollback(undefined, decided);
  switch (decision.kind) {
    case "run":
      return {
        resourceId,
        outputs: await rollBack({ context, resourceId, inputs, desired: armed(desired), state }),
      };
    case "adopt":
      return {
        resourceId,
        outputs: rollbackOutputs(
          inputs,
          adopted(state, {
            key: decision.key,
            at: momentOf(context),
            applied: appliedBy(armed(desired).target),
          }),
        ),
      };
    default:
      await tellOpen(context, targetOf(inputs), state);
      return { resourceId, outputs: rollbackOutputs(inputs, { ...state, phase: "disarmed" }) };
  }
};
