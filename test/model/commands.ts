import type { TargetName } from "./targets";

/** The world that a sequence begins in. */
export interface Scene {
  readonly target: TargetName;
  /** Whether a disk's status tells of a reset; no source settles it. */
  readonly showsReIniting: boolean;
  /** Whether the cloud has ResetDisks no more. */
  readonly resetDisksGone: boolean;
}

export type PointName = "A" | "B";

/** The policies of a DiskRollback, as a program sets them. */
export interface Policy {
  readonly whenRunning: "fail" | "stop" | "wait";
  readonly startAfter: "asBefore" | "always" | "never";
  readonly safetySnapshot: "afterStop" | "beforeStop" | "off";
  readonly onCreate: "rollback" | "adopt";
  readonly onRepeat: "refuse" | "run";
  readonly onInterrupted: "ask" | "assumeDone" | "retry";
}

/** What a person does to the machine, between the provider's runs or in the middle of one. */
export type PersonsAct =
  | { readonly do: "write" }
  | { readonly do: "stopHost" }
  | { readonly do: "startHost" }
  /** Starts the machine, works on it, and stops it again. */
  | { readonly do: "workOnHost" }
  /** Rolls back in the cloud's console. */
  | { readonly do: "resetInConsole"; readonly point: PointName }
  /** Takes the first disk from its host, and attaches it to another one, on which it is worked, or back to its own. */
  | { readonly do: "moveDisk"; readonly to: "nowhere" | "elsewhere" | "home" }
  /** Takes the first disk to another host, works on it there, and brings it back. */
  | { readonly do: "workElsewhere" }
  | { readonly do: "deletePoint"; readonly point: PointName }
  | { readonly do: "deleteSafetySnapshots" };

/**
 * Something that happens at one of a run's API calls: the nth of all, of those that change something, of those that
 * reset disks, note something, or stop and start hosts, or of one action.
 */
export interface Trouble {
  readonly nth: number;
  /** How many calls in a row it hits, the first among them; one, unless told. */
  readonly times?: number;
  readonly among: "all" | "changes" | "resets" | "notes" | "power" | { readonly action: string };
  readonly what:
    | { readonly kind: "crashBefore" | "crashAfter" | "lostBefore" | "lostAfter" | "interrupt" }
    | { readonly kind: "refused"; readonly code: string }
    | { readonly kind: "person"; readonly act: PersonsAct };
}

export type Command =
  | { readonly do: "declare"; readonly point: PointName | "none"; readonly triggers: 0 | 1 }
  | { readonly do: "policy"; readonly set: Partial<Policy> }
  | { readonly do: "preview" }
  | { readonly do: "up"; readonly trouble: readonly Trouble[] }
  | { readonly do: "refresh" }
  | { readonly do: "loseState" }
  /** The state file of some runs ago comes back: a stale branch, a restored backup. */
  | { readonly do: "oldState"; readonly runsAgo: number }
  /** The resource leaves the program, and comes back with the next `up`. */
  | { readonly do: "destroy" }
  | { readonly do: "pass"; readonly minutes: number }
  | PersonsAct;

export interface Sequence {
  readonly scene: Scene;
  readonly commands: readonly Command[];
}

export const firstPolicy: Policy = {
  whenRunning: "stop",
  startAfter: "asBefore",
  safetySnapshot: "afterStop",
  onCreate: "rollback",
  onRepeat: "refuse",
  onInterrupted: "ask",
};
