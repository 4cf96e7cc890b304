import { decideRollback } from "../../lifecycle/decideRollback";
import { checkInputs, failure } from "../../lifecycle/inputs/checkInputs";
import { rollbackState } from "../../lifecycle/rollbackOutputs";
import { unknownProperties } from "../../lifecycle/unknown";
import { regionMissing, withDefaults } from "../defaults";
import type { Lifecycle } from "../lifecycle";
import { preview } from "./plan";
import { armed, declaredRollback, rollbackSchema, understood } from "./wish";

/**
 * Checks the inputs; and of a new resource also the world, since preview calls nothing else for a create:
 * what would stop the rollback fails the preview, on the property that mends it.
 */
export const checkRollback: Lifecycle["check"] = async (context, { before, inputs }) => {
  const completed = withDefaults(context, inputs);
  const failures = checkInputs(rollbackSchema, completed, () => []).map((found) =>
    found.property === "regionId" && completed["regionId"] === undefined
      ? { ...found, reason: regionMissing }
      : found,
  );
  const isNew = Object.keys(before).length === 0;
  if (failures.length || !isNew) return { inputs: completed, failures };
  if (unknownProperties(completed).length) {
    if (completed["snapshotId"] !== undefined) context.log.info(mayRollBack);
    return { inputs: completed, failures };
  }
  const { service, declared } = understood(completed);
  const decision = decideRollback(undefined, declaredRollback(declared));
  if (decision.kind !== "run") return { inputs: completed, failures };
  const obstacles = await preview(context, service, armed(declared), rollbackState({}));
  return { inputs: completed, failures: obstacles.map(({ property, reason }) => failure(property, reason)) };
};

export const mayRollBack =
  "may roll back: its snapshot is known only when the run has come this far; it is checked again then";
