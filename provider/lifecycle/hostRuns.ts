import type { HostFacts } from "./facts";
import type { PendingRollback } from "../rollback/model/state";

type PendingHost = PendingRollback["hosts"][number];

/**
 * Whether somebody has started a host, that is found running, since the run has begun. Its last start tells; where the
 * service tells none, that the run has seen it stopped.
 */
export function wasStartedBetween(
  { wasRunning, startedAt: before, stoppedAt }: PendingHost,
  found: Pick<HostFacts, "startedAt">,
  phases: PendingRollback["phases"],
): boolean {
  if (!wasRunning) return true;
  if (before !== undefined && found.startedAt !== undefined)
    return minuteOf(before) !== minuteOf(found.startedAt);
  return stoppedAt !== undefined && wasSeenStopped(phases);
}

/** The cloud tells a start to the minute. */
const minuteOf = (time: string): number => Math.floor(Date.parse(time) / 60_000);

/** The phase after the stop begins when all hosts are seen stopped. */
function wasSeenStopped(phases: PendingRollback["phases"]): boolean {
  const names = phases.map(({ phase }) => phase);
  const stop = names.lastIndexOf("stop");
  return stop >= 0 && names.slice(stop + 1).some((name) => name !== "start");
}
