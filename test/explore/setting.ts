import { understood } from "../../provider/rollback/desiredFrom";
import { decide } from "../../provider/rollback/model/decide";
import type { DesiredRollback } from "../../provider/rollback/model/desired";
import type { Line } from "../../provider/rollback/model/line";
import type { DiskReference, ServiceName } from "../../provider/lifecycle/facts";
import type { Clock } from "./time";
import type { Lever } from "./world";

/** How large a world is explored, and what is true in it. */
export interface Bounds {
  readonly service: ServiceName;
  /** One process for each. */
  readonly levers: readonly Lever[];
  /** How often each process comes again after its first `up`. */
  readonly ups: number;
  readonly kills: number;
  readonly people: number;
  /** How many answers to a reset are lost. */
  readonly answers: number;
  /** What people do. */
  readonly acts: readonly Act[];
  /** Which tags the cloud takes: all, only those that a snapshot is created with, or none. */
  readonly tags: "all" | "atCreation" | "none";
  /** The host is found off. */
  readonly foundOff: boolean;
  /** A safety snapshot takes its time. */
  readonly slowSafety: boolean;
  /** Attempts that begin later have names that come first. */
  readonly namesFall: boolean;
  /** A state may be lost, or be an older one. */
  readonly oldStates: boolean;
  /** Further inputs of the program. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly stepMs: number;
  /** How many lines an attempt writes at most: whoever steps back for another one writes more, for ever. */
  readonly mostLines: number;
}

export type Act = "write" | "stop" | "start" | "reset" | "deleteSource" | "deleteSafety";

export const bounds: Bounds = {
  service: "ecs",
  levers: ["A", "A"],
  ups: 1,
  kills: 1,
  people: 1,
  answers: 0,
  acts: ["write", "stop", "start"],
  tags: "all",
  foundOff: false,
  slowSafety: false,
  namesFall: false,
  oldStates: true,
  inputs: {},
  stepMs: 120_000,
  mostLines: 7,
};

/** What a test breaks on purpose. */
export interface Mutation {
  readonly decide?: (next: typeof decide) => typeof decide;
  readonly line?: (line: Line) => Line;
}

export interface Setting extends Clock {
  readonly bounds: Bounds;
  readonly desired: Readonly<Record<Lever, DesiredRollback>>;
  readonly decide: typeof decide;
  readonly line: (line: Line) => Line;
  readonly disk: DiskReference;
  readonly hostId: string;
}

export const sourceId = (lever: Lever): string => `s-source${lever.toLowerCase()}`;

export function settingOf(bounds: Bounds, mutation: Mutation = {}): Setting {
  const { service, stepMs, inputs } = bounds;
  const disk: DiskReference =
    service === "ecd" ? { desktopId: "ecd-1", sourceDiskType: "system" } : { diskId: "d-1" };
  const desired = (lever: Lever): DesiredRollback => {
    const declared = { service, regionId: "cn-hangzhou", ...disk, snapshotId: sourceId(lever) };
    const { desired: armed } = understood({ ...declared, whenRunning: "stop", ...inputs });
    if (!armed) throw new Error("No snapshot is declared.");
    return armed;
  };
  return {
    ...{ bounds, stepMs, disk },
    desired: { A: desired("A"), B: desired("B") },
    decide: mutation.decide?.(decide) ?? decide,
    line: mutation.line ?? ((line) => line),
    hostId: service === "ecd" ? "ecd-1" : "i-1",
  };
}
