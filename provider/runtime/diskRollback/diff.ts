import { sameValue } from "../../lifecycle/canonical";
import { decideRollback } from "../../lifecycle/decideRollback";
import { targetOf } from "../../lifecycle/rollbackOutputs";
import { isOpen, recordedRollback, rollbackState } from "../../lifecycle/rollbackState";
import { hasUnknown } from "../../lifecycle/unknown";
import { LifecycleError } from "../lifecycleError";
import type { Lifecycle, Properties } from "../lifecycle";
import { abandonedWords } from "./abandoned";
import { preview } from "./plan";
import { previewResumed } from "./planResumed";
import { alreadyRun, recordPlan, undecided, withoutRun } from "./recordPlan";
import { announceUndecided } from "./undecided";
import { tellUnended } from "./unended";
import { armed, understood } from "./wish";
import { obstacleWords, usedWords } from "./words";

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
  const { service, wish, decided } = understood(inputs);
  const decision = decideRollback(onRecord, decided);
  // What a run has left behind that is not declared any more is given back, whatever else there is to do.
  const leftBehind = state.pending !== undefined && !isOpen(state.pending);
  const changes = decision.kind !== "nothing" || leftBehind;
  if (context.refreshing) return { changes, replaces };

  const left =
    decision.kind === "resume" || state.pending?.key === wish?.key
      ? undefined
      : abandonedWords(service.hostWord, state, "settled");
  if (left !== undefined && changes) context.log.warn(left);
  if (decision.kind === "refuse") await tellUnended(context, targetOf(inputs), state);
  if (decision.kind === "refuse") {
    const words = usedWords(armed(wish), decision);
    await recordPlan(context, inputs, wish?.policy, alreadyRun(armed(wish), words));
    throw new LifecycleError(words);
  }
  if (decision.kind === "resume") await previewResumed(context, armed(wish), state, inputs);
  else if (decision.kind !== "run")
    await recordPlan(context, inputs, wish?.policy, withoutRun(decision, wish));
  if (decision.kind === "run") {
    const obstacles = await preview(context, armed(wish), state, inputs);
    if (obstacles.length) throw new LifecycleError(obstacleWords(armed(wish), obstacles));
  }
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
