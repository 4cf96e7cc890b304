import type { ServiceName } from "../lifecycle/facts";
import { ecd } from "./ecd";
import { ecs } from "./ecs";
import type { Service } from "./service";
import { swas } from "./swas";

/** Every cloud product this package knows. A new one is a file here and a line in this registry. */
export const services: { readonly [name in ServiceName]: Service } = { ecs, swas, ecd };

export type * from "./service";
