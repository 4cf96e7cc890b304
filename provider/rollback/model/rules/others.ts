import type { Action } from "../action";
import { isOld } from "../lineAge";
import { eventOn } from "../attempt";
import { isChanging, nameOfPoint } from "../observed";
import { firstOfBoth, isWorking, overtaking, rivalOf } from "../rivals";
import { isLiving } from "../run";
import type { Situation } from "../situation";

/** Another attempt is at work on a disk that is left: this one steps back, waits for it, and looks again. */
export function conflict({ desired, observed, run, left }: Situation): Action | undefined {
  if (left.length === 0) return undefined;
  const rival = rivalOf(desired, observed, run, left);
  if (rival && run.noted === "sending") return { do: "note", event: "stopping" };
  // What a disk that changes stands in the way of is refused before anything is begun.
  if (rival && !run.begun && rival.key !== desired.key && left.some(isChanging)) return undefined;
  if (rival?.silent) return { do: run.begun ? "giveUp" : "refuse", why: { because: "conflict", rival } };
  const first = rival ?? firstOfBoth(observed, run);
  // Others that need the hosts off take a line for dead that has stood for a lease: whoever waits writes it again.
  if (first && run.noted && !run.unnoted && isOld(observed, run)) return { do: "note", event: run.noted };
  if (first) return { do: "yield", to: first, disks: [] };
  const overtaken = overtaking(desired, observed, run);
  return overtaken && { do: run.begun ? "giveUp" : "refuse", why: { because: "conflict", rival: overtaken } };
}

/** One that only its safety snapshot tells of may be about to send: it is watched for a lease. */
export function watched({ observed, run, left }: Situation): Action | undefined {
  const to = observed.attempts.find(
    (one) =>
      one.silent &&
      left.some((point) => eventOn(one, nameOfPoint(point)) === "sending") &&
      !isLiving(run, one) &&
      isWorking(run, observed, one),
  );
  return to && { do: "yield", to, disks: [] };
}

/** The request was accepted for some disks, or its answer was lost just now: they are watched. */
export function underWay({ observed, run, left, standing }: Situation): Action | undefined {
  const disks = observed.points.filter(
    (point) => standing(point) === "accepted" || standing(point) === "sent",
  );
  // What is left is sent first, and then all are waited for.
  if (disks.length === 0 || (left.length > 0 && !run.sent)) return undefined;
  return { do: "await", disks: disks.map(nameOfPoint) };
}
