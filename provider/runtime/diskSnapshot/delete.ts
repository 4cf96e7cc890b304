import { z } from "zod";
import { CloudError } from "../../client";
import { digest } from "../../lifecycle/canonical";
import * as field from "../../lifecycle/inputs/fields";
import type { RestorePoint } from "../../lifecycle/restorePoint";
import { kindOf, previousIds, recordedSnapshot } from "../../lifecycle/snapshotOutputs";
import type { Service } from "../../services";
import { callOptions } from "../callOptions";
import type { Context } from "../context";
import { serviceOf } from "../defaults";
import { failureReport, LifecycleError } from "../lifecycleError";
import { readPoint } from "../waitForPoint";

import type { Lifecycle } from "../lifecycle";

/** Deletes every generation that this resource took, oldest first; never one that it only tracks. */
export const deleteSnapshots: Lifecycle["delete"] = async (context, { recorded }) => {
  if (typeof recorded["existingSnapshotId"] === "string") return;
  const service = serviceOf(recorded);
  const { snapshotId: present, status } = recordedSnapshot(recorded);
  if (!service) return;
  const policy = { ...policyFields.parse(recorded), kind: kindOf(recorded) };
  const own = [...(present === undefined || status === "deleted" ? [] : [present]), ...previousIds(recorded)];
  for (const [index, id] of own.reverse().entries()) {
    try {
      await deletePoint(context, service, policy, id);
    } catch (error) {
      const left = own.slice(index).join(", ");
      throw new LifecycleError(failureReport(`Still there: ${left}. The resource stays in the state`, error));
    }
  }
};

/** The state may come from a run that failed, or from an older version: only these few fields must be right. */
const policyFields = z.object({
  regionId: field.regionId,
  forceDelete: z.boolean().default(false),
  timeouts: z.object({ delete: field.duration.default("10m") }).prefault({}),
});

export type DeletePolicy = z.output<typeof policyFields> & { readonly kind: RestorePoint["kind"] };

/** Gone already is what was wanted. */
export async function deletePoint(
  context: Context,
  service: Service,
  policy: DeletePolicy,
  id: string,
): Promise<void> {
  const { regionId, kind, forceDelete: force } = policy;
  const options = callOptions(context, policy.timeouts.delete);
  context.log.progress(`deleting ${id}`);
  if (kind === "group") await refuseUsedByImages(context, service, regionId, id);
  try {
    if (kind === "disk") {
      const clientToken = `restore-delete-${digest({ urn: context.urn, id }, 40)}`;
      await context.cloud.call(service.deleteSnapshot(regionId, id, { force, clientToken }), options);
    } else if (service.groups) {
      refuseLeftOvers(id, (await context.cloud.call(service.groups.delete(regionId, id), options)).results);
    }
  } catch (error) {
    if (error instanceof CloudError && error.kind === "notFound") return;
    // Not every page lists the code for what is gone: then the list tells.
    const listed = await readPoint(context, service, { regionId, kind, id }).catch(() => "not known");
    if (error instanceof CloudError && !listed) return;
    throw error;
  }
}

/** DeleteSnapshotGroup would delete the others, leave these behind and not speak of them. */
async function refuseUsedByImages(
  context: Context,
  service: Service,
  regionId: string,
  id: string,
): Promise<void> {
  const group = await context.reads.group(service, regionId, id);
  const members = await Promise.all(
    (group?.members ?? []).map(({ snapshotId }) => context.reads.snapshot(service, regionId, snapshotId)),
  );
  const used = members.flatMap((member) => (member?.usedByImage ? [member.snapshotId] : []));
  if (used.length === 0) return;
  throw new LifecycleError(
    `DeleteSnapshotGroup ${id}: was not sent, since custom images were made from ${used.join(", ")} and the cloud would ` +
      "leave that behind without a word. Nothing of the group was deleted. Delete the custom images first, " +
      "or keep the group and take it out of the state with `pulumi state delete`",
  );
}

/** An HTTP 200 may hold failures of single snapshots. */
function refuseLeftOvers(
  id: string,
  results: readonly {
    snapshotId?: string | undefined;
    failure?: { code: string; message: string } | undefined;
  }[],
): void {
  const failures = results.filter(({ failure }) => failure !== undefined);
  if (failures.length === 0) return;
  const words = failures.map(
    ({ snapshotId, failure }) => `${snapshotId ?? "a snapshot"} (${failure?.code}: ${failure?.message})`,
  );
  throw new LifecycleError(`DeleteSnapshotGroup ${id}: not deleted were ${words.join(", ")}.`);
}
