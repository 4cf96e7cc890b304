import { planSnapshot } from "../../lifecycle/decideSnapshot";
import { kindOf, outputsOfUnfinished, outputsWith, recordedSnapshot } from "../../lifecycle/snapshotOutputs";
import { unknownValue } from "../../lifecycle/unknown";
import type { Lifecycle } from "../lifecycle";
import type { Properties } from "../properties";

/** Of a generation that is there everything stays known that an update does not change; of a new one, what is declared. */
export const plannedSnapshot: Lifecycle["planned"] = ({ inputs, recorded }) => {
  if (!recorded) return { ...newGeneration(inputs), previousSnapshotIds: [] };
  const plan = planSnapshot(recordedSnapshot(recorded), inputs);
  if (plan.take) return newGeneration(inputs);
  const same = outputsWith(inputs, recorded);
  return plan.wait ? { ...same, ...unknown(factsOfWait) } : same;
};

function newGeneration(inputs: Properties): object {
  const kind = kindOf(inputs);
  const complete = (inputs["waitFor"] ?? "accomplished") === "accomplished";
  const ofDisk =
    kind === "disk" && inputs["existingSnapshotId"] === undefined ? inputs["diskId"] : unknownValue;
  return {
    ...unknown(factsOfGeneration),
    // An id of the cloud's own takes the place of the unknown one.
    ...outputsOfUnfinished(inputs, kind, unknownValue, "progressing", { previousSnapshotIds: [] }),
    snapshots: unknownValue,
    status: complete ? "accomplished" : unknownValue,
    progress: complete ? 100 : unknownValue,
    available: complete ? true : unknownValue,
    previousSnapshotIds: unknownValue,
    sourceDiskId: kind === "group" ? undefined : ofDisk,
    snapshotName: inputs["snapshotName"] ?? unknownValue,
    expectedDiskIds: undefined,
  };
}

const unknown = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, unknownValue]));

const factsOfGeneration = ["creationTime", "sourceDiskType", "sizeGiB", "encrypted"];
const factsOfWait = ["status", "progress", "available", "snapshots", ...factsOfGeneration];
