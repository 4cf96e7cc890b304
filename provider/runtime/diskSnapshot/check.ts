import { checkInputs } from "../../lifecycle/inputs/checkInputs";
import { snapshotChangeRules, snapshotRules } from "../../lifecycle/inputs/diskSnapshotRules";
import { explainRegion, withDefaults } from "../defaults";
import type { Lifecycle } from "../lifecycle";
import { snapshotSchema } from "./declared";

export const checkSnapshot: Lifecycle["check"] = async (context, { before, inputs }) => {
  const completed = withDefaults(context, inputs);
  const failures = checkInputs(snapshotSchema, completed, (known) => [
    ...snapshotRules(known),
    ...snapshotChangeRules(before, known),
  ]);
  return { inputs: completed, failures: failures.map((failure) => explainRegion(failure, completed)) };
};
