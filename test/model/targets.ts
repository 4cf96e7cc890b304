import type { Properties } from "../../provider/runtime/properties";

/** What a rollback of the known world may be of. */
export interface Target {
  readonly hostId: string;
  readonly diskIds: readonly string[];
  /** Another host, which runs and to which the disks can be moved, where the service lets them. */
  readonly otherHostId?: string;
  /** The service tells when a host was started, so that a person's start after a crash can be known. */
  readonly tellsStarts: boolean;
  /** The service keeps notes: that a host is about to be stopped, and that a rollback is done. */
  readonly notesEnd: boolean;
  /** The properties that name the disks and, where there is one, the point to go back to. */
  inputs(snapshots: Readonly<Record<string, string>> | undefined): Properties;
}

const server = "sim00000000000000000000000000swas1";

export const targets = {
  ecs: {
    hostId: "i-sim0001",
    diskIds: ["d-sim0002"],
    otherHostId: "i-sim0002",
    tellsStarts: true,
    notesEnd: true,
    inputs: (snapshots) => ({
      service: "ecs",
      diskId: "d-sim0002",
      snapshotId: snapshots?.["d-sim0002"],
    }),
  },
  ecsSeveral: {
    hostId: "i-sim0002",
    diskIds: ["d-sim0003", "d-sim0004"],
    otherHostId: "i-sim0001",
    tellsStarts: true,
    notesEnd: true,
    inputs: (snapshots) => ({
      service: "ecs",
      disks: ["d-sim0003", "d-sim0004"].map((diskId) => ({ diskId, snapshotId: snapshots?.[diskId] })),
    }),
  },
  swas: {
    hostId: server,
    diskIds: ["d-simswas01"],
    tellsStarts: false,
    notesEnd: true,
    inputs: (snapshots) => ({
      service: "swas",
      diskId: "d-simswas01",
      snapshotId: snapshots?.["d-simswas01"],
    }),
  },
  ecd: {
    hostId: "ecd-sim0001",
    diskIds: ["d-simecd02"],
    tellsStarts: false,
    notesEnd: false,
    inputs: (snapshots) => ({
      service: "ecd",
      desktopId: "ecd-sim0001",
      sourceDiskType: "data",
      snapshotId: snapshots?.["d-simecd02"],
    }),
  },
} satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;
