import type { Context } from "../runtime/context";
import { serviceOf } from "../runtime/defaults";
import { failureWords, lines } from "../runtime/lifecycleError";
import type { Properties } from "../runtime/properties";
import type { RollbackState } from "./model/state";
import { wayBack } from "./wayBack";

/**
 * A refresh says that the way back is gone, and takes it out of the outputs. What the last rollback left stays in its
 * report and in the history: that is of then.
 */
export async function watchWayBack(
  context: Context,
  target: Properties,
  state: RollbackState,
  recorded: Properties,
): Promise<Properties> {
  const { undoSnapshots: snapshots, undoSnapshotGroupId: snapshotGroupId } = state;
  const service = serviceOf(target);
  if (!service || snapshots.length === 0) return recorded;
  const place = { service, regionId: String(target["regionId"]) };
  const names = snapshotGroupId ?? snapshots.map(({ snapshotId }) => snapshotId).join(", ");
  try {
    const { left, gone } = await wayBack(context, place, { snapshotGroupId, snapshots });
    if (gone.length === 0) return recorded;
    context.log.warn(goneWords(gone, left?.snapshots.map(({ snapshotId }) => snapshotId) ?? []));
    return {
      ...recorded,
      undoSnapshotId: undefined,
      undoSnapshotGroupId: undefined,
      undoSnapshots: left?.snapshots ?? [],
    };
  } catch (error) {
    context.log.warn(
      failureWords(error, `Whether the safety snapshot ${names} is still there is not known.`),
    );
    return recorded;
  }
}

function goneWords(gone: readonly string[], left: readonly string[]): string {
  const several = gone.length > 1;
  return lines({
    truth: `The safety ${several ? "snapshots" : "snapshot"} ${gone.join(", ")} ${several ? "are" : "is"} gone: deleted, or the retention has ended`,
    details: [
      left.length
        ? `Of the other disks there still is a way back: ${left.join(", ")} (undoSnapshots)`
        : "The last rollback cannot be undone any more",
    ],
  });
}
