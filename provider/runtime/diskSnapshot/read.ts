import { outputsOf, previousIds, recordedSnapshot } from "../../lifecycle/snapshotOutputs";
import { withDefaults, serviceOf } from "../defaults";
import { LifecycleError } from "../lifecycleError";
import type { Lifecycle } from "../lifecycle";

/** Refreshes the facts. A vanished snapshot stays on record: what comes of it is `onMissing`'s to say. */
export const readSnapshot: Lifecycle["read"] = async (context, { resourceId, recorded }) => {
  const inputs = withDefaults(context, recorded);
  const service = serviceOf(inputs);
  const regionId = inputs["regionId"];
  // A static `get` has nothing on record: its id is the snapshot's own.
  const snapshotId = recordedSnapshot(recorded).snapshotId ?? resourceId;
  if (!service || typeof regionId !== "string")
    throw new LifecycleError(`Cannot read ${resourceId}: its service or region is not on record.`);

  const facts = await context.reads.snapshot(service, regionId, snapshotId);
  if (facts) return { resourceId, outputs: outputsOf(inputs, facts, previousIds(recorded)) };
  if (recorded["snapshotId"] === undefined)
    throw new LifecycleError(`There is no snapshot ${snapshotId} (${service.name}, ${regionId}).`);
  context.log.warn(
    `Snapshot ${snapshotId} is not there any more: deleted, or past its retention. It stays on record as deleted; ` +
      (recorded["onMissing"] === "recreate"
        ? `the next \`pulumi up\` takes a new one (onMissing: "recreate").`
        : `nothing is taken in its place unless you change triggers or set onMissing: "recreate".`),
  );
  return { resourceId, outputs: { ...recorded, status: "deleted", progress: 0 } };
};
