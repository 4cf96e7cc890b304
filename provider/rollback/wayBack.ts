import type { Context } from "../runtime/context";
import type { Service } from "../services";
import type { SafetySnapshots } from "./model/state";

export interface WayBack {
  /** What is still there; nothing where none of it is. */
  readonly left: SafetySnapshots | undefined;
  readonly gone: readonly string[];
}

/** Which safety snapshots the cloud still has: somebody may have deleted them, or their retention has ended. */
export async function wayBack(
  { reads }: Pick<Context, "reads">,
  { service, regionId }: { readonly service: Service; readonly regionId: string },
  safety: SafetySnapshots,
): Promise<WayBack> {
  const found = await Promise.all(
    safety.snapshots.map(({ snapshotId }) => reads.snapshot(service, regionId, snapshotId)),
  );
  const snapshots = safety.snapshots.filter((_, index) => found[index] !== undefined);
  const gone = safety.snapshots.filter((one) => !snapshots.includes(one)).map(({ snapshotId }) => snapshotId);
  if (gone.length === 0) return { left: safety, gone };
  // A group that has lost a member is no way back for all of its disks.
  return { left: snapshots.length ? { snapshots } : undefined, gone };
}
