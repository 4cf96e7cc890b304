import { durationMs } from "../../lifecycle/duration";
import { diskKey } from "../../lifecycle/facts";
import { missingMembers, pointWord, type RestorePoint } from "../../lifecycle/restorePoint";
import {
  expectedDisks,
  kindOf,
  outputsOf,
  recordedSnapshot,
  remembered,
} from "../../lifecycle/snapshotOutputs";
import type { Service } from "../../services";
import { serviceOf, withDefaults } from "../defaults";
import { LifecycleError } from "../lifecycleError";
import type { Context } from "../context";
import type { Lifecycle } from "../lifecycle";
import type { Properties } from "../properties";
import { readPoint, type PointWait } from "../waitForPoint";

type Which = Pick<PointWait, "regionId" | "kind" | "id">;

/** Refreshes the facts. A vanished snapshot stays on record: what comes of it is `onMissing`'s to say. */
export const readSnapshot: Lifecycle["read"] = async (context, { resourceId, recorded }) => {
  const inputs = withDefaults(context, recorded);
  const service = serviceOf(inputs);
  const regionId = inputs["regionId"];
  const onRecord = recordedSnapshot(recorded);
  // A static `get` has nothing on record: its id is the snapshot's own.
  const id = onRecord.snapshotId ?? resourceId;
  const kind = kindOf(recorded);
  if (!service || typeof regionId !== "string")
    throw new LifecycleError(`Cannot read ${resourceId}: its service or region is not on record.`);

  const name = `${pointWord(kind)} ${id}`;
  const point =
    (await readPoint(context, service, { regionId, kind, id })) ??
    (isPresent(onRecord) ? await secondLook(context, service, { regionId, kind, id }, name) : undefined);
  if (point)
    return {
      resourceId,
      outputs: {
        ...outputsOf(inputs, point, remembered(recorded)),
        ...failedStays(recorded),
        ...unmarkedStays(recorded, point),
        ...completeness(context, recorded, point),
      },
    };
  if (onRecord.snapshotId === undefined)
    throw new LifecycleError(`There is no ${name} (${service.name}, ${regionId}).`);
  context.log.warn(
    `The ${name} is not there any more: deleted, or past its retention. It stays on record as deleted; ` +
      (recorded["onMissing"] === "recreate"
        ? `the next \`pulumi up\` takes a new one (onMissing: "recreate").`
        : `nothing is taken in its place unless you change triggers or set onMissing: "recreate".`),
  );
  return { resourceId, outputs: { ...recorded, status: "deleted", progress: 0 } };
};

/** What is recorded as deleted is not looked for twice, nor what was never on record. */
const isPresent = ({ snapshotId, status }: ReturnType<typeof recordedSnapshot>) =>
  snapshotId !== undefined && status !== "deleted";

/** The cloud's lists may leave a thing out for a moment: one look that misses it says nothing yet. */
async function secondLook(
  context: Context,
  service: Service,
  which: Which,
  name: string,
): Promise<RestorePoint | undefined> {
  await context.clock.sleep(secondLookMs, context.signal).catch(() => {
    throw new LifecycleError(
      `Interrupted: the ${name} was not listed, and a second look was not taken. Nothing is recorded of that.`,
    );
  });
  return readPoint(context, service, which);
}

const secondLookMs = durationMs("5s");

/** A group of a run that was cut short: whether it holds all its disks is seen once the cloud says that it is done. */
function completeness(context: Context, recorded: Properties, point: RestorePoint): object {
  const expected = expectedDisks(recorded);
  if (expected.length === 0) return {};
  if (point.status !== "accomplished") return { expectedDiskIds: expected.map(diskKey) };
  const missing = missingMembers(expected, point);
  if (missing.length === 0) return {};
  context.log.warn(
    `The snapshot group ${point.id} has no snapshot of ${missing.join(", ")}: it is of no use and on record as failed. ` +
      "The next `pulumi up` takes a new one and deletes it.",
  );
  return { status: "failed" };
}

/** The update that goes on with a group in the place of a lost one has yet to see that its members bear the mark. */
const unmarkedStays = (recorded: Properties, { kind }: RestorePoint) => {
  const { inPlaceOf, status } = recordedSnapshot(recorded);
  return kind === "group" && inPlaceOf !== undefined && status === "progressing" ? { status } : {};
};

/** A group that lacks a disk is complete for the cloud and of no use to us. */
const failedStays = (recorded: Readonly<Record<string, unknown>>) =>
  recorded["status"] === "failed" ? { status: "failed" } : {};
