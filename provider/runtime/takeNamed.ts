import { CloudError, type CallOptions } from "../client";
import { digest } from "../lifecycle/canonical";
import { markWord } from "../lifecycle/inPlaceOf";
import { markLength } from "../lifecycle/inputs/diskSnapshot";
import type { NewSnapshot, Service } from "../services";
import type { Context } from "./context";
import type { PointRequest } from "./pointRequest";

/**
 * Takes a snapshot where the service has no ClientToken. A mark in the description tells whose it is: a snapshot
 * with our name and mark is the one of an earlier attempt, and no second one is taken. Where the answer to the
 * create is lost, it is looked for in the same way.
 */
export async function takeNamed(
  context: Context,
  service: Service,
  snapshot: NewSnapshot,
  request: PointRequest,
  options: CallOptions,
): Promise<string> {
  const begin = ` [${markWord(request.inPlaceOf)} `;
  const mark = `${begin}${digest({ urn: context.urn, occasion: request.occasion }, markLength - begin.length - 1)}]`;
  const marked: NewSnapshot = { ...snapshot, description: `${snapshot.description ?? ""}${mark}`.trim() };
  const earlier = await findMarked(context, service, marked, request.otherIds);
  if (earlier !== undefined) return earlier;
  try {
    return (await context.cloud.call(service.takeSnapshot(marked), options)).snapshotId;
  } catch (error) {
    if (!(error instanceof CloudError) || error.acted === "no") throw error;
    const taken = await findMarked(context, service, marked, request.otherIds);
    if (taken === undefined) throw error;
    return taken;
  }
}

async function findMarked(
  context: Context,
  service: Service,
  { regionId, disk, name, description }: NewSnapshot,
  otherIds: readonly string[],
): Promise<string | undefined> {
  const siblings = await context.reads.snapshotsOf(service, regionId, disk);
  return siblings.find(
    (sibling) =>
      sibling.snapshotName === name &&
      sibling.description === description &&
      sibling.status !== "failed" &&
      !otherIds.includes(sibling.snapshotId),
  )?.snapshotId;
}
