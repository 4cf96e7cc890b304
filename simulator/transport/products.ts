import { ecsActions } from "../ecs";
import { ecdActions } from "../ecd";
import { swasActions } from "../swas";
import type { ServiceName } from "../world/entities";
import type { Action } from "./action";
import { gatewayError } from "./gatewayErrors";
import type { RawParameters } from "./signature";

export interface Product {
  readonly version: string;
  /** The name in the error envelope's Recommend. */
  readonly code: string;
  /** What RAM policies put before the action's name. */
  readonly ramPrefix: string;
  readonly actions: Readonly<Record<string, Action>>;
}

/** One process plays every product: the version of the request says which one is meant. */
export const products = {
  ecs: { version: "2014-05-26", code: "Ecs", ramPrefix: "ecs", actions: ecsActions },
  swas: { version: "2020-06-01", code: "SWAS-OPEN", ramPrefix: "swas-open", actions: swasActions },
  ecd: { version: "2020-09-30", code: "ecd", ramPrefix: "ecd", actions: ecdActions },
} satisfies Record<ServiceName, Product>;

export interface Operation {
  readonly service: ServiceName;
  readonly product: Product;
  readonly name: string;
  readonly action: Action;
}

export function serviceOf(version: string | undefined): ServiceName | undefined {
  const entries = Object.entries(products) as [ServiceName, Product][];
  return entries.find(([, product]) => product.version === version)?.[0];
}

export function findOperation(parameters: RawParameters): Operation {
  const name = parameters.get("Action");
  const version = parameters.get("Version");
  if (!name) throw gatewayError("MissingAction");
  if (!version) throw gatewayError("MissingVersion");
  const service = serviceOf(version);
  if (service === undefined) throw gatewayError("InvalidVersion");
  const product: Product = products[service];
  if (!Object.hasOwn(product.actions, name)) throw gatewayError("InvalidApi.NotFound");
  return { service, product, name, action: product.actions[name]! };
}
