import type { CheckFailure } from "../lifecycle/inputs/checkInputs";
import { services, type Service } from "../services";
import type { Context } from "./context";
import type { Properties } from "./properties";

/** Inputs with what the program may leave to the configuration: the service and the region. */
export function withDefaults(
  context: Pick<Context, "settings">,
  inputs: Properties,
): Record<string, unknown> {
  const given = Object.fromEntries(
    Object.entries(inputs).filter(([, value]) => value !== null && value !== undefined),
  );
  const regionId = context.settings.regionId;
  return { service: "ecs", ...(regionId === undefined ? {} : { regionId }), ...given };
}

/** The service of inputs or outputs; undefined while preview does not know it, or where it is none. */
export function serviceOf(properties: Properties): Service | undefined {
  const name = properties["service"] ?? "ecs";
  return Object.entries<Service>(services).find(([known]) => known === name)?.[1];
}

/** A missing region is mended in more than one place. */
export function explainRegion(failure: CheckFailure, inputs: Properties): CheckFailure {
  if (failure.property !== "regionId" || inputs["regionId"] !== undefined) return failure;
  const reason =
    "is required: set it here, as alicloud:region in the stack's configuration, or as ALIBABA_CLOUD_REGION_ID in the environment";
  return { ...failure, reason };
}
