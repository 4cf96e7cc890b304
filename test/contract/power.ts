import type { DiskReference, HostFacts } from "../../provider/lifecycle/facts";
import { hostOf } from "./reads";
import type { Trial } from "./trial";

/** Brings the host of the disk into a state; every look at it, from right after the request to the end. */
export async function powered(
  trial: Trial,
  wanted: "running" | "stopped",
  disk: DiskReference = trial.world.place.disk,
): Promise<HostFacts[]> {
  const { service, world } = trial;
  const { regionId } = world.place;
  const seen = await trial.until(
    () => hostOf(trial, disk),
    ({ state }) => state !== "changing",
  );
  const now = seen.at(-1);
  if (!now || now.state === "changing") throw new Error("the host does not come to rest");
  if (!trial.created.hosts.has(now.hostId)) trial.created.hosts.set(now.hostId, { disk, state: now.state });
  if (now.state === wanted) return seen;
  const clientToken = `${trial.wanted().clientToken}-${wanted}`;
  await trial.call(
    wanted === "stopped"
      ? service.stopHost(regionId, now.hostId, { force: false, clientToken })
      : service.startHost(regionId, now.hostId, clientToken),
  );
  return trial.until(
    () => hostOf(trial, disk),
    ({ state }) => state === wanted,
  );
}
