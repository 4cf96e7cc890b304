import type { DiskResult } from "../../provider/rollback/model/state";
import type { Line } from "../../provider/rollback/model/line";
import type { Run } from "../../provider/rollback/model/run";
import type { RollbackState } from "../../provider/rollback/model/state";
import type { View } from "./view";

/** Of which rollback: each has a snapshot of its own. */
export type Lever = "A" | "B";

/** One disk on one host, with its snapshots. Plain data; whatever changes it makes a new one. */
export interface World {
  /** The number of the next moment. */
  readonly moment: number;
  /** The number of the next attempt. */
  readonly attempts: number;
  readonly content: string;
  readonly writes: number;
  readonly restoring: Restoring | undefined;
  readonly host: WorldHost;
  readonly snapshots: readonly WorldSnapshot[];
  /** ClientTokens that the cloud has acted on (swas). */
  readonly tokens: readonly string[];
  /** What complete snapshots have held, also those that people have deleted since. */
  readonly saved: readonly string[];
  readonly past: Readonly<Record<Lever, Past>>;
  /** A run has named the host that it leaves off, or may have. */
  readonly warned: boolean;
  /** What may still happen. */
  readonly left: Budget;
}

export interface WorldHost {
  readonly on: boolean;
  /** The number of the moment of its last start. */
  readonly started: number;
  /** The last stop was a person's. */
  readonly offByPerson: boolean;
}

export interface Restoring {
  readonly lever: Lever;
  readonly to: string;
  readonly byPerson: boolean;
}

export interface WorldSnapshot {
  readonly snapshotId: string;
  readonly content: string;
  readonly complete: boolean;
  /** The number of its moment. */
  readonly taken: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly description: string;
  /** By the name of the tag. */
  readonly lines: Readonly<Record<string, WorldLine>>;
  /** The number of the moment when the disk was last rolled back to it. */
  readonly rolledBack: number | undefined;
}

export interface WorldLine {
  readonly line: Line;
  /** It has stood still for longer than a lease. */
  readonly aged: boolean;
}

/** What has become of a rollback: only for the promises. */
export interface Past {
  /** Requests of processes that the cloud has accepted. */
  readonly accepted: number;
  /** Resets to its snapshot that have ended, by whomever. */
  readonly ended: number;
  /** The host has run after one of a process had ended. */
  readonly returned: boolean;
  /** A process knows that it was accepted, and has noted that. */
  readonly told: boolean;
}

export interface Budget {
  readonly kills: number;
  readonly people: number;
  readonly answers: number;
}

export type End = "ok" | "asked" | "refused" | "failed" | "killed";

/** One `pulumi up` after another of one stack. */
export interface Process {
  /** For stories only. */
  readonly name: string;
  readonly lever: Lever;
  readonly ups: number;
  /** What its stack remembers; undefined where the resource is not in it. */
  readonly state: RollbackState | undefined;
  /** What it remembered before the last change. */
  readonly older: RollbackState | undefined;
  /** How its last `up` has ended. */
  readonly end: End | undefined;
  readonly at: "idle" | "looping" | "looking" | "saving" | "answered" | "watching" | "tidying";
  readonly memory: Memory | undefined;
}

/** What is lost when the process is killed. */
export interface Memory {
  readonly run: Run;
  readonly view: View;
  /** What the state was when it began. */
  readonly state: RollbackState;
  /** Requests of any process that had been accepted when it last looked, and of other rollbacks when it began. */
  readonly sentAtLook: number;
  readonly knownAtBegin: number;
  /** One had been noted as accepted when it last looked. */
  readonly toldAtLook: boolean;
  /** It has seen the disk change while it watched. */
  readonly sawChange: boolean;
}

export interface State {
  readonly world: World;
  readonly processes: readonly Process[];
}

export type { DiskResult };

export const sentByAnyone = ({ past }: World): number => past.A.accepted + past.B.accepted;
export const sentByOthers = ({ past }: World, lever: Lever): number =>
  past[lever === "A" ? "B" : "A"].accepted;
