import type { HostFacts } from "../../lifecycle/facts";
import { beginChanging, enter } from "./begun";
import type { Reconciler } from "../begin";
import { stop } from "../steps/stop";
import * as record from "../model/run";

/** A host that has been started since the line was written is noted before it is stopped. */
export async function stopHosts(reconciler: Reconciler, chosen: readonly string[]): Promise<void> {
  const { context, desired, tell, observed } = reconciler;
  const { service, regionId, policy } = desired;
  enter(reconciler, "stop");
  await beginChanging(reconciler);
  const known = observed().hosts;
  const hosts = await Promise.all(
    known.map(async (host) =>
      chosen.includes(host.hostId)
        ? ((await context.reads.host(service, regionId, host.hostId)) ?? host)
        : host,
    ),
  );
  const isOn = ({ hostId, state }: HostFacts) => chosen.includes(hostId) && state !== "stopped";
  const on = hosts.filter(isOn).map(({ hostId }) => hostId);
  const isNew = on.some((id) => !known.filter(isOn).some(({ hostId }) => hostId === id));
  reconciler.amend((seen) => ({ ...seen, hosts }));
  tell((now) => record.foundOn(now, on));
  // One runs that was off: what that means is decided anew, and noted first.
  if (isNew && policy.whenRunning === "stop") return tell(record.unheld);
  await stop(reconciler, chosen);
  tell(record.held);
  reconciler.amend((seen) => ({
    ...seen,
    hosts: seen.hosts.map((host) =>
      chosen.includes(host.hostId) ? { ...host, state: "stopped", statusWord: "Stopped" } : host,
    ),
  }));
}
