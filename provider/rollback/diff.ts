import { sameValue } from "../lifecycle/canonical";
import { decideRollback } from "../lifecycle/decideRollback";
import { targetOf } from "./model/outputs";
import { isOpen, recordedRollback, rollbackState } from "./model/state";
import { hasUnknown } from "../lifecycle/unknown";
import { LifecycleError } from "../runtime/lifecycleError";
import type { Lifecycle } from "../runtime/lifecycle";
import type { Properties } from "../runtime/properties";
import { abandonedWords } from "./settle";
import { previewOrRefuse } from "./preview";
import { alreadyRun, recordPlan, undecided, withoutRun } from "./recordPlan";
import { announceUndecided } from "./undecided";
import { tellOpen } from "./tellOpen";
import { armed, understood } from "./desiredFrom";
import { usedWords } from "./words";

/** Decides from the state whether a rollback runs, and shows its plan; a plan with obstacles fails here. */
export const diffRollback: Lifecycle["diff"] = async (context, { recorded, inputs }) => {
  const replaces = replacedBy(recorded, inputs);
  if (replaces.length) return { changes: true, replaces };
  const state = rollbackState(recorded);
  const onRecord = recordedRollback(state);
  if (hasUnknown(inputs)) {
    if (context.refreshing) return { changes: true, replaces };
    const words = announceUndecided(context, inputs, onRecord);
    await recordPlan(context, inputs, undefined, undecided(words));
    return { changes: true, replaces };
  }
  const { service, desired, decided } = understood(inputs);
  const decision = decideRollback(onRecord, decided);
  // What a run has left behind that is not declared any more is given back, whatever else there is to do.
  const leftBehind = state.pending !== undefined && !isOpen(state.pending);
  const changes = decision.kind !== "nothing" || leftBehind;
  if (context.refreshing) return { changes, replaces };

  const left =
    state.pending?.key === desired?.key ? undefined : abandonedWords(service.hostWord, state, "settled");
  if (left !== undefined && changes) context.log.warn(left);
  if (decision.kind === "refuse") {
    await tellOpen(context, targetOf(inputs), state);
    const words = usedWords(armed(desired), decision);
    await recordPlan(context, inputs, desired?.policy, alreadyRun(armed(desired), words));
    throw new LifecycleError(words);
  }
  if (decision.kind === "run") await previewOrRefuse(context, armed(desired), state, inputs);
  else await recordPlan(context, inputs, desired?.policy, withoutRun(decision, desired));
  return { changes, replaces };
};

/** Another target is another resource; one that preview cannot know yet may turn out to be the same. */
function replacedBy(recorded: Properties, inputs: Properties): string[] {
  const before = recorded["target"];
  if (typeof before !== "object" || before === null) return [];
  const now = targetOf(inputs);
  return Object.keys(now).filter(
    (name) => !hasUnknown(inputs[name]) && !sameValue((before as Properties)[name], now[name]),
  );
}
