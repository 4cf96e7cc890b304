import { rollbackOutputs } from "./model/outputs";
import { rollbackState } from "./model/state";
import { hasUnknown, unknownValue } from "../lifecycle/unknown";
import type { Lifecycle } from "../runtime/lifecycle";
import { understood } from "./desiredFrom";

/** A lever that is disarmed stays as it is. What a rollback will have done is seen when it is done. */
export const plannedRollback: Lifecycle["planned"] = ({ inputs, recorded = {} }) => {
  if (!hasUnknown(inputs) && !understood(inputs).desired)
    return rollbackOutputs(inputs, { ...rollbackState(recorded), phase: "disarmed" });
  const results = Object.fromEntries(resultsOfRun.map((name) => [name, unknownValue]));
  return {
    ...recorded,
    ...rollbackOutputs(inputs, { ...rollbackState(recorded), phase: "done" }),
    ...results,
  };
};

const resultsOfRun = [
  "phase",
  "lastRollback",
  "undoSnapshotId",
  "undoSnapshotGroupId",
  "undoSnapshots",
  "disks",
  "instanceId",
  "hostWasRunning",
  "history",
  "pending",
];
