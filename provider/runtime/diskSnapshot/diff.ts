import { planIsEmpty, planSnapshot } from "../../lifecycle/decideSnapshot";
import { recordedSnapshot } from "../../lifecycle/snapshotOutputs";
import type { Lifecycle } from "../lifecycle";

/** Compares what is declared with what is recorded; asks nobody. */
export const diffSnapshot: Lifecycle["diff"] = async (_context, { recorded, inputs }) => {
  const plan = planSnapshot(recordedSnapshot(recorded), inputs);
  return { changes: !planIsEmpty(plan), replaces: plan.replaces };
};
