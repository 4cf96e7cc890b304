import type { DeclaredSnapshot } from "../../lifecycle/inputs/diskSnapshot";
import type { RestorePoint } from "../../lifecycle/restorePoint";
import type { Service } from "../../services";
import type { Context } from "../context";
import { readPoint, type PointWait } from "../waitForPoint";
import { deletePoint } from "./delete";

/**
 * Deletes the generations beyond `keep`, and one that failed, oldest first. While the newest one is incomplete
 * it replaces nothing: then one more of the older ones stays. One that cannot be deleted, or that a rollback of this
 * run goes back to, stays on record, with a warning, for the next update.
 */
export async function prune(
  context: Context,
  service: Service,
  declared: DeclaredSnapshot,
  newest: RestorePoint,
  { earlier, failed }: { readonly earlier: readonly string[]; readonly failed: readonly string[] },
): Promise<readonly string[]> {
  const room = newest.status === "accomplished" ? declared.keep - 1 : declared.keep;
  const kind = newest.kind;
  const left: string[] = [];
  for (const id of [...failed, ...earlier.slice(room).reverse()]) {
    try {
      if (await isNeeded(context, service, { regionId: declared.regionId, kind, id })) {
        left.unshift(id);
        context.log.warn(
          `The older snapshot ${id} is kept, though \`keep\` has no room for it: a rollback of this run goes back to it. ` +
            "It stays on record for the next update.",
        );
      } else await deletePoint(context, service, { ...declared, kind }, id);
    } catch (error) {
      left.unshift(id);
      const reason = error instanceof Error ? error.message : String(error);
      context.log.warn(`The older snapshot ${id} could not be deleted and stays on record: ${reason}`);
    }
  }
  return [...earlier.slice(0, room), ...left];
}

/** Of a group also where it is one of its snapshots that is gone back to. */
async function isNeeded(
  { neededSnapshots, reads }: Context,
  service: Service,
  point: Pick<PointWait, "regionId" | "kind" | "id">,
): Promise<boolean> {
  if (neededSnapshots.has(point.id)) return true;
  if (point.kind === "disk" || neededSnapshots.size === 0) return false;
  const group = await readPoint({ reads }, service, point);
  return (group?.members ?? []).some(({ snapshotId }) => neededSnapshots.has(snapshotId));
}
