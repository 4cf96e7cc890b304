import type { ServiceName } from "./facts";

/** What `pulumi import` is given: the cloud's own id, after the service and the region where they need telling. */
export interface ImportId {
  /** undefined: the default service, "ecs". */
  readonly service: ServiceName | undefined;
  /** undefined: the region of the configuration. */
  readonly regionId: string | undefined;
  /** "s-bp1…", "ssg-bp1…", "d-bp1…", "i-bp1…", or of a desktop's disk "ecd-1…" and "system". */
  readonly thing: readonly string[];
}

/** Reads `[SERVICE/][REGION/]ID`, such as "s-bp1…", "swas/s-…", "ecs/cn-hangzhou/d-bp1…", "ecd/ecd-1…/system". */
export function readImportId(id: string, serviceNames: readonly ServiceName[]): ImportId {
  const parts = id.split("/");
  const service = serviceNames.find((name) => name === parts[0]);
  const rest = service ? parts.slice(1) : parts;
  const length = diskTypes.has(rest.at(-1) ?? "") ? 2 : 1;
  const regionId = rest.length === length + 1 ? rest[0] : undefined;
  return { service, regionId, thing: regionId === undefined ? rest : rest.slice(1) };
}

const diskTypes: ReadonlySet<string> = new Set(["system", "data"]);
