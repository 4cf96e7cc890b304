import type { HostFacts } from "./facts";
import { newestEntry } from "./journal";
import type { PendingRollback } from "./rollbackState";
import { hostRanSince, type Sight } from "./sight";

/**
 * A host that an earlier run has stopped is found stopped, though it ran before: the state or the journal remembers. Once it
 * was started again, that run is no longer what its present state comes from. Of another rollback's run that must
 * be certain.
 */
export function foundHost(
  host: HostFacts,
  { entries, unended, leftOff }: Pick<Sight, "entries" | "unended" | "leftOff">,
): PendingRollback["hosts"][number] {
  const { hostId, state } = host;
  if (state !== "stopped") return { hostId, wasRunning: true };
  const left = leftOff.find((one) => one.hostId === hostId);
  if (left && hostRanSince(host, left.stoppedAt) !== true)
    return { hostId, wasRunning: true, stoppedAt: left.stoppedAt };
  const entry = newestEntry(entries);
  const own = entry?.ranBefore.includes(hostId) && hostRanSince(host, entry.at) !== true ? entry : undefined;
  const stopping =
    own ??
    unended.find(({ ranBefore, at }) => ranBefore.includes(hostId) && hostRanSince(host, at) === false);
  return stopping ? { hostId, wasRunning: true, stoppedAt: stopping.at } : { hostId, wasRunning: false };
}
