import type { Clock, Cloud, Settings } from "../client";
import type { RollbackPlan } from "../lifecycle/plan/rollbackPlan";
import type { HostLeases } from "./hostLeases";
import type { Poller } from "./poller";
import type { Properties } from "./properties";
import type { Reads } from "./reads";
import type { Turns } from "./turns";

/** What all calls in one provider process share. */
export interface Session {
  readonly settings: Settings;
  /** What switches all rollbacks off, in words; undefined where nothing does. */
  readonly killSwitch: string | undefined;
  /** Whoever previews may only look: a dry run that the cloud denies them fails no preview. */
  readonly previewOnlyLooks: boolean;
  /** Where plans for machines go; undefined where nobody wants them. */
  readonly plans?: PlanStore | undefined;
  readonly clock: Clock;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly cloud: Cloud;
  readonly reads: Reads;
  readonly poller: Poller;
  readonly turns: Turns;
  readonly hostLeases: HostLeases;
}

export interface PlanStore {
  /** Takes the place of the same lever's plan before. Throws a LifecycleError where it cannot be written. */
  write(plan: RollbackPlan): Promise<void>;
}

/** What one lifecycle call has beside its inputs. It knows nothing of the host that calls. */
export interface Context extends Session {
  /** The resource's URN: where its messages belong, and part of what makes its requests its own. */
  readonly urn: string;
  readonly log: Log;
  /** A create takes the place of a resource that is deleted afterwards. */
  readonly replacing: boolean;
  /** What is on record of that resource, where the engine has shown it: not for `--replace` and taint. */
  readonly replaced?: Properties | undefined;
  /** The call only shows what a refresh has found: it must ask nobody and refuse nothing. */
  readonly refreshing: boolean;
  /** Aborted when the user interrupts the run. */
  readonly signal: AbortSignal;
}

export interface Log {
  /** What is going on now, shown in the resource's row and then forgotten. */
  progress(words: string): void;
  /** Kept among the run's diagnostics. */
  info(words: string): void;
  warn(words: string): void;
}
