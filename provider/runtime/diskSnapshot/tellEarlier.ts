import { durationMs, momentWords } from "../../lifecycle/duration";
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
  // The snapshot is there, and the state does not have it yet: whatever keeps one from looking for others is no failure.
  const found = await earlierOnes(context, asked).catch((): Earlier[] => []);
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
    const siblings = await context.reads.looks.snapshotsOf(service, regionId, target.disk);
    return siblings
      .filter(({ snapshotName, status }) => snapshotName === name && status !== "failed")
      .map(({ snapshotId, creationTime }) => ({ id: snapshotId, creationTime }));
  }
  const { groups } = service;
  if (!groups) return [];
  const deadline = context.clock.now() + durationMs("30s");
  const named = await allPages(
    (after) => groups.named(regionId, name, after),
    (request) => context.cloud.call(request, { signal: context.signal, deadline }),
  );
  return named.map(({ snapshotGroupId, creationTime }) => ({ id: snapshotGroupId, creationTime }));
}
