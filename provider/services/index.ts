import type { ServiceName } from "../lifecycle/facts";
import { ecs } from "./ecs";
import type { Service } from "./service";

/** Every cloud product this package knows. A new one is a file here and a line in this registry. */
export const services = { ecs } satisfies Record<ServiceName, Service>;

export type { NewSnapshot, Page, RollbackPoint, Service, SnapshotChange } from "./service";
