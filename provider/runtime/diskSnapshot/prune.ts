import type { SnapshotFacts } from "../../lifecycle/facts";
import type { DiskSnapshotInputs } from "../../lifecycle/inputs/diskSnapshot";
import type { Service } from "../../services";
import type { Context } from "../context";
import { deleteSnapshot } from "./delete";

/**
 * Deletes the generations beyond `keep`, and one that failed, oldest first, once the newest one is complete: an incomplete snapshot
 * replaces nothing. One that cannot be deleted stays on record, with a warning, for the next update.
 */
export async function prune(
  context: Context,
  service: Service,
  declared: DiskSnapshotInputs,
  newest: SnapshotFacts,
  { earlier, failed }: { readonly earlier: readonly string[]; readonly failed: readonly string[] },
): Promise<readonly string[]> {
  if (newest.status !== "accomplished") return [...earlier, ...failed];
  const kept = earlier.slice(0, declared.keep - 1);
  const undeletable: string[] = [];
  for (const snapshotId of [...failed, ...earlier.slice(declared.keep - 1).reverse()]) {
    try {
      await deleteSnapshot(context, service, declared, snapshotId);
    } catch (error) {
      undeletable.unshift(snapshotId);
      context.log.warn(
        `The older snapshot ${snapshotId} could not be deleted and stays on record: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return [...kept, ...undeletable];
}
