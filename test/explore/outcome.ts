import type { Memory, Process, State, World } from "./world";

/** What one process has done in one step. */
export interface Outcome {
  readonly words: string;
  readonly world: World;
  readonly process: Process;
}

/** A move of the whole world. */
export interface Move {
  readonly words: string;
  readonly then: State;
}

/** A promise that is broken. */
export class Broken extends Error {}

/** A process that is running, with what it remembers. */
export interface Running extends Process {
  readonly memory: Memory;
}

export const isRunning = (process: Process): process is Running => process.memory !== undefined;

export const remembering = (process: Running, change: Partial<Memory>): Running => ({
  ...process,
  memory: { ...process.memory, ...change },
});
