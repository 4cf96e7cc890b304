import { digest } from "../../lifecycle/canonical";
import { decideRollback } from "../../lifecycle/decideRollback";
import { appliedBy } from "../../lifecycle/goal";
import { adopted, rollbackOutputs, targetOf } from "../../lifecycle/rollbackOutputs";
import { rollbackState } from "../../lifecycle/rollbackState";
import type { Lifecycle } from "../lifecycle";
import { now, runRollback } from "./run";
import { tellUnended } from "./unended";
import { armed, understood } from "./wish";

export const createRollback: Lifecycle["create"] = async (context, { inputs }) => {
  const { declared, wish, decided } = understood(inputs);
  const resourceId = `${declared.service}/${declared.regionId}/${digest(context.urn, 12)}`;
  const state = rollbackState({});
  const decision = decideRollback(undefined, decided);
  switch (decision.kind) {
    case "run":
      return {
        resourceId,
        outputs: await runRollback({ context, resourceId, inputs, wish: armed(wish), state }),
      };
    case "adopt":
      return {
        resourceId,
        outputs: rollbackOutputs(
          inputs,
          adopted(state, {
            key: decision.key,
            at: now(context),
            applied: appliedBy(armed(wish).goal),
          }),
        ),
      };
    default:
      await tellUnended(context, targetOf(inputs), state);
      return { resourceId, outputs: rollbackOutputs(inputs, { ...state, phase: "disarmed" }) };
  }
};
