import { checkInputs } from "../../lifecycle/inputs/checkInputs";
import {
  diskSnapshotChangeRules,
  diskSnapshotRules,
  ecsDiskSnapshot,
} from "../../lifecycle/inputs/diskSnapshot";
import { services } from "../../services";
import { regionMissing, withDefaults } from "../defaults";
import type { Lifecycle } from "../lifecycle";

/** What a program may declare, under the rules of the service's page. */
export const snapshotSchema = ecsDiskSnapshot(services.ecs.snapshotName);

export const checkSnapshot: Lifecycle["check"] = async (context, { before, inputs }) => {
  const completed = withDefaults(context, inputs);
  const failures = checkInputs(snapshotSchema, completed, (known) => [
    ...diskSnapshotRules(known),
    ...diskSnapshotChangeRules(before, known),
  ]);
  return {
    inputs: completed,
    failures: failures.map((failure) =>
      failure.property === "regionId" && completed["regionId"] === undefined
        ? { ...failure, reason: regionMissing }
        : failure,
    ),
  };
};
