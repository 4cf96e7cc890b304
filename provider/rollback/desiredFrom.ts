import type { DeclaredRollback } from "../lifecycle/decideRollback";
import { goalProperties, goalWords } from "../lifecycle/goal";
import {
  declaredRollback,
  rollbackInputs,
  type DeclaredRollbackInputs,
  type Goal,
} from "../lifecycle/inputs/diskRollback";
import { rollbackKey } from "../lifecycle/rollbackKey";
import { serviceOf } from "../runtime/defaults";
import type { Properties } from "../runtime/properties";
import { LifecycleError } from "../runtime/lifecycleError";
import type { Service } from "../services";
import type { DesiredRollback } from "./model/desired";

/** What a program may declare, for each service under the rules of its pages. */
export const rollbackSchema = rollbackInputs();

export interface Understood {
  readonly service: Service;
  readonly declared: DeclaredRollbackInputs;
  /** Absent while the lever is disarmed. */
  readonly desired: DesiredRollback | undefined;
  /** What the decision needs of the inputs. */
  readonly decided: DeclaredRollback;
}

/** Inputs that `check` has let through, with their defaults. */
export function understood(inputs: Properties): Understood {
  const service = serviceOf(inputs);
  if (!service) throw new LifecycleError(`There is no service ${JSON.stringify(inputs["service"])}.`);
  const declared = declaredRollback(rollbackSchema.parse(inputs));
  const { goal, triggers, regionId } = declared;
  const key = goal && rollbackKey({ service: service.name, regionId, goal, triggers });
  const desired = goal && key !== undefined ? desiredFor(service, declared, goal, key) : undefined;
  const { onCreate, onRepeat } = declared.policy;
  return { service, declared, desired, decided: { key, onCreate, onRepeat } };
}

export const desiredFor = (
  service: Service,
  { regionId, policy }: Pick<DeclaredRollbackInputs, "regionId" | "policy">,
  target: Goal,
  key: string,
): DesiredRollback => ({
  ...{ service, regionId, target, policy, key },
  words: {
    properties: goalProperties(target, service.name),
    where: `${service.name}, ${regionId}`,
    hostWord: service.hostWord,
  },
  what: goalWords(target),
});

/** Narrows after a decision that only an armed rollback leads to. */
export function armed(desired: DesiredRollback | undefined): DesiredRollback {
  if (!desired) throw new LifecycleError("No snapshot is declared.");
  return desired;
}
