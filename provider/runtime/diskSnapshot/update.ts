import type { CloudRequest } from "../../client";
import { planSnapshot, type SnapshotPlan } from "../../lifecycle/decideSnapshot";
import type { DeclaredSnapshot } from "../../lifecycle/inputs/diskSnapshot";
import { pointWord, type RestorePoint } from "../../lifecycle/restorePoint";
import {
  expectedDisks,
  kindOf,
  nothingRemembered,
  outputsOf,
  outputsOfUnfinished,
  outputsWith,
  recordedSnapshot,
  remembered,
  surplusIds,
  type Remembered,
} from "../../lifecycle/snapshotOutputs";
import type { Service, SnapshotChange } from "../../services";
import { callOptions } from "../callOptions";
import type { Context } from "../context";
import { failureReport, LifecycleError } from "../lifecycleError";
import type { Existing, Lifecycle } from "../lifecycle";
import type { Properties } from "../properties";
import { refuseIncomplete } from "../takePoint";
import { readPoint, waitForPoint, type PointWait } from "../waitForPoint";
import { existing } from "./create";
import { understood } from "./declared";
import { deletePoints, prune, withSurplus } from "./prune";
import { changeToken, markMembers, statusAfter, takeGeneration, whatNext } from "./take";

/**
 * 1. decide what differs; 2. delete what an earlier update has put beyond `keep`; 3. take a new generation, or go on
 * waiting for the present one, or bring its attributes up to date; 4. note what the next update is to delete.
 */
export const updateSnapshot: Lifecycle["update"] = async (context, request) => {
  const { service, declared } = understood(request.inputs);
  const recorded = recordedSnapshot(request.recorded);
  const plan = planSnapshot(recorded, request.inputs);
  const update: Update = { context, service, declared, request, plan };

  if (declared.existingSnapshotId !== undefined) {
    const point = await existing(context, service, declared, declared.existingSnapshotId);
    return { outputs: outputsOf(request.inputs, point, nothingRemembered) };
  }
  const present = recorded.snapshotId;
  if (plan.take || present === undefined) return { outputs: await nextGeneration(update, present) };
  // A vanished snapshot that is kept on record takes up changed policies, and nothing else.
  if (recorded.status === "deleted") return { outputs: outputsWith(request.inputs, request.recorded) };
  return { outputs: await sameGeneration(update, present) };
};

interface Update {
  readonly context: Context;
  readonly service: Service;
  readonly declared: DeclaredSnapshot;
  readonly request: Existing & { readonly inputs: Properties };
  readonly plan: SnapshotPlan;
}

async function nextGeneration(update: Update, present: string | undefined): Promise<object> {
  const { context, service, declared, request, plan } = update;
  const { target } = declared;
  if (!target) throw new LifecycleError("No disk is declared.");
  const earlier = await prune(context, service, declared, request.recorded);
  const failed =
    present !== undefined && recordedSnapshot(request.recorded).status === "failed" ? [present] : [];
  const point = await takeGeneration(context, {
    service,
    resourceId: request.resourceId,
    inputs: request.inputs,
    declared: { ...declared, target },
    occasion: present ?? "first",
    known: {
      previousSnapshotIds: [...earlier.map(({ id }) => id), ...failed],
      surplusSnapshotIds: surplusIds(request.recorded),
      inPlaceOf: plan.inPlaceOf,
    },
  });
  const left = await deletePoints(context, service, { ...declared, kind: point.kind }, failed);
  const known = withSurplus(context, declared, point, earlier, surplusIds(request.recorded));
  return outputsOf(request.inputs, point, {
    ...known,
    previousSnapshotIds: [...known.previousSnapshotIds, ...left],
    inPlaceOf: plan.inPlaceOf,
  });
}

