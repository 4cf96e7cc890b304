import { decideRollback } from "../lifecycle/decideRollback";
import { rollbackOutputs, targetOf } from "./model/outputs";
import { recordedRollback, rollbackState } from "./model/state";
import { LifecycleError } from "../runtime/lifecycleError";
import type { Lifecycle } from "../runtime/lifecycle";
import { settleAbandoned } from "./settle";
import { rollBack } from "./reconcile";
import { tellOpen } from "./tellOpen";
import { armed, understood } from "./desiredFrom";
import { usedWords } from "./words";

export const updateRollback: Lifecycle["update"] = async (context, { resourceId, recorded, inputs }) => {
  const { desired, decided } = understood(inputs);
  const state = rollbackState(recorded);
  const decision = decideRollback(recordedRollback(state), decided);
  const request = { context, resourceId, inputs };
  switch (decision.kind) {
    case "run":
      return { outputs: await rollBack({ ...request, desired: armed(desired), state }) };
    case "refuse":
      throw new LifecycleError(usedWords(armed(desired), decision));
    case "disarm": {
      await tellOpen(context, targetOf(inputs), state);
      // A run that may have reached the cloud stays on record: declaring the same rollback again goes on with it.
      const settled = await settleAbandoned({ ...request, understood: understood(inputs), state });
      return { outputs: rollbackOutputs(inputs, { ...settled, rollbackKey: undefined, phase: "disarmed" }) };
    }
    default: {
      if (!state.pending) return { outputs: recorded };
      // A run of another rollback that was cut short before its request is given up with this declaration.
      const settled = await settleAbandoned({ ...request, understood: understood(inputs), state });
      return { outputs: rollbackOutputs(inputs, { ...settled, phase: desired ? "done" : "disarmed" }) };
    }
  }
};
