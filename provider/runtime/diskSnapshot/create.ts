import { digest } from "../../lifecycle/canonical";
import type { SnapshotFacts } from "../../lifecycle/facts";
import type { DiskSnapshotInputs } from "../../lifecycle/inputs/diskSnapshot";
import { outputsOf } from "../../lifecycle/snapshotOutputs";
import type { Service } from "../../services";
import type { Context } from "../context";
import { serviceOf } from "../defaults";
import { LifecycleError } from "../lifecycleError";
import type { Lifecycle, Properties } from "../lifecycle";
import { snapshotSchema } from "./check";
import { takeGeneration } from "./take";

export const createSnapshot: Lifecycle["create"] = async (context, { inputs }) => {
  const { service, declared } = understood(inputs);
  if (declared.existingSnapshotId !== undefined) {
    const facts = await existing(context, service, declared, declared.existingSnapshotId);
    return {
      resourceId: resourceIdOf(context, declared, facts.snapshotId),
      outputs: outputsOf(inputs, facts, []),
    };
  }
  const diskId = declared.diskId ?? "";
  const resourceId = resourceIdOf(context, declared, diskId);
  const facts = await takeGeneration(context, {
    service,
    resourceId,
    inputs,
    declared: { ...declared, diskId },
    occasion: "first",
    previousSnapshotIds: [],
  });
  return { resourceId, outputs: outputsOf(inputs, facts, []) };
};

/** Inputs that `check` has let through, with their defaults. */
export function understood(inputs: Properties): { service: Service; declared: DiskSnapshotInputs } {
  const service = serviceOf(inputs);
  if (!service) throw new LifecycleError(`There is no service ${JSON.stringify(inputs["service"])}.`);
  return { service, declared: snapshotSchema.parse(inputs) };
}

/** Names the resource, not a generation: it stays when `triggers` takes a new snapshot. */
const resourceIdOf = (context: Context, declared: DiskSnapshotInputs, thing: string) =>
  `${declared.service}/${declared.regionId}/${thing}/${digest(context.urn, 8)}`;

/** A snapshot that this resource tracks and did not take. */
export async function existing(
  context: Context,
  service: Service,
  declared: DiskSnapshotInputs,
  snapshotId: string,
): Promise<SnapshotFacts> {
  const facts = await context.reads.snapshot(service, declared.regionId, snapshotId);
  if (!facts)
    throw new LifecycleError(
      `There is no snapshot ${snapshotId} (${service.name}, ${declared.regionId}). Nothing was changed. ` +
        `Look for it with DescribeSnapshots, and mind the region.`,
    );
  if (declared.diskId !== undefined && facts.sourceDisk.diskId !== declared.diskId)
    throw new LifecycleError(
      `Snapshot ${snapshotId} is of disk ${facts.sourceDisk.diskId}, not of ${declared.diskId}. Nothing was changed. ` +
        `Correct existingSnapshotId or diskId.`,
    );
  if (facts.status === "failed")
    throw new LifecycleError(
      `Snapshot ${snapshotId} has failed and cannot restore anything. Nothing was changed. Track another one.`,
    );
  return facts;
}
