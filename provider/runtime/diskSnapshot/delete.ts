import { CloudError } from "../../client";
import type { DiskSnapshotInputs } from "../../lifecycle/inputs/diskSnapshot";
import { previousIds, recordedSnapshot } from "../../lifecycle/snapshotOutputs";
import type { Service } from "../../services";
import type { Context } from "../context";
import { serviceOf } from "../defaults";
import { failureWords, LifecycleError } from "../lifecycleError";
import type { Lifecycle } from "../lifecycle";
import { callOptions } from "../takeSnapshot";
import { snapshotSchema } from "./check";

/** Deletes every generation that this resource took, oldest first; never one that it only tracks. */
export const deleteSnapshots: Lifecycle["delete"] = async (context, { recorded }) => {
  if (typeof recorded["existingSnapshotId"] === "string") return;
  const service = serviceOf(recorded);
  const present = recordedSnapshot(recorded).snapshotId;
  if (!service) return;
  const policy = deletePolicy(recorded);
  const own = [...(present === undefined ? [] : [present]), ...previousIds(recorded)];
  for (const [index, snapshotId] of own.reverse().entries()) {
    try {
      await deleteSnapshot(context, service, policy, snapshotId);
    } catch (error) {
      const left = own.slice(index).join(", ");
      throw new LifecycleError(failureWords(error, `Still there: ${left}. The resource stays in the state.`));
    }
  }
};

type DeletePolicy = Pick<DiskSnapshotInputs, "regionId" | "forceDelete" | "timeouts">;

const policyFields = snapshotSchema.pick({ regionId: true, forceDelete: true, timeouts: true });

/** The state may come from a run that failed, or from an older version: only these few fields must be right. */
function deletePolicy(recorded: Readonly<Record<string, unknown>>): DeletePolicy {
  const { regionId, forceDelete, timeouts } = recorded;
  return policyFields.parse({
    regionId,
    ...(forceDelete === undefined ? {} : { forceDelete }),
    ...(timeouts === undefined ? {} : { timeouts }),
  });
}

/** Gone already is what was wanted. */
export async function deleteSnapshot(
  context: Context,
  service: Service,
  policy: DeletePolicy,
  snapshotId: string,
): Promise<void> {
  try {
    context.log.progress(`deleting snapshot ${snapshotId}`);
    await context.cloud.call(
      service.deleteSnapshot(policy.regionId, snapshotId, policy.forceDelete),
      callOptions(context, policy.timeouts.delete),
    );
  } catch (error) {
    if (error instanceof CloudError && error.kind === "notFound") return;
    throw error;
  }
}
