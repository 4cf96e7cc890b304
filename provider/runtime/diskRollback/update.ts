import { decideRollback } from "../../lifecycle/decideRollback";
import {
  recordedRollback,
  rollbackOutputs,
  rollbackState,
  withAbandoned,
} from "../../lifecycle/rollbackOutputs";
import { LifecycleError } from "../lifecycleError";
import type { Lifecycle } from "../lifecycle";
import { usedWords } from "./diff";
import { resumeRollback } from "./resume";
import { runRollback } from "./run";
import { armed, declaredRollback, understood } from "./wish";

export const updateRollback: Lifecycle["update"] = async (context, { resourceId, recorded, inputs }) => {
  const { service, declared } = understood(inputs);
  const state = rollbackState(recorded);
  const decision = decideRollback(recordedRollback(state), declaredRollback(declared));
  switch (decision.kind) {
    case "run":
      return {
        outputs: await runRollback({
          context,
          service,
          resourceId,
          inputs,
          wish: armed(declared),
          state: state.pending?.key === decision.key ? state : withAbandoned(state),
        }),
      };
    case "resume":
      return {
        outputs: await resumeRollback({ context, service, resourceId, inputs, wish: armed(declared), state }),
      };
    case "refuse":
      throw new LifecycleError(usedWords(armed(declared).snapshotId, decision.ranAt));
    case "disarm":
      // An unfinished run stays on record: declaring the same snapshot again goes on with it.
      return { outputs: rollbackOutputs(inputs, { ...state, rollbackKey: undefined, phase: "disarmed" }) };
    default:
      return { outputs: recorded };
  }
};
