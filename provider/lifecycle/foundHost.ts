import type { HostFacts } from "./facts";
import { newestEntry, type JournalEntry } from "./journal";
import type { PendingRollback } from "./rollbackState";
import { hostRanSince, type Moment, type Sight, type StoppedHost } from "./sight";

/**
 * A host that an earlier run has stopped is found stopped, though it ran before: the state or the journal remembers. Once it
 * was started again, that run is no longer what its present state comes from. Of another rollback's run that must
 * be certain.
 */
export function foundHost(
  host: HostFacts,
  { entries, unended, leftOff }: Pick<Sight, "entries" | "unended" | "leftOff">,
): PendingRollback["hosts"][number] {
  const { hostId, state, startedAt } = host;
  if (state !== "stopped") return { hostId, wasRunning: true, startedAt };
  const left = leftOff.find((one) => one.hostId === hostId);
  if (left && hostRanSince(host, momentOf(left)) !== true)
    return { hostId, wasRunning: true, stoppedAt: left.stoppedAt, startedAt };
  const entry = newestEntry(entries);
  const own = entry?.ranBefore.includes(hostId) && hostRanSince(host, entry) !== true ? entry : undefined;
  const stopping = own ?? unended.find((run) => run.ranBefore.includes(hostId) && isStillOf(run, host));
  return { hostId, wasRunning: stopping !== undefined, stoppedAt: stopping?.at, startedAt };
}

/** The start that the run has noted is the last one, or the last one was surely before it. */
function isStillOf(run: JournalEntry, host: HostFacts): boolean {
  const ran = hostRanSince(host, run);
  return ran === false || (ran === undefined && run.startedAt?.[host.hostId] !== undefined);
}

/** What is remembered of a host that was stopped, as the moment since which it may have run. */
export const momentOf = ({ hostId, stoppedAt, startedAt }: StoppedHost): Moment => ({
  at: stoppedAt,
  startedAt: startedAt === undefined ? undefined : { [hostId]: startedAt },
});
