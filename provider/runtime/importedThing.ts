import { readImportId } from "../lifecycle/importId";
import type { ServiceName } from "../lifecycle/facts";
import { services, type Service } from "../services";
import type { Context } from "./context";
import { LifecycleError } from "./lifecycleError";

/** What an import is of, with the service and the region that it leaves to their defaults. */
export function importedThing(context: Context, id: string) {
  const { service: name = "ecs", regionId = context.settings.regionId, thing } = readImportId(id, names);
  if (regionId === undefined)
    throw new LifecycleError(
      `${id}: in which region is it? Name it as ${name}/REGION/${thing.join("/")}, or set alicloud:region.`,
    );
  const service: Service = services[name];
  return { service, regionId, thing };
}

const names = Object.keys(services) as ServiceName[];

/** How to name what was not found. */
export const howToName = (examples: string): string =>
  `Nothing was imported. An import names it as [SERVICE/][REGION/]ID, such as ${examples}; without them it is looked for in ecs and in the region of the configuration.`;
