import { CloudError } from "../../client";
import { momentWords } from "../../lifecycle/duration";
import { pointWord, type RestorePoint } from "../../lifecycle/restorePoint";
import { allPages } from "../allPages";
import type { Context } from "../context";
import { generationName, type Asked } from "./take";

interface Earlier {
  readonly id: string;
  readonly creationTime: string;
}

/**
 * A create that has taken a new snapshot says so where there is an earlier one of the same declaration, which the state does
 * not know: the state was lost, and the cloud has not answered with that one any more. The names are of one declaration.
 */
export async function tellEarlier(context: Context, asked: Asked, point: RestorePoint): Promise<void> {
  const found = await earlierOnes(context, asked).catch((error: unknown) => {
    // The snapshot is there: that nobody may look for others is no failure.
    if (error instanceof CloudError) return [];
    throw error;
  });
  const earlier = found
    .filter(({ id, creationTime }) => id !== point.id && creationTime < point.creationTime)
    .map(({ id, creationTime }) => `${id} of ${momentWords(creationTime)}`);
  if (earlier.length === 0) return;
  const word = pointWord(point.kind);
  context.log.warn(
    `A new ${word} was taken: ${point.id}. An earlier one of the same declaration is not in the state and stays in the cloud: ${earlier.join(", ")}. ` +
      `Delete it if nobody needs it, or track it with existingSnapshotId.`,
  );
}

async function earlierOnes(context: Context, asked: Asked): Promise<Earlier[]> {
  const { service, declared } = asked;
  const { target, regionId } = declared;
  const name = generationName(context, asked);
  if (target.kind === "disk") {
    const siblings = await context.reads.snapshotsOf(service, regionId, target.disk);
    return siblings
      .filter(({ snapshotName, status }) => snapshotName === name && status !== "failed")
      .map(({ snapshotId, creationTime }) => ({ id: snapshotId, creationTime }));
  }
  const { groups } = service;
  if (!groups) return [];
  const named = await allPages(
    (after) => groups.named(regionId, name, after),
    (request) => context.cloud.call(request),
  );
  return named.map(({ snapshotGroupId, creationTime }) => ({ id: snapshotGroupId, creationTime }));
}