/** A snapshot's attributes can be changed once it is complete. */
async function sameGeneration(update: Update, present: string): Promise<object> {
  const { context, service, declared, request, plan } = update;
  const { regionId, waitFor, timeouts } = declared;
  const kind = kindOf(request.inputs);
  const known = remembered(request.recorded);
  try {
    const generations = await prune(context, service, declared, request.recorded);
    const earlier = generations.filter(({ id }) => id !== present);
    if (plan.wait) {
      const wait = { regionId, kind, id: present, waitFor, timeout: timeouts.create, giveUpUnlisted: true };
      if (!(await waitForPoint(context, service, wait))) return vanished(update, present, known);
    }
    const calls = changesOf(update, kind, present);
    for (const call of calls) await context.cloud.call(call, callOptions(context, timeouts.create));
    const point = await seenOrMissed(update, { regionId, kind, id: present });
    if (!point) return vanished(update, present, known);
    refuseIncomplete(point, expectedDisks(request.recorded));
    if (recordedSnapshot(request.recorded).status === "progressing")
      await markMembers(context, service, declared, point, known.inPlaceOf);
    return outputsOf(request.inputs, point, {
      ...withSurplus(context, declared, point, earlier, known.surplusSnapshotIds ?? []),
      inPlaceOf: known.inPlaceOf,
      changes: recordedSnapshot(request.recorded).changes + (calls.length ? 1 : 0),
    });
  } catch (error) {
    if (error instanceof LifecycleError && error.recorded) throw error;
    const status = statusAfter(error);
    const name = `${pointWord(kind)} ${present}`;
    const now =
      status === "failed"
        ? whatNext(name, status)
        : `The ${name} is kept in the state; the next \`pulumi up\` tries again.`;
    throw new LifecycleError(failureReport(now, error), {
      resourceId: request.resourceId,
      outputs: plan.wait || status === "failed" ? { ...request.recorded, status } : request.recorded,
    });
  }
}

/** One look that misses it says nothing yet. */
async function seenOrMissed(
  { context, service, declared }: Update,
  which: Pick<PointWait, "regionId" | "kind" | "id">,
): Promise<RestorePoint | undefined> {
  const wait = {
    ...which,
    waitFor: "submitted",
    timeout: declared.timeouts.create,
    giveUpUnlisted: true,
  } as const;
  return (await readPoint(context, service, which)) ?? waitForPoint(context, service, wait);
}

/**
 * Gone from the cloud while it was on record: what comes of it is `onMissing`'s to say, at the next update. One that
 * was never seen complete has not been a restore point for anybody: that is a failed attempt.
 */
function vanished({ context, request }: Update, present: string, known: Remembered): object {
  const kind = kindOf(request.inputs);
  const name = `${pointWord(kind)} ${present}`;
  if (recordedSnapshot(request.recorded).status === "progressing")
    throw new LifecycleError(
      `The ${name} is not there any more, and was never seen complete: somebody deleted it, or the cloud gave it up. ` +
        "No restore point was taken; the next `pulumi up` takes a new one.",
      {
        resourceId: request.resourceId,
        outputs: outputsOfUnfinished(request.inputs, kind, present, "failed", known),
      },
    );
  context.log.warn(
    `The ${name} is not there any more. It stays on record as deleted; change triggers to take a new one.`,
  );
  return outputsOfUnfinished(request.inputs, kind, present, "deleted", known);
}

function changesOf(update: Update, kind: RestorePoint["kind"], present: string): CloudRequest<unknown>[] {
  const { context, service, declared } = update;
  const change = changeOf(update);
  if (kind === "group") return service.groups?.change(declared.regionId, present, change) ?? [];
  const token = changeToken(context, present, change, recordedSnapshot(update.request.recorded).changes);
  return service.changeSnapshot(declared.regionId, present, change, token);
}

/** The difference between what is recorded and what is declared, as the service's interface names it. */
function changeOf({ plan, declared, request }: Update): SnapshotChange {
  const changed = (attribute: SnapshotPlan["modify"][number]) => plan.modify.includes(attribute);
  const before = (request.recorded["tags"] ?? {}) as Readonly<Record<string, string>>;
  const { tags } = declared;
  return {
    ...(changed("snapshotName") ? { name: declared.snapshotName } : {}),
    ...(changed("description") ? { description: declared.description ?? "" } : {}),
    ...(changed("retentionDays") ? { retentionDays: declared.retentionDays } : {}),
    ...(changed("resourceGroupId") ? { resourceGroupId: declared.resourceGroupId } : {}),
    ...(changed("tags")
      ? { setTags: tags, removeTags: Object.keys(before).filter((key) => !(key in tags)) }
      : {}),
  };
}
