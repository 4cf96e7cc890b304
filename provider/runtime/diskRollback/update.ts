import { decideRollback } from "../../lifecycle/decideRollback";
import { rollbackOutputs, targetOf } from "../../lifecycle/rollbackOutputs";
import { recordedRollback, rollbackState } from "../../lifecycle/rollbackState";
import { LifecycleError } from "../lifecycleError";
import type { Lifecycle } from "../lifecycle";
import { settleAbandoned } from "./abandoned";
import { resumeRollback } from "./resume";
import { runRollback } from "./run";
import { tellUnended } from "./unended";
import { armed, understood } from "./wish";
import { usedWords } from "./words";

export const updateRollback: Lifecycle["update"] = async (context, { resourceId, recorded, inputs }) => {
  const { wish, decided } = understood(inputs);
  const state = rollbackState(recorded);
  const decision = decideRollback(recordedRollback(state), decided);
  const request = { context, resourceId, inputs };
  switch (decision.kind) {
    case "run":
      return { outputs: await runRollback({ ...request, wish: armed(wish), state }) };
    case "resume":
      return { outputs: await resumeRollback({ ...request, wish: armed(wish), state }) };
    case "refuse":
      throw new LifecycleError(usedWords(armed(wish), decision));
    case "disarm": {
      await tellUnended(context, targetOf(inputs), state);
      // A run that may have reached the cloud stays on record: declaring the same rollback again goes on with it.
      const settled = await settleAbandoned({ ...request, understood: understood(inputs), state });
      return { outputs: rollbackOutputs(inputs, { ...settled, rollbackKey: undefined, phase: "disarmed" }) };
    }
    default: {
      if (!state.pending) return { outputs: recorded };
      // A run of another rollback that was cut short before its request is given up with this declaration.
      const settled = await settleAbandoned({ ...request, understood: understood(inputs), state });
      return { outputs: rollbackOutputs(inputs, { ...settled, phase: wish ? "done" : "disarmed" }) };
    }
  }
};
