import type { Action } from "../action";
import { type Attempt, isDone, maySend } from "../attempt";
import type { DesiredRollback } from "../desired";
import type { Observed } from "../observed";
import { type Situation, hasLines, isAllBack } from "../situation";

/** All disks are back: the hosts are given back too, and the run ends well. */
export function restored({ desired, observed, run, standing }: Situation): Action | undefined {
  if (!isAllBack(observed, standing)) return undefined;
  const adopted = run.sent ? undefined : adoptedOf(desired, observed);
  const owes = run.pending.hosts.some(({ wasRunning, stoppedAt }) => wasRunning && stoppedAt !== undefined);
  // What another attempt has said itself is not said once more.
  const tells = !adopted || !isDone(adopted) || owes || run.noted !== undefined;
  const lines = tells && hasLines(desired);
  if (lines && run.noted !== "done" && run.noted !== "released") return { do: "note", event: "done" };
  // A rollback that is done has started what was to run: a host that is off now is somebody's.
  if (!run.released) return { do: "start", reason: adopted && isDone(adopted) ? "adopted" : "finished" };
  if (lines && run.noted === "done" && !run.pending.keptOff?.length) return { do: "note", event: "released" };
  return { do: "finish", adopted };
}

/** The attempt whose end this run records: the last one that is done, else the last one that has come as far. */
function adoptedOf({ key }: DesiredRollback, { attempts }: Observed): Attempt | undefined {
  const own = attempts.filter((one) => one.key === key);
  return own.findLast(isDone) ?? own.findLast(maySend);
}
