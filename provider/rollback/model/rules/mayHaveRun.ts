import type { Action } from "../action";
import { isAimedElsewhere } from "../aim";
import type { Attempt } from "../attempt";
import type { DesiredRollback } from "../desired";
import { type Observed, allStopped, nameOfPoint, narrowed } from "../observed";
import type { Situation } from "../situation";
import { mayBeWrittenSince, tokenIsRemembered } from "../writtenSince";

/** An earlier attempt may have run. It is sent again only where that loses nothing, or where the user wants it. */
export function mayHaveRun(situation: Situation): Action | undefined {
  const { desired, left, run, standing, doubts } = situation;
  if (doubts.length === 0) return undefined;
  const unknown = left.filter((point) => standing(point) === "unknown").map(nameOfPoint);
  const { onInterrupted } = desired.policy;
  if (onInterrupted === "assumeDone") return { do: "assume", disks: unknown };
  if (isLossless(situation) || onInterrupted === "retry") return undefined;
  return run.begun ? { do: "giveUp", why: { because: "written" } } : { do: "ask", disks: unknown };
}

/** Nothing was written since any of them began; or the cloud knows the request by its token, and acts once. */
export function isLossless({
  desired,
  observed: all,
  left,
  doubts,
}: Pick<Situation, "desired" | "observed" | "left" | "doubts">): boolean {
  const observed = narrowed(all, left);
  if (!allStopped(observed) || doubts.some((doubt) => isAimedElsewhere(observed, doubt))) return false;
  const written = doubts.map((doubt) => mayBeWrittenSince(observed, doubt));
  if (written.every((answer) => answer === false)) return true;
  return isRecognised(desired, observed, doubts) && !written.includes(true);
}

/** All of them are one request, which the cloud knows by its token. */
export function isRecognised(
  { service }: DesiredRollback,
  { now }: Observed,
  doubts: readonly Attempt[],
): boolean {
  const tokens = new Set(doubts.map(({ resends, attempt }) => resends ?? attempt));
  return (
    service.capabilities.rollbackToken &&
    tokens.size === 1 &&
    doubts.every(({ at, silent }) => !silent && tokenIsRemembered(now, at))
  );
}
