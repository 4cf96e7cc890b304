import { CloudError, type CallOptions } from "../client";
import { digest } from "../lifecycle/canonical";
import { durationMs, durationWords, momentWords } from "../lifecycle/duration";
import { diskKey, type DiskReference } from "../lifecycle/facts";
import { inPlaceOfTag } from "../lifecycle/inPlaceOf";
import type { SnapshotTarget } from "../lifecycle/inputs/diskSnapshot";
import { missingMembers, pointWord, type RestorePoint } from "../lifecycle/restorePoint";
import type { Service } from "../services";
import { callOptions } from "./callOptions";
import type { Context } from "./context";
import { failureWords, LifecycleError } from "./lifecycleError";
import { lockKeys } from "./lockKeys";
import type { PointRequest } from "./pointRequest";
import { takeNamed } from "./takeNamed";
import { waitForPoint } from "./waitForPoint";

/**
 * Takes a snapshot or a group and waits for it. The same request from the same resource carries the same
 * ClientToken (or, where there is none, the same name and mark), so that one whose answer was lost is found and
 * not doubled.
 */
export async function takePoint(
  context: Context,
  service: Service,
  request: PointRequest,
): Promise<RestorePoint> {
  const startedAt = context.cloud.now();
  for (let attempt = 0; attempt < mostReplays; attempt += 1) {
    const id = await send(context, service, request, attempt).catch((error: unknown) => {
      throw explainedQuota(service, error);
    });
    request.taken(id);
    const point = await waitForPoint(context, service, {
      ...{
        regionId: request.regionId,
        kind: request.target.kind,
        id,
        waitFor: request.waitFor,
        timeout: request.timeout,
        purpose: request.purpose,
      },
      // Where there is no token, the cloud has surely named a new one.
      giveUpUnlisted: service.foundAgainBy === "token",
    });
    if (!point) {
      // The token answered with a snapshot that has been deleted since: ask with the next one.
      context.log.info(
        `The cloud has named the ${pointWord(request.target.kind)} ${id} and does not list it: it must be one that was deleted before. Another one is taken.`,
      );
      request.taken(undefined);
      continue;
    }
    leaveUnfinished(context, request.regionId, point);
    refuseIncomplete(point, request.expected);
    tellFoundAgain(context, point, startedAt);
    return point;
  }
  throw new LifecycleError(
    `CreateSnapshot ${targetWords(request.target)}: the cloud names snapshots that it does not list`,
  );
}

/** It is enough for who has asked for it, and still is in the way of other work on its disks. */
function leaveUnfinished(context: Context, regionId: string, { status, members }: RestorePoint): void {
  if (status !== "progressing") return;
  for (const { disk, snapshotId } of members)
    for (const key of lockKeys(context, regionId, [disk])) context.turns.leave(key, snapshotId);
}

/** A quota of three is reached soon, and by safety snapshots too: nobody is to guess at that. */
function explainedQuota({ snapshotQuota }: Service, error: unknown): unknown {
  if (snapshotQuota === undefined || !(error instanceof CloudError) || error.kind !== "quota") return error;
  return new LifecycleError(failureWords(error, snapshotQuota.words));
}

/** As often as a create may be answered with an earlier, deleted snapshot before that is an error. */
const mostReplays = 16;

async function send(
  context: Context,
  service: Service,
  request: PointRequest,
  attempt: number,
): Promise<string> {
  const { regionId, target, name, description, resourceGroupId, tags, retentionDays, inPlaceOf } = request;
  const declared = { regionId, name, description, resourceGroupId, tags };
  const which = { occasion: request.occasion, inPlaceOf, attempt };
  const identity = { urn: context.urn, declared, target, retentionDays, ...which };
  const clientToken = `restore-${digest(identity, 48)}`;
  const options: CallOptions = {
    ...callOptions(context, request.timeout),
    onAnswer: (requestId) => request.answered?.(requestId),
  };
  if (target.kind === "disk") {
    const mark: Record<string, string> =
      service.tags && inPlaceOf !== undefined ? { [inPlaceOfTag]: inPlaceOf } : {};
    const snapshot = {
      ...declared,
      tags: { ...tags, ...mark },
      disk: target.disk,
      retentionDays,
      clientToken,
    };
    if (service.foundAgainBy === "name") return takeNamed(context, service, snapshot, request, options);
    return (await context.cloud.call(service.takeSnapshot(snapshot), options)).snapshotId;
  }
  if (!service.groups) throw new LifecycleError(`The service ${service.name} has no snapshot groups.`);
  const { instanceId, diskIds, excludeDiskIds } = target;
  const group = service.groups.take({ ...declared, instanceId, diskIds, excludeDiskIds, clientToken });
  return (await context.cloud.call(group, options)).snapshotGroupId;
}

/** The disks of which a group must have a snapshot: the cloud may leave one out without a word. */
export async function membersOf(
  context: Context,
  service: Service,
  regionId: string,
  target: SnapshotTarget,
): Promise<DiskReference[]> {
  if (target.kind === "disk") return [target.disk];
  if (target.diskIds.length) return target.diskIds.map((diskId) => ({ diskId }));
  const disks =
    target.instanceId === undefined ? [] : await context.reads.disksOf(service, regionId, target.instanceId);
  return disks.map(({ disk }) => disk).filter((disk) => !target.excludeDiskIds.includes(diskKey(disk)));
}

/** The group that lacks a disk is no restore point of what was declared. */
export class IncompleteGroup extends LifecycleError {}

export function refuseIncomplete(point: RestorePoint, expected: readonly DiskReference[]): void {
  const missing = missingMembers(expected, point);
  if (point.kind === "disk" || missing.length === 0) return;
  throw new IncompleteGroup(
    `The snapshot group ${point.id} has no snapshot of ${missing.join(", ")}, though the cloud reported no failure: ` +
      `it does not hold all disks. A disk that groups do not support (not of the ESSD family, or multi-attach) must be excluded`,
  );
}

export const targetWords = (target: SnapshotTarget): string =>
  target.kind === "disk" ? diskKey(target.disk) : (target.instanceId ?? target.diskIds.join(", "));

/** A lost state or a killed run may have left the snapshot that the cloud answers with: that is said, and of an old one warned. */
function tellFoundAgain(context: Context, point: RestorePoint, startedAt: number): void {
  const age = startedAt - Date.parse(point.creationTime);
  if (age < earlierMs) return;
  const found =
    `The ${pointWord(point.kind)} ${point.id} was found again: it was taken at ${momentWords(point.creationTime)}, ${durationWords(age)} ago, by an earlier ` +
    `run with the same declaration; it is used and no new one was taken.`;
  if (age < oldMs) context.log.info(found);
  else context.log.warn(`${found} Change \`triggers\` to take one now.`);
}

/** The cloud's clock and this machine's differ by less, as a rule. */
const earlierMs = durationMs("2m");
/** A run that was cut short is soon tried again. */
const oldMs = durationMs("10m");
