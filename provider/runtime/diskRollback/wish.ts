import type { DeclaredRollback } from "../../lifecycle/decideRollback";
import { ecsDiskRollback, type DiskRollbackInputs } from "../../lifecycle/inputs/diskRollback";
import type { RollbackWish } from "../../lifecycle/obstacles";
import { rollbackKey } from "../../lifecycle/rollbackKey";
import type { Service } from "../../services";
import { serviceOf } from "../defaults";
import { LifecycleError } from "../lifecycleError";
import type { Properties } from "../lifecycle";

/** What a program may declare, under the rules of the service's page. */
export const rollbackSchema = ecsDiskRollback();

/** Inputs that `check` has let through, with their defaults. */
export function understood(inputs: Properties): { service: Service; declared: DiskRollbackInputs } {
  const service = serviceOf(inputs);
  if (!service) throw new LifecycleError(`There is no service ${JSON.stringify(inputs["service"])}.`);
  return { service, declared: rollbackSchema.parse(inputs) };
}

/** What the decision needs of the inputs. */
export function declaredRollback(declared: DiskRollbackInputs): DeclaredRollback {
  const { onCreate, onRepeat } = declared;
  return { key: isWish(declared) ? keyOf(declared) : undefined, onCreate, onRepeat };
}

export const isWish = (declared: DiskRollbackInputs): declared is RollbackWish =>
  declared.snapshotId !== undefined;

export const keyOf = (wish: RollbackWish): string =>
  rollbackKey({
    service: wish.service,
    regionId: wish.regionId,
    points: [{ disk: wish.diskId, snapshotId: wish.snapshotId }],
    triggers: wish.triggers,
  });

/** Narrows after a decision that only an armed rollback leads to. */
export function armed(declared: DiskRollbackInputs): RollbackWish {
  if (!isWish(declared)) throw new LifecycleError("No snapshot is declared.");
  return declared;
}
