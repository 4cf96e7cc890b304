import type { CloudRequest } from "../../client";
import { planSnapshot, type SnapshotPlan } from "../../lifecycle/decideSnapshot";
import type { DeclaredSnapshot } from "../../lifecycle/inputs/diskSnapshot";
import { pointWord, type RestorePoint } from "../../lifecycle/restorePoint";
import {
  expectedDisks,
  kindOf,
  outputsOf,
  outputsOfUnfinished,
  outputsWith,
  previousIds,
  recordedSnapshot,
} from "../../lifecycle/snapshotOutputs";
import type { Service, SnapshotChange } from "../../services";
import { callOptions } from "../callOptions";
import type { Context } from "../context";
import { failureWords, LifecycleError } from "../lifecycleError";
import type { Existing, Lifecycle, Properties } from "../lifecycle";
import { refuseIncomplete } from "../takePoint";
import { readPoint, waitForPoint, type PointWait } from "../waitForPoint";
import { existing } from "./create";
import { understood } from "./declared";
import { prune } from "./prune";
import { changeToken, statusAfter, takeGeneration, whatNext } from "./take";

/**
 * 1. decide what differs; 2. take a new generation, or go on waiting for the present one, or bring its
 * attributes up to date; 3. delete the generations beyond `keep`, now that the newest one is complete.
 */
export const updateSnapshot: Lifecycle["update"] = async (context, request) => {
  const { service, declared } = understood(request.inputs);
  const recorded = recordedSnapshot(request.recorded);
  const plan = planSnapshot(recorded, request.inputs);
  const update: Update = { context, service, declared, request, plan };

  if (declared.existingSnapshotId !== undefined) {
    const point = await existing(context, service, declared, declared.existingSnapshotId);
    return { outputs: outputsOf(request.inputs, point, []) };
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
  const { context, service, declared, request } = update;
  const { target } = declared;
  if (!target) throw new LifecycleError("No disk is declared.");
  const { status } = recordedSnapshot(request.recorded);
  const usable = present !== undefined && status !== "deleted" && status !== "failed";
  const earlier = [...(usable ? [present] : []), ...previousIds(request.recorded)];
  const failed = status === "failed" && present !== undefined ? [present] : [];
  const point = await takeGeneration(context, {
    service,
    resourceId: request.resourceId,
    inputs: request.inputs,
    declared: { ...declared, target },
    occasion: present ?? "first",
    previousSnapshotIds: [...earlier, ...failed],
  });
  return outputsOf(
    request.inputs,
    point,
    await prune(context, service, declared, point, { earlier, failed }),
  );
}

/** A snapshot's attributes can be changed once it is complete. */
async function sameGeneration(update: Update, present: string): Promise<object> {
  const { context, service, declared, request, plan } = update;
  const { regionId, waitFor, timeouts } = declared;
  const kind = kindOf(request.inputs);
  const earlier = previousIds(request.recorded);
  try {
    if (plan.wait) {
      const wait = { regionId, kind, id: present, waitFor, timeout: timeouts.create, giveUpUnlisted: true };
      if (!(await waitForPoint(context, service, wait))) return vanished(update, present, earlier);
    }
    const calls = changesOf(update, kind, present);
    for (const call of calls) await context.cloud.call(call, callOptions(context, timeouts.create));
    const point = await seenOrMissed(update, { regionId, kind, id: present });
    if (!point) return vanished(update, present, earlier);
    refuseIncomplete(point, expectedDisks(request.recorded));
    const previous = await prune(context, service, declared, point, { earlier, failed: [] });
    const changes = recordedSnapshot(request.recorded).changes + (calls.length ? 1 : 0);
    return outputsOf(request.inputs, point, previous, changes);
  } catch (error) {
    if (error instanceof LifecycleError && error.recorded) throw error;
    const status = statusAfter(error);
    const name = `${pointWord(kind)} ${present}`;
    const now =
      status === "failed"
        ? whatNext(name, status)
        : `The ${name} is kept in the state; the next \`pulumi up\` tries again.`;
    throw new LifecycleError(failureWords(error, now), {
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
function vanished({ context, request }: Update, present: string, earlier: readonly string[]): object {
  const kind = kindOf(request.inputs);
  const name = `${pointWord(kind)} ${present}`;
  if (recordedSnapshot(request.recorded).status === "progressing")
    throw new LifecycleError(
      `The ${name} is not there any more, and was never seen complete: somebody deleted it, or the cloud gave it up. ` +
        "No restore point was taken; the next `pulumi up` takes a new one.",
      {
        resourceId: request.resourceId,
        outputs: outputsOfUnfinished(request.inputs, kind, present, "failed", earlier),
      },
    );
  context.log.warn(
    `The ${name} is not there any more. It stays on record as deleted; change triggers to take a new one.`,
  );
  return outputsOfUnfinished(request.inputs, kind, present, "deleted", earlier);
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
