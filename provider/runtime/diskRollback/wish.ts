import type { DeclaredRollback } from "../../lifecycle/decideRollback";
import {
  declaredRollback,
  rollbackInputs,
  type DeclaredRollbackInputs,
  type Goal,
  type RollbackPolicy,
} from "../../lifecycle/inputs/diskRollback";
import { goalProperties, goalWords } from "../../lifecycle/goal";
import type { Words } from "../../lifecycle/obstacles";
import { rollbackKey } from "../../lifecycle/rollbackKey";
import type { Service } from "../../services";
import { serviceOf } from "../defaults";
import { LifecycleError } from "../lifecycleError";
import type { Properties } from "../lifecycle";

/** What a program may declare, for each service under the rules of its pages. */
export const rollbackSchema = rollbackInputs();

/** A declared rollback that has somewhere to go back to. */
export interface Wish {
  readonly service: Service;
  readonly regionId: string;
  readonly goal: Goal;
  readonly key: string;
  readonly policy: RollbackPolicy;
  readonly words: Words;
  /** "d-1 to s-1", for messages. */
  readonly what: string;
}

export interface Understood {
  readonly service: Service;
  readonly declared: DeclaredRollbackInputs;
  /** Absent while the lever is disarmed. */
  readonly wish: Wish | undefined;
  /** What the decision needs of the inputs. */
  readonly decided: DeclaredRollback;
}

/** Inputs that `check` has let through, with their defaults. */
export function understood(inputs: Properties): Understood {
  const service = serviceOf(inputs);
  if (!service) throw new LifecycleError(`There is no service ${JSON.stringify(inputs["service"])}.`);
  const declared = declaredRollback(rollbackSchema.parse(inputs));
  const wish = wishOf(service, declared);
  const { onCreate, onRepeat } = declared.policy;
  return { service, declared, wish, decided: { key: wish?.key, onCreate, onRepeat } };
}

function wishOf(
  service: Service,
  { regionId, goal, policy, triggers }: DeclaredRollbackInputs,
): Wish | undefined {
  if (!goal) return undefined;
  return {
    service,
    regionId,
    goal,
    policy,
    key: rollbackKey({ service: service.name, regionId, goal, triggers }),
    words: {
      properties: goalProperties(goal, service.name),
      where: `${service.name}, ${regionId}`,
      hostWord: service.hostWord,
    },
    what: goalWords(goal),
  };
}

/** Narrows after a decision that only an armed rollback leads to. */
export function armed(wish: Wish | undefined): Wish {
  if (!wish) throw new LifecycleError("No snapshot is declared.");
  return wish;
}
