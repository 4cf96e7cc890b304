import type { HostFacts } from "./facts";
import type { RollbackPolicy } from "./inputs/diskRollback";

/** What a rollback does with a host, as its policy says. */
export interface HostPlan {
  /** "wait": somebody else is to stop it. */
  readonly stop: "none" | "graceful" | "force" | "wait";
  /** "again": it runs now, or did before an earlier run has stopped it. */
  readonly start: "none" | "again" | "anyway";
}

export function hostPlan(policy: RollbackPolicy, { state }: HostFacts, ranBefore: boolean): HostPlan {
  const { whenRunning, startAfter, forceStop } = policy;
  if (state !== "stopped") {
    const stop = whenRunning === "stop" ? (forceStop ? "force" : "graceful") : "wait";
    return { stop, start: startAfter === "never" ? "none" : "again" };
  }
  if (ranBefore && startAfter !== "never") return { stop: "none", start: "again" };
  return { stop: "none", start: startAfter === "always" ? "anyway" : "none" };
}
