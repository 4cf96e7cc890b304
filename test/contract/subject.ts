import type { ErrorKind } from "../../provider/client";
import type { ServiceName } from "../../provider/lifecycle/facts";
import { services, type Service, type SnapshotChange } from "../../provider/services";

/** A service, and what its documents promise beyond the interface. */
export interface Subject {
  readonly service: Service;
  /** Kinds of the errors; "unknown" where no page lists a code, which nobody then guesses at. */
  readonly kinds: {
    readonly missingDisk: ErrorKind;
    readonly missingHost: ErrorKind;
    readonly hostRuns: ErrorKind;
    readonly unfinished: ErrorKind;
    readonly restoring: ErrorKind;
  };
  /** How a list answers for a disk or a host that is not there. */
  readonly unknown: Readonly<Record<"disk" | "host" | "hostRead", readonly Seen[]>>;
  /** What can be changed of a snapshot that was taken. */
  readonly change: SnapshotChange;
  /** What of a snapshot tells that a disk goes back to it; undefined where nothing does. */
  readonly rollbackSign: "diskState" | "rollbackTime" | undefined;
  /** A forced stop ends a host that does not react. */
  readonly forces: boolean;
}

/** An answer without items, or the kind of the error. */
export type Seen = "nothing" | ErrorKind;

export const subjects = {
  ecs: {
    service: services.ecs,
    kinds: {
      missingDisk: "notFound",
      missingHost: "notFound",
      hostRuns: "wrongState",
      unfinished: "busy",
      restoring: "busy",
    },
    unknown: { disk: ["nothing"], host: ["nothing"], hostRead: ["nothing"] },
    change: {
      name: "contract-renamed",
      description: "changed by the contract suite",
      retentionDays: 3,
      setTags: { contract: "changed" },
    },
    rollbackSign: undefined,
    forces: true,
  },
  swas: {
    service: services.swas,
    kinds: {
      missingDisk: "notFound",
      missingHost: "notFound",
      hostRuns: "wrongState",
      unfinished: "busy",
      restoring: "wrongState",
    },
    // Terraform's provider relies on the codes of the lists, and has seen an InternalError for an unknown server.
    unknown: { disk: ["notFound"], host: ["notFound"], hostRead: ["nothing", "unavailable"] },
    change: { description: "changed by the contract suite", setTags: { contract: "changed" } },
    rollbackSign: "rollbackTime",
    forces: true,
  },
  ecd: {
    service: services.ecd,
    kinds: {
      missingDisk: "unknown",
      missingHost: "unknown",
      hostRuns: "wrongState",
      unfinished: "unknown",
      restoring: "wrongState",
    },
    unknown: { disk: ["nothing"], host: ["nothing"], hostRead: ["nothing"] },
    change: {},
    rollbackSign: "diskState",
    forces: false,
  },
} as const satisfies Readonly<Record<ServiceName, Subject>>;
