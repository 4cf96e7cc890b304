import type { CloudRequest } from "../../../provider/client";
import { diskRollback } from "../../../provider/rollback";
import type { World } from "./fixture";
import { declaredResource, type DeclaredResource } from "./stack";

/** The message of an `up` that fails, undefined of one that does not. */
export const messageOf = (up: Promise<unknown>): Promise<string | undefined> =>
  up.then(
    () => undefined,
    (error: Error) => error.message,
  );

/** A lever of which something happens before each of its calls, reads left out. */
export const hooked = (
  cloud: World,
  name: string,
  beforeCall: (request: CloudRequest<unknown>) => Promise<void>,
): DeclaredResource =>
  declaredResource(diskRollback, "DiskRollback", name, { ...cloud.surroundings(), beforeCall });

/** A lever whose process is gone when a call is about to leave. */
export function dyingAt(cloud: World, isIt: (request: CloudRequest<unknown>) => boolean) {
  let die = () => {};
  const dead = new Promise<void>((resolve) => (die = resolve));
  const dying = hooked(cloud, "lever", async (request) => {
    if (request.parameters["DryRun"] || !isIt(request)) return;
    die();
    await new Promise(() => undefined);
  });
  return { dying, dead };
}

export const notesIntent = ({ action, parameters }: CloudRequest<unknown>): boolean =>
  action === "TagResources" && JSON.stringify(parameters).includes("|sending|");

/** A dry run bears the same name and is none. */
export const isReset = ({ action, parameters }: CloudRequest<unknown>): boolean =>
  ["ResetDisk", "ResetDisks", "ResetSnapshot"].includes(action) && !parameters["DryRun"];

export const safetySnapshots = async ({ control }: World) =>
  Object.values((await control.world()).snapshots).filter(
    ({ tags, description = "" }) =>
      "pulumi-alicloud-restore:safety" in tags || description.startsWith("[rk-"),
  );

/** Whether a disk or a snapshot holds it. */
export async function isSomewhere({ control }: World, text: string): Promise<boolean> {
  const { disks, snapshots } = await control.world();
  return [...Object.values(disks), ...Object.values(snapshots)].some(({ content }) => content === text);
}

/** The moment at which a resource has said something that begins so, or reads so. */
export async function said({ lines }: DeclaredResource, what: string | RegExp): Promise<void> {
  const fits = (line: string) => (typeof what === "string" ? line.startsWith(what) : what.test(line));
  while (!lines.progress.some(fits)) await new Promise((resolve) => setImmediate(resolve));
}
