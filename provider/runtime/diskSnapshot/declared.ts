import type { ServiceName } from "../../lifecycle/facts";
import { declaredSnapshot, snapshotInputs, type DeclaredSnapshot } from "../../lifecycle/inputs/diskSnapshot";
import { services, type Service } from "../../services";
import { serviceOf } from "../defaults";
import { LifecycleError } from "../lifecycleError";
import type { Properties } from "../properties";

/** What a program may declare, for each service under the rules of its pages. */
export const snapshotSchema = snapshotInputs({
  ecs: services.ecs.snapshotName,
  swas: services.swas.snapshotName,
  ecd: services.ecd.snapshotName,
} satisfies Record<ServiceName, unknown>);

/** Inputs that `check` has let through, with their defaults. */
export function understood(inputs: Properties): { service: Service; declared: DeclaredSnapshot } {
  const service = serviceOf(inputs);
  if (!service) throw new LifecycleError(`There is no service ${JSON.stringify(inputs["service"])}.`);
  return { service, declared: declaredSnapshot(snapshotSchema.parse(inputs)) };
}
