import type { Action } from "../action";
import { narrowed } from "../observed";
import { isOwnStop } from "../run";
import { type Situation, hasLines } from "../situation";

/** The first line stands before anything is changed: a safety snapshot without one is of a run that could write none. */
export function announced({ desired, observed, run, left }: Situation): Action | undefined {
  if (run.noted !== undefined || !hasLines(desired)) return undefined;
  const stops =
    desired.policy.whenRunning === "stop" &&
    narrowed(observed, left).hosts.some(({ state }) => state !== "stopped");
  return { do: "note", event: stops ? "stopping" : "announced" };
}

/** The hosts must be off. One that was started again since the present was saved has written what nobody has saved. */
export function hostRuns({ desired, observed, run, left, doubts }: Situation): Action | undefined {
  const { policy } = desired;
  const hosts = narrowed(observed, left).hosts;
  const stop = { do: "stop", hosts: hosts.map(({ hostId }) => hostId) } as const;
  const on = hosts.find(({ state }) => state !== "stopped");
  if (!on) return run.held || hosts.length === 0 ? undefined : stop;
  const stopped = run.pending.hosts.some((host) => host.hostId === on.hostId && isOwnStop(run, host));
  const isUnsaved = run.saved && !run.ranWhenSaved.includes(on.hostId);
  if (stopped || isUnsaved || (doubts.length > 0 && policy.onInterrupted !== "retry"))
    return { do: "giveUp", why: { because: "started", hostId: on.hostId } };
  const noted = !hasLines(desired) || run.unnoted || run.noted === "stopping";
  return noted || policy.whenRunning !== "stop" ? stop : { do: "note", event: "stopping" };
}
