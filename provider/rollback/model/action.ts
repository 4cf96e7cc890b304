import type { Obstacle } from "../../lifecycle/obstacle";
import type { Attempt } from "./attempt";
import type { AttemptEvent } from "./events";

/** What a run does next. Each changes at most one thing in the cloud, waits, or ends the run. */
export type Action =
  /** Writes its line. */
  | { readonly do: "note"; readonly event: AttemptEvent; readonly resends?: string | undefined }
  /** Looks at everything once more. */
  | { readonly do: "look" }
  /** Waits for snapshots of the disks that somebody has begun. */
  | { readonly do: "settle"; readonly snapshotIds: readonly string[] }
  | { readonly do: "stop"; readonly hosts: readonly string[] }
  | { readonly do: "save"; readonly disks: readonly string[] }
  /** What an earlier attempt has saved is still the present. */
  | { readonly do: "keepSaved"; readonly by: Attempt }
  | { readonly do: "send"; readonly disks: readonly string[] }
  /** Waits until disks are back. */
  | { readonly do: "await"; readonly disks: readonly string[] }
  /** Waits for another attempt, or for a disk that changes. */
  | { readonly do: "yield"; readonly to: Attempt | undefined; readonly disks: readonly string[] }
  /** Takes disks as done, because the user says so. */
  | { readonly do: "assume"; readonly disks: readonly string[] }
  | { readonly do: "start"; readonly reason: "asFound" | "finished" | "adopted" }
  /** From here on the run only gives back what it has taken. */
  | { readonly do: "giveUp"; readonly why: Refusal }
  | { readonly do: "refuse"; readonly why: Refusal }
  | { readonly do: "ask"; readonly disks: readonly string[] }
  | { readonly do: "finish"; readonly adopted: Attempt | undefined }
  | { readonly do: "end" };

/** Why a rollback is not gone on with. */
export type Refusal =
  | { readonly because: "obstacles"; readonly obstacles: readonly Obstacle[] }
  | { readonly because: "noVerdict"; readonly error: Error }
  | { readonly because: "started"; readonly hostId: string }
  | { readonly because: "moved"; readonly disk: string }
  | { readonly because: "written" }
  | { readonly because: "unsaved"; readonly snapshotIds: readonly string[] }
  | { readonly because: "conflict"; readonly rival: Attempt | undefined };
