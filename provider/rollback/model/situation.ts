import type { Attempt } from "./attempt";
import type { DesiredRollback } from "./desired";
import { type Observed, type ObservedPoint, nameOfPoint } from "./observed";
import { standsBack } from "./rivals";
import type { Run } from "./run";
import { type Standing, doubtsOn, standingOf } from "./standing";

/** What the rules decide from: what is observed, and what that means for each disk. */
export interface Situation {
  readonly desired: DesiredRollback;
  readonly observed: Observed;
  readonly run: Run;
  readonly standing: (point: ObservedPoint) => Standing;
  /** What is still to be sent, if it may be. */
  readonly left: readonly ObservedPoint[];
  /** Attempts that may have run on one of those. */
  readonly doubts: readonly Attempt[];
}

export function situationOf(desired: DesiredRollback, all: Observed, run: Run): Situation {
  // One that only its safety snapshot tells of, and that comes after this run, stands back for it.
  const observed = { ...all, attempts: all.attempts.filter((one) => !standsBack(run, one)) };
  const standings = new Map(
    observed.points.map((point) => [point, standingOf(desired, observed, point, run)]),
  );
  const standing = (point: ObservedPoint) => standings.get(point) ?? "open";
  const left = observed.points.filter((point) => standing(point) === "open" || standing(point) === "unknown");
  const doubts = left.flatMap((point) =>
    standing(point) === "unknown" ? doubtsOn(desired.key, observed, nameOfPoint(point)) : [],
  );
  return { desired, observed, run, standing, left, doubts: [...new Set(doubts)] };
}

/** Each attempt writes lines of its own into the cloud. */
export const hasLines = ({ service }: DesiredRollback): boolean => service.capabilities.journal === "tags";

export const isAllBack = ({ points }: Observed, standing: Situation["standing"]): boolean =>
  points.length > 0 && points.every((point) => standing(point) === "restored");

export const isAllSent = ({ points }: Observed, standing: Situation["standing"]): boolean =>
  points.length > 0 && points.every((point) => ["accepted", "restored"].includes(standing(point)));
