import * as pulumi from "@pulumi/pulumi";
import type { ServiceName } from "../lifecycle/facts";
import type { SnapshotOfDisk } from "./diskSnapshot";

/**
 * The restore points of a disk, newest first: snapshots that people, policies or rollbacks have taken, and groups.
 * It reads only, with the credentials of the configuration.
 *
 * @example
 * const { points } = await getRestorePoints({ diskId: "d-bp1…", before: "2026-11-20T18:40:00Z" });
 * const lastGood = points.find(({ usable, kind }) => usable && kind !== "safety");
 */
export async function getRestorePoints(args: GetRestorePointsArgs): Promise<RestorePoints> {
  // Loaded when it is first called: most programs never do.
  const { askRestorePoints } = await import("../host/functions.js");
  return askRestorePoints({ get: fromStack }, { ...args });
}

/** The same of values that are known later. In a preview that does not know them, its result is unknown. */
export function getRestorePointsOutput(
  args: pulumi.Inputs & { [Name in keyof GetRestorePointsArgs]: pulumi.Input<GetRestorePointsArgs[Name]> },
): pulumi.Output<RestorePoints> {
  return pulumi.output(args).apply((known) => getRestorePoints(known as GetRestorePointsArgs));
}

/** A key with its namespace, such as "alicloud:region". */
function fromStack(key: string): string | undefined {
  const [namespace = "", name = ""] = key.split(":");
  return new pulumi.Config(namespace).get(name);
}

/** Which restore points. */
export interface GetRestorePointsArgs {
  /** The product. Default "ecs". */
  service?: ServiceName;
  /** Where the disk is. Default: the provider's region (`alicloud:region`). */
  regionId?: string;
  /** The disk (ecs and swas). */
  diskId?: string;
  /** Instead of `diskId`: all disks of the machine, and on ecs its groups. */
  instanceId?: string;
  /** Instead of `diskId`: this group only (ecs). */
  snapshotGroupId?: string;
  /** The desktop (ecd). */
  desktopId?: string;
  /** Which of the desktop's disks. Unset: both of them (ecd). */
  sourceDiskType?: "system" | "data";
  /** Only points of this moment or later, such as "2026-11-20T18:40:00Z". */
  after?: string;
  /** Only points before this moment. */
  before?: string;
  /** Only points whose name begins with this. */
  namePrefix?: string;
}

export interface RestorePoints {
  /** Newest first. */
  points: RestorePoint[];
}

export interface RestorePoint {
  /** What a DiskRollback goes back to. Undefined for a group. */
  snapshotId?: string | undefined;
  /** The group. Undefined for a single snapshot. */
  snapshotGroupId?: string | undefined;
  /**
   * "manual": somebody took it, also a DiskSnapshot. "automatic": a policy of the cloud. "safety": a rollback, of the disk
   * before it. "group": a group of several disks, whoever took it.
   */
  kind: "manual" | "automatic" | "safety" | "group";
  /** Its name in the cloud. */
  name: string;
  /** The moment that it holds. ISO 8601, UTC. */
  creationTime: string;
  /** The size of the disk then, where the service tells it (not swas). */
  sizeGiB?: number | undefined;
  /** Whether it is encrypted, where the service tells it. */
  encrypted?: boolean | undefined;
  /** The snapshot of each disk. */
  snapshots: SnapshotOfDisk[];
  /** Whether a rollback can go back to it, as far as it can be seen now. */
  usable: boolean;
  /** Why not. Undefined where it is usable. */
  obstacle?: string | undefined;
  /** Of a safety snapshot or group: the rollback that going back to it undoes. */
  undoes?:
    | {
        /** Names the rollback, as in the outputs of the DiskRollback. */
        rollbackKey: string;
        /** What that rollback has gone back to, where it is still there. */
        snapshotId?: string | undefined;
      }
    | undefined;
}
