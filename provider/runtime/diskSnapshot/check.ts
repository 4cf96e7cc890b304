import { checkFailure, checkInputs } from "../../lifecycle/inputs/checkInputs";
import { snapshotChangeRules, snapshotRules } from "../../lifecycle/inputs/diskSnapshotRules";
import { explainRegion, withDefaults } from "../defaults";
import type { Lifecycle } from "../lifecycle";
import { snapshotSchema } from "./declared";
import { previewTake } from "./preview";

/**
 * Checks the inputs; and of a new resource also the disk, since preview calls nothing else for a create: what would
 * stop the snapshot fails the preview, on the property that mends it.
 */
export const checkSnapshot: Lifecycle["check"] = async (context, { before, inputs }) => {
  const completed = withDefaults(context, inputs);
  const failures = checkInputs(snapshotSchema, completed, (known) => [
    ...snapshotRules(known),
    ...snapshotChangeRules(before, known),
  ]);
  const explained = failures.map((failure) => explainRegion(failure, completed));
  if (explained.length || Object.keys(before).length) return { inputs: completed, failures: explained };
  const obstacles = await previewTake(context, completed, 0);
  return { inputs: completed, failures: obstacles.map((obstacle) => checkFailure(obstacle, completed)) };
};
