import type { Clock, Cloud } from "../../provider/client";
import type { DiskReference } from "../../provider/lifecycle/facts";

/** A cloud to try a service on: the simulator, or the real one. */
export interface World {
  /** Such as "the simulator"; part of the tests' names. */
  readonly name: string;
  readonly place: Place;
  /** Whether `open` comes with a simulation: then it is as new for each test, otherwise it lasts. */
  readonly simulated: boolean;
  /** Whether hosts may be stopped and started and the disks be rolled back. */
  readonly destructive: boolean;
  /** The pause between two looks, on the world's clock. */
  readonly pauseMs: number;
  /** How long one thing may be waited for, on the world's clock. */
  readonly patienceMs: number;
  /** How long one test may take on this machine. */
  readonly testTimeoutMs: number;
  open(): Promise<OpenWorld>;
}

/** The things a service is tried on. Nothing else is touched. */
export interface Place {
  readonly regionId: string;
  readonly disk: DiskReference;
  /** At least two disks that fit into one snapshot group; none where groups are not tried. */
  readonly groupDisks: readonly DiskReference[];
}

export interface OpenWorld {
  readonly cloud: Cloud;
  readonly clock: Clock;
  /** What no real cloud lets one do or see. */
  readonly simulation: Simulation | undefined;
  close(): Promise<void>;
}

export interface Simulation {
  /** Whether the status of a disk tells of a reset; no source settles it. */
  readonly showsResets: boolean;
  write(disk: DiskReference, text: string): Promise<void>;
  read(disk: DiskReference): Promise<{ content: string; resets: number }>;
  /** The next call of the action is carried out, and its answer lost. */
  loseAnswer(action: string): Promise<void>;
  /** Hosts do not react to a graceful stop any more. */
  hang(hostId: string): Promise<void>;
  /** From now on a stop gives the host's machine away, unless it asks to keep it. */
  stopsGiveAway(hostId: string): Promise<void>;
  stoppedMode(hostId: string): Promise<string>;
  /** How often the action was called. */
  calls(action: string): Promise<number>;
  /** Complete snapshots of the disk that nobody has taken; their ids. */
  addSnapshots(disk: DiskReference, count: number): Promise<string[]>;
  /** Unfinished snapshots of another disk of its host, and of a disk of another host; their ids. */
  addOthers(disk: DiskReference): Promise<{ ofHost: string; ofOtherHost: string }>;
}

/** The simulation, in tests that are registered for simulated worlds alone. */
export function simulationOf({ simulation }: OpenWorld): Simulation {
  if (!simulation) throw new Error("this test is for a simulated world");
  return simulation;
}
