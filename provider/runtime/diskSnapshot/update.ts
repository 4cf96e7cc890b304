import { planSnapshot, type SnapshotPlan } from "../../lifecycle/decideSnapshot";
import type { DiskSnapshotInputs } from "../../lifecycle/inputs/diskSnapshot";
import { outputsOf, previousIds, recordedSnapshot } from "../../lifecycle/snapshotOutputs";
import type { Service, SnapshotChange } from "../../services";
import type { Context } from "../context";
import { failureWords, LifecycleError } from "../lifecycleError";
import type { Existing, Lifecycle, Properties } from "../lifecycle";
import { callOptions, waitForSnapshot } from "../takeSnapshot";
import { existing, understood } from "./create";
import { prune } from "./prune";
import { statusAfter, takeGeneration } from "./take";

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
    const facts = await existing(context, service, declared, declared.existingSnapshotId);
    return { outputs: outputsOf(request.inputs, facts, []) };
  }
  const present = recorded.snapshotId;
  if (plan.take || present === undefined) return { outputs: await nextGeneration(update, present) };
  if (recorded.status === "deleted")
    return { outputs: { ...request.recorded, ...stillDeclared(request.inputs) } };
  return { outputs: await sameGeneration(update, present) };
};

interface Update {
  readonly context: Context;
  readonly service: Service;
  readonly declared: DiskSnapshotInputs;
  readonly request: Existing & { readonly inputs: Properties };
  readonly plan: SnapshotPlan;
}

async function nextGeneration(update: Update, present: string | undefined): Promise<object> {
  const { context, service, declared, request } = update;
  const { status } = recordedSnapshot(request.recorded);
  const usable = present !== undefined && status !== "deleted" && status !== "failed";
  const earlier = [...(usable ? [present] : []), ...previousIds(request.recorded)];
  const facts = await takeGeneration(context, {
    service,
    resourceId: request.resourceId,
    inputs: request.inputs,
    declared: { ...declared, diskId: declared.diskId ?? "" },
    occasion: present ?? "first",
    previousSnapshotIds: status === "failed" && present !== undefined ? [...earlier, present] : earlier,
  });
  const failed = status === "failed" && present !== undefined ? [present] : [];
  return outputsOf(
    request.inputs,
    facts,
    await prune(context, service, declared, facts, { earlier, failed }),
  );
}

/** A snapshot's attributes can be changed once it is complete. */
async function sameGeneration(update: Update, present: string): Promise<object> {
  const { context, service, declared, request, plan } = update;
  const { regionId, waitFor, timeouts } = declared;
  const earlier = previousIds(request.recorded);
  try {
    if (plan.wait)
      await waitForSnapshot(context, service, {
        regionId,
        snapshotId: present,
        waitFor,
        timeout: timeouts.create,
      });
    for (const call of service.changeSnapshot(regionId, present, changeOf(update)))
      await context.cloud.call(call, callOptions(context, timeouts.create));
    const facts = await context.reads.snapshot(service, regionId, present);
    if (!facts) throw new LifecycleError(`Snapshot ${present} is not there any more: run \`pulumi refresh\``);
    return outputsOf(
      request.inputs,
      facts,
      await prune(context, service, declared, facts, { earlier, failed: [] }),
    );
  } catch (error) {
    throw new LifecycleError(
      failureWords(error, `Snapshot ${present} is kept in the state; the next \`pulumi up\` tries again.`),
      {
        resourceId: request.resourceId,
        outputs: plan.wait ? { ...request.recorded, status: statusAfter(error) } : request.recorded,
      },
    );
  }
}

/** The difference between what is recorded and what is declared, as the service's interface names it. */
function changeOf({ plan, declared, request }: Update): SnapshotChange {
  const changed = (attribute: SnapshotPlan["modify"][number]) => plan.modify.includes(attribute);
  const before = (request.recorded["tags"] ?? {}) as Readonly<Record<string, string>>;
  const tags: Readonly<Record<string, string>> = declared.tags ?? {};
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

/** A vanished snapshot that is kept on record takes up changed policies, and nothing else. */
const stillDeclared = (inputs: Properties): Properties =>
  Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
