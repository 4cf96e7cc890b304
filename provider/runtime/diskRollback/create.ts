import { digest } from "../../lifecycle/canonical";
import { decideRollback } from "../../lifecycle/decideRollback";
import { rollbackOutputs, rollbackState } from "../../lifecycle/rollbackOutputs";
import type { Lifecycle } from "../lifecycle";
import { adopt } from "./adopt";
import { runRollback } from "./run";
import { armed, declaredRollback, understood } from "./wish";

export const createRollback: Lifecycle["create"] = async (context, { inputs }) => {
  const { service, declared } = understood(inputs);
  const resourceId = `${declared.service}/${declared.regionId}/${declared.diskId}/${digest(context.urn, 8)}`;
  const state = rollbackState({});
  const decision = decideRollback(undefined, declaredRollback(declared));
  switch (decision.kind) {
    case "run":
      return {
        resourceId,
        outputs: await runRollback({ context, service, resourceId, inputs, wish: armed(declared), state }),
      };
    case "adopt":
      return {
        resourceId,
        outputs: rollbackOutputs(inputs, adopt(state, decision.key, context.clock.now())),
      };
    default:
      return { resourceId, outputs: rollbackOutputs(inputs, { ...state, phase: "disarmed" }) };
  }
};
