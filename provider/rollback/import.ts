import type { DiskReference, DiskType } from "../lifecycle/facts";
import type { Service } from "../services";
import type { Context } from "../runtime/context";
import { howToName, importedThing } from "../runtime/importedThing";
import { LifecycleError } from "../runtime/lifecycleError";
import type { Lifecycle } from "../runtime/lifecycle";
import type { Properties } from "../runtime/properties";
import { createRollback } from "./create";

/**
 * A lever is imported by its disk, or by the instance whose disks it is for, and is disarmed then: it rolls nothing
 * back, and tells what the journal knows of runs that nobody has seen end.
 */
export const importRollback: Lifecycle["import"] = async (context, { id }) => {
  const { service, regionId, thing } = importedThing(context, id);
  const inputs = { service: service.name, regionId, ...(await target(context, service, regionId, thing)) };
  const { resourceId, outputs } = await createRollback(context, { inputs });
  return { resourceId, inputs, outputs };
};

async function target(
  { reads }: Context,
  service: Service,
  regionId: string,
  thing: readonly string[],
): Promise<Properties> {
  const [one = "", type] = thing;
  if (service.groups && /^i-/.test(one)) {
    if (await reads.host(service, regionId, one)) return { instanceId: one };
  } else {
    const disk: DiskReference =
      type === undefined ? { diskId: one } : { desktopId: one, sourceDiskType: type as DiskType };
    const named = service.name === "ecd" ? disk.desktopId !== undefined : disk.diskId !== undefined;
    if (named && (await reads.disk(service, regionId, disk))) return { ...disk };
  }
  throw new LifecycleError(
    `There is no disk ${thing.join("/")} (${service.name}, ${regionId}). ${howToName("d-bp1…, swas/d-bp1…, ecs/cn-hangzhou/i-bp1… or ecd/ecd-1…/system")}`,
  );
}
