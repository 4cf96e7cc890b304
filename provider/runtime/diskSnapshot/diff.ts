import { planIsEmpty, planSnapshot } from "../../lifecycle/decideSnapshot";
import { defaultKeep } from "../../lifecycle/inputs/diskSnapshot";
import { pointWord } from "../../lifecycle/restorePoint";
import { generationsOf, kindOf, recordedSnapshot, surplusIds } from "../../lifecycle/snapshotOutputs";
import type { SnapshotObstacle } from "../../lifecycle/snapshotObstacles";
import { LifecycleError, lines } from "../lifecycleError";
import type { Lifecycle } from "../lifecycle";
import type { Properties } from "../properties";
import { previewTake } from "./preview";

/**
 * Compares what is declared with what is recorded. What an update would delete is said before, and what would stop it
 * from taking a new generation fails preview; only for that the cloud is asked.
 */
export const diffSnapshot: Lifecycle["diff"] = async (context, { recorded, inputs }) => {
  const plan = planSnapshot(recordedSnapshot(recorded), inputs);
  const changes = !planIsEmpty(plan);
  if (changes && !plan.replaces.length && !context.refreshing) {
    if (plan.inPlaceOf !== undefined)
      context.log.info(
        `takes a ${pointWord(kindOf(recorded))} in the place of ${plan.inPlaceOf}, which was lost: it holds the disk as it is then, and no rollback goes back to it by its id`,
      );
    const surplus = surplusOf(recorded, inputs);
    const [s, them] = surplus.length > 1 ? ["s", "them"] : ["", "it"];
    if (surplus.length)
      context.log.info(
        `deletes the older ${pointWord(kindOf(recorded))}${s} ${surplus.join(", ")}: an earlier update has put ${them} beyond \`keep\``,
      );
  }
  if (plan.take && !plan.replaces.length && !context.refreshing) {
    const obstacles = await previewTake(context, inputs, surplusOf(recorded, inputs).length);
    if (obstacles.length) throw new LifecycleError(obstacleLines(obstacles));
  }
  return { changes, replaces: plan.replaces };
};

const obstacleLines = (obstacles: readonly SnapshotObstacle[]): string =>
  lines({
    truth: "Cannot take the next snapshot now. Nothing was changed",
    details: obstacles.map(({ property, reason }) => `${property}: ${reason}`),
  });

/** As far as the state tells: what is not complete counts for nothing then. */
function surplusOf(recorded: Properties, inputs: Properties): string[] {
  const keep = typeof inputs["keep"] === "number" ? inputs["keep"] : defaultKeep;
  const surplus = surplusIds(recorded);
  return generationsOf(recorded)
    .slice(keep)
    .filter((id) => surplus.includes(id));
}
