import type { DeclaredSnapshot } from "../../lifecycle/inputs/diskSnapshot";
import type { RestorePoint } from "../../lifecycle/restorePoint";
import type { Service } from "../../services";
import type { Context } from "../context";
import { deletePoint } from "./delete";

/**
 * Deletes the generations beyond `keep`, and one that failed, oldest first. While the newest one is incomplete
 * it replaces nothing: then one more of the older ones stays. One that cannot be deleted stays on record, with a
 * warning, for the next update.
 */
export async function prune(
  context: Context,
  service: Service,
  declared: DeclaredSnapshot,
  newest: RestorePoint,
  { earlier, failed }: { readonly earlier: readonly string[]; readonly failed: readonly string[] },
): Promise<readonly string[]> {
  const room = newest.status === "accomplished" ? declared.keep - 1 : declared.keep;
  const undeletable: string[] = [];
  for (const id of [...failed, ...earlier.slice(room).reverse()]) {
    try {
      await deletePoint(context, service, { ...declared, kind: newest.kind }, id);
    } catch (error) {
      undeletable.unshift(id);
      const reason = error instanceof Error ? error.message : String(error);
      context.log.warn(`The older snapshot ${id} could not be deleted and stays on record: ${reason}`);
    }
  }
  return [...earlier.slice(0, room), ...undeletable];
}
