import { diskKey } from "../../lifecycle/facts";
import { beyondKeep, decidePruning, type Generation } from "../../lifecycle/generations";
import type { DeclaredSnapshot } from "../../lifecycle/inputs/diskSnapshot";
import { pointWord, type RestorePoint } from "../../lifecycle/restorePoint";
import {
  generationsOf,
  kindOf,
  recordedSnapshot,
  surplusIds,
  type Remembered,
} from "../../lifecycle/snapshotOutputs";
import type { Service } from "../../services";
import type { Context } from "../context";
import { hasEnded, isDone, maySend } from "../../rollback/model/attempt";
import { counting, fold } from "../../rollback/model/fold";
import type { Properties } from "../properties";
import { readPoint } from "../waitForPoint";
import { deletePoint, type DeletePolicy } from "./delete";

/**
 * Deletes what an earlier update has put beyond `keep`, oldest first, and what has failed; returns the generations
 * that are left, newest first. What cannot be deleted, or may be gone back to by a rollback that was cut short, stays
 * on record, with a warning, for the next update.
 */
export async function prune(
  context: Context,
  service: Service,
  declared: DeclaredSnapshot,
  recorded: Properties,
): Promise<Generation[]> {
  const ids = generationsOf(recorded);
  const present = recordedSnapshot(recorded).snapshotId;
  if (ids.every((id) => id === present)) return ids.map((id) => ({ id, status: "missing" }));
  const kind = kindOf(recorded);
  const { regionId, keep } = declared;
  const warn = (reason: string, stay: readonly string[]) =>
    context.log.warn(
      `No older snapshot is deleted now: ${reason}${stay.length ? `. ${stay.join(", ")} ${stay.length > 1 ? "stay" : "stays"} on record for the next update.` : ""}`,
    );
  try {
    const points = await Promise.all(ids.map((id) => readPoint(context, service, { regionId, kind, id })));
    const seen = ids.map((id, index): Generation => ({ id, status: points[index]?.status ?? "missing" }));
    const { surplus, failed, incomplete } = decidePruning(seen, {
      ...{ present, keep, surplus: surplusIds(recorded) },
    });
    for (const id of incomplete)
      context.log.warn(
        `The older ${pointWord(kind)} ${id} is still being taken: it stays on record until it is complete, or has failed, and is deleted then.`,
      );
    for (const id of failed)
      context.log.info(`The older ${pointWord(kind)} ${id} has failed and holds nothing: it is deleted.`);
    const open = surplus.length ? await openDisk(context, service, regionId, points) : undefined;
    if (open !== undefined)
      warn(`a rollback of ${open} is not known to have ended, and may go back to one`, surplus);
    const goes = [...(open === undefined ? surplus : []), ...failed];
    const left = await deletePoints(context, service, { ...declared, kind }, goes);
    return seen.filter(({ id }) => !goes.includes(id) || left.includes(id));
  } catch (error) {
    warn(error instanceof Error ? error.message : String(error), []);
    return ids.map((id) => ({ id, status: "missing" }));
  }
}

/** What of the older generations stays, and what the next update is to delete of it, now that this is the newest one. */
export function withSurplus(
  context: Context,
  { keep }: DeclaredSnapshot,
  newest: RestorePoint,
  earlier: readonly Generation[],
  before: readonly string[],
): Remembered {
  const surplus = beyondKeep([newest, ...earlier], keep);
  const fresh = surplus.filter((id) => !before.includes(id));
  const [are, them] = fresh.length > 1 ? ["are", "them"] : ["is", "it"];
  if (fresh.length)
    context.log.info(
      `The older ${pointWord(newest.kind)}${fresh.length > 1 ? "s" : ""} ${fresh.join(", ")} ${are} beyond \`keep\`: the next update deletes ${them}.`,
    );
  return { previousSnapshotIds: earlier.map(({ id }) => id), surplusSnapshotIds: surplus };
}

/** Returns those that are still there, each with a warning. */
export async function deletePoints(
  context: Context,
  service: Service,
  policy: DeletePolicy,
  ids: readonly string[],
): Promise<string[]> {
  const left: string[] = [];
  for (const id of ids) {
    try {
      await deletePoint(context, service, policy, id);
    } catch (error) {
      left.push(id);
      const reason = error instanceof Error ? error.message : String(error);
      context.log.warn(
        `The older ${pointWord(policy.kind)} ${id} could not be deleted and stays on record: ${reason}`,
      );
    }
  }
  return left;
}

/**
 * A disk of these for which the journal has a rollback that was sent, and of which nobody has seen the end. Where no
 * end can be noted (ecd), that tells nothing.
 */
async function openDisk(
  { reads }: Context,
  service: Service,
  regionId: string,
  points: readonly (RestorePoint | undefined)[],
): Promise<string | undefined> {
  if (service.capabilities.journal !== "tags") return undefined;
  const disks = new Map(
    points.flatMap((point) => point?.members ?? []).map(({ disk }) => [diskKey(disk), disk] as const),
  );
  for (const [name, disk] of disks) {
    const snapshots = await reads.snapshotsOf(service, regionId, disk);
    const attempts = counting(fold({ snapshots, safetyGroups: [], hostIds: [] }, []), []);
    if (attempts.some((one) => maySend(one) && !one.silent && !isDone(one) && !hasEnded(one))) return name;
  }
  return undefined;
}
