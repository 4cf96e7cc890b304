import { CloudError } from "../../client";
import { durationWords, momentWords } from "../../lifecycle/duration";
import { newerThan, type Obstacle, type RollbackWish, type Sight } from "../../lifecycle/obstacles";
import type { RollbackState } from "../../lifecycle/rollbackOutputs";
import type { Service } from "../../services";
import type { Context } from "../context";
import { cannotAsk, preflight } from "./preflight";

/**
 * The preview of a rollback that would run: its plan, among the resource's diagnostics, and its obstacles.
 * Where the cloud cannot be asked, preview says that the plan is unchecked and goes on.
 */
export async function preview(
  context: Context,
  service: Service,
  wish: RollbackWish,
  state: RollbackState,
): Promise<readonly Obstacle[]> {
  try {
    const { sight, obstacles } = await preflight(context, service, wish, state);
    if (obstacles.length === 0) context.log.info(planWords(wish, sight));
    return obstacles;
  } catch (error) {
    if (!(error instanceof CloudError) || !cannotAsk.has(error.kind)) throw error;
    context.log.warn(`Plan unchecked, because ${error.message} ${error.next}`);
    return [];
  }
}

function planWords(wish: RollbackWish, { disk, snapshot, siblings, hosts, now }: Sight): string {
  if (!disk || !snapshot) return "";
  const age = durationWords(now - Date.parse(snapshot.creationTime));
  const newer = newerThan(snapshot, siblings);
  const host = hosts.map(({ hostId, statusWord }) => `${hostId} (${statusWord})`).join(", ") || "none";
  return [
    `will roll back disk ${wish.diskId} (${disk.type}, ${disk.sizeGiB} GiB) to snapshot ${wish.snapshotId}`,
    `  writes since ${momentWords(snapshot.creationTime)} (${age}) will be lost from the disk`,
    ...(newer.length
      ? [`  newer snapshots skipped: ${newer.map(({ snapshotId }) => snapshotId).join(", ")}`]
      : []),
    `  host: ${host}`,
    wish.safetySnapshot === false
      ? "  NO safety snapshot: there is no way back to the present"
      : `  first a safety snapshot of the present, kept for ${wish.safetySnapshot.retentionDays} days`,
  ].join("\n");
}
