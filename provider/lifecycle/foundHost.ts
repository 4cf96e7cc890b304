import type { HostFacts } from "./facts";
import type { JournalEntry } from "./journal";
import type { PendingRollback } from "./rollbackState";
import { startedSince, type Moment, type Sight, type StoppedHost } from "./sight";

/**
 * A host that an earlier run has stopped is found stopped, though it ran before: the state or the journal remembers. Once it
 * was started again, that run is no longer what its present state comes from. Of another rollback's run that must
 * be certain.
 */
export function foundHost(
  host: HostFacts,
  { latest, unended, leftOff, givenBackAt }: Pick<Sight, "latest" | "unended" | "leftOff" | "givenBackAt">,
): PendingRollback["hosts"][number] {
  const { hostId, state, startedAt } = host;
  if (state === "running") return { hostId, wasRunning: true, startedAt };
  const isOver = (at: string) => at <= (givenBackAt[hostId] ?? "");
  const owes = ({ ranBefore, at }: JournalEntry) => ranBefore.includes(hostId) && !isOver(at);
  const left = leftOff.find((one) => one.hostId === hostId);
  // A state of before that may have come back.
  const isGivenBack = left !== undefined && left.began !== undefined && left.began === givenBackAt[hostId];
  if (left && !isGivenBack && !isOver(left.stoppedAt) && startedSince(host, stopOf(left)) !== true)
    return { hostId, wasRunning: true, stoppedAt: left.stoppedAt, startedAt };
  const own = latest && owes(latest) && startedSince(host, latest) !== true ? latest : undefined;
  const stopping = own ?? unended.find((run) => owes(run) && isStillOf(run, host));
  // One that is changing may still be on its way to where an earlier run has sent it.
  const wasRunning = stopping !== undefined || state === "changing";
  return { hostId, wasRunning, stoppedAt: stopping?.at, startedAt };
}

/** It is found stopped, and a run that was not seen to end may have left it so; where it is certain, it is started. */
export function isPerhapsLeftOff(
  host: HostFacts,
  { unended, givenBackAt }: Pick<Sight, "unended" | "givenBackAt">,
): boolean {
  const isOwed = ({ ranBefore, at }: JournalEntry) =>
    ranBefore.includes(host.hostId) && at > (givenBackAt[host.hostId] ?? "");
  return host.state === "stopped" && unended.some((run) => isOwed(run) && startedSince(host, run) !== true);
}

/** The start that the run has noted is the last one, or the last one was surely before it. */
function isStillOf(run: JournalEntry, host: HostFacts): boolean {
  const ran = startedSince(host, run);
  return ran === false || (ran === undefined && run.startedAt?.[host.hostId] !== undefined);
}

/** What is remembered of a host that was stopped, as the moment since which it may have run. */
export const stopOf = ({ hostId, stoppedAt, startedAt }: StoppedHost): Moment => ({
  at: stoppedAt,
  startedAt: startedAt === undefined ? undefined : { [hostId]: startedAt },
});
