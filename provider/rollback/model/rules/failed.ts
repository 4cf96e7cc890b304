import type { Action } from "../action";
import type { DesiredRollback } from "../desired";
import { isChanging, nameOfPoint } from "../observed";
import { holderOf, rivalOf } from "../rivals";
import { isOwnStop, type Run } from "../run";
import { type Situation, hasLines, isAllBack, isAllSent } from "../situation";
import type { Standing } from "../standing";

/** Something went wrong: what was taken is given back, unless nobody knows what the disks hold. */
export function failed({ desired, observed, run, standing, doubts }: Situation): Action | undefined {
  if (!run.failure) return undefined;
  // Another run of this very rollback has done it.
  if (!run.sent && isAllBack(observed, standing)) return undefined;
  // Another run has sent it: its end is waited for.
  if (!run.sent && !run.watched && isAllSent(observed, standing)) return undefined;
  const rival = rivalOf(desired, observed, run, observed.points) ?? holderOf(observed, run);
  const touched = observed.points.some((point) => isTouched(standing(point)));
  // Another run of this very rollback is at work on the rest.
  if (touched && !run.sent && !run.released && rival?.key === desired.key && !rival.silent)
    return { do: "yield", to: rival, disks: [] };
  if (touched) return { do: "end" };
  if (run.released) return hasToWithdraw(desired, run) ? { do: "note", event: "withdrawn" } : { do: "end" };
  const changing = observed.points.filter(isChanging);
  // Nothing was sent: others need not wait to see that.
  if (rival && hasLines(desired) && run.noted === "sending") return { do: "note", event: "stopping" };
  // How far such a one comes nobody can see: it may need the hosts off, and starts them itself.
  if (rival?.silent) return { do: "end" };
  if (rival || changing.length) return { do: "yield", to: rival, disks: changing.map(nameOfPoint) };
  // What earlier attempts have left behind nobody knows: only a host that this run has found running goes on.
  if (doubts.length > 0 && !run.pending.hosts.some((host) => isOwnStop(run, host))) return { do: "end" };
  return { do: "start", reason: "asFound" };
}

const isTouched = (standing: Standing) => standing !== "open" && standing !== "unknown";

const hasToWithdraw = (desired: DesiredRollback, { noted }: Run): boolean =>
  hasLines(desired) && noted !== undefined && noted !== "withdrawn";
