import { sameValue } from "../../lifecycle/canonical";
import { decideRollback } from "../../lifecycle/decideRollback";
import { momentWords } from "../../lifecycle/duration";
import { recordedRollback, rollbackState } from "../../lifecycle/rollbackOutputs";
import { hasUnknown, unknownProperties } from "../../lifecycle/unknown";
import { LifecycleError } from "../lifecycleError";
import type { Lifecycle, Properties } from "../lifecycle";
import { mayRollBack } from "./check";
import { preview } from "./plan";
import { armed, declaredRollback, understood } from "./wish";

/** Decides from the state whether a rollback runs, and shows its plan; a plan with obstacles fails here. */
export const diffRollback: Lifecycle["diff"] = async (context, { recorded, inputs }) => {
  const replaces = replacedBy(recorded, inputs);
  if (replaces.length) return { changes: true, replaces };
  if (unknownProperties(inputs).length) {
    if (!context.refreshing) context.log.info(mayRollBack);
    return { changes: true, replaces };
  }
  const { service, declared } = understood(inputs);
  const state = rollbackState(recorded);
  const decision = decideRollback(recordedRollback(state), declaredRollback(declared));
  const changes = decision.kind !== "nothing";
  if (context.refreshing) return { changes, replaces };

  // With a run cut short in between, what is on the disk must be found out first: that is update's work.
  if (decision.kind === "refuse" && !state.pending)
    throw new LifecycleError(usedWords(armed(declared).snapshotId, decision.ranAt));
  if (decision.kind === "run") {
    const obstacles = await preview(context, service, armed(declared), state);
    if (obstacles.length) throw new LifecycleError(obstacleWords(armed(declared), obstacles));
  }
  return { changes, replaces };
};

export const usedWords = (snapshotId: string, ranAt: string) =>
  `snapshotId: this rollback to ${snapshotId} has already run, on ${momentWords(ranAt)}, and a declared rollback runs once. ` +
  `Nothing was changed: the disk still holds what came after it. ` +
  `To roll back to ${snapshotId} again on purpose, change \`triggers\` (or set onRepeat: "run"); to leave the disk as it is, take snapshotId out.`;

export function obstacleWords(
  wish: { readonly diskId: string; readonly snapshotId: string },
  obstacles: readonly { readonly property: string; readonly reason: string }[],
): string {
  const lines = obstacles.map(({ property, reason }) => `  ${property}: ${reason}`);
  return [
    `Disk ${wish.diskId} cannot be rolled back to ${wish.snapshotId} now. Nothing was changed.`,
    ...lines,
  ].join("\n");
}

const identity = ["service", "regionId", "diskId"] as const;

/** Another disk is another resource; one that preview cannot know yet may turn out to be the same. */
const replacedBy = (recorded: Properties, inputs: Properties): string[] =>
  identity.filter((name) => !hasUnknown(inputs[name]) && !sameValue(recorded[name], inputs[name]));
