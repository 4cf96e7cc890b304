import { digest } from "../../lifecycle/canonical";
import { diskKey } from "../../lifecycle/facts";
import type { DeclaredSnapshot } from "../../lifecycle/inputs/diskSnapshot";
import { pointOfSnapshot, type RestorePoint } from "../../lifecycle/restorePoint";
import { nothingRemembered, outputsOf, recordedSnapshot } from "../../lifecycle/snapshotOutputs";
import { snapshotVerdict } from "../../lifecycle/snapshotVerdict";
import type { Service } from "../../services";
import type { Context } from "../context";
import { failureReport, LifecycleError } from "../lifecycleError";
import type { Lifecycle } from "../lifecycle";
import { targetWords } from "../takePoint";
import { waitForPoint } from "../waitForPoint";
import { understood } from "./declared";
import { takeGeneration } from "./take";
import { tellEarlier } from "./tellEarlier";

export const createSnapshot: Lifecycle["create"] = async (context, { inputs }) => {
  const { service, declared } = understood(inputs);
  const { target } = declared;
  if (declared.existingSnapshotId !== undefined) {
    const point = await existing(context, service, declared, declared.existingSnapshotId);
    return {
      resourceId: resourceIdOf(context, declared, point.id),
      outputs: outputsOf(inputs, point, nothingRemembered),
    };
  }
  if (!target) throw new LifecycleError("No disk is declared.");
  const resourceId = resourceIdOf(context, declared, targetWords(target));
  const generation = { service, resourceId, inputs, declared: { ...declared, target } };
  const point = await takeGeneration(context, {
    ...generation,
    occasion: occasionOf(context),
    known: nothingRemembered,
  });
  if (!context.replacing) await tellEarlier(context, generation, point);
  return { resourceId, outputs: outputsOf(inputs, point, nothingRemembered) };
};

/**
 * A replacement must not be answered with the snapshot of the resource that is deleted after it. That one's
 * requests have not borne its own id: so it tells the two apart, and a create that was killed is found again.
 */
function occasionOf({ replacing, replaced, random }: Context): string {
  if (!replacing) return "first";
  const { snapshotId } = recordedSnapshot(replaced ?? {});
  return snapshotId === undefined ? `replacement ${random()}` : `replacement of ${snapshotId}`;
}

/** Names the resource, not a generation: it stays when `triggers` takes a new snapshot. */
const resourceIdOf = (context: Context, { service, regionId }: DeclaredSnapshot, thing: string) =>
  `${service}/${regionId}/${thing}/${digest(context.urn, 8)}`;

/** A snapshot that this resource tracks and did not take. */
export async function existing(
  context: Context,
  service: Service,
  declared: DeclaredSnapshot,
  snapshotId: string,
): Promise<RestorePoint> {
  const facts = await context.reads.snapshot(service, declared.regionId, snapshotId);
  const refuse = (what: string, next: string) => new LifecycleError(`${what} Nothing was changed. ${next}`);
  if (!facts)
    throw refuse(
      `There is no snapshot ${snapshotId} (${service.name}, ${declared.regionId}).`,
      "Look for it in the console, and mind the region.",
    );
  const wanted = declared.target?.kind === "disk" ? diskKey(declared.target.disk) : undefined;
  const source = diskKey(facts.sourceDisk);
  if (wanted !== undefined && source !== wanted)
    throw refuse(
      `Snapshot ${snapshotId} is of disk ${source}, not of ${wanted}.`,
      "Correct existingSnapshotId or the disk.",
    );
  if (facts.status === "failed")
    throw refuse(`Snapshot ${snapshotId} has failed and cannot restore anything.`, "Track another one.");
  return untilEnough(context, service, declared, pointOfSnapshot(facts));
}

/** It may still be in the making: what the program waits for holds for it as for one of its own. */
async function untilEnough(
  context: Context,
  service: Service,
  { regionId, waitFor, timeouts }: DeclaredSnapshot,
  point: RestorePoint,
): Promise<RestorePoint> {
  if (snapshotVerdict(point, waitFor, 0).kind === "done") return point;
  const { kind, id } = point;
  try {
    const wait = { regionId, kind, id, waitFor, timeout: timeouts.create, giveUpUnlisted: false };
    return (await waitForPoint(context, service, wait)) ?? point;
  } catch (error) {
    throw new LifecycleError(
      failureReport("Nothing was changed; the next `pulumi up` goes on waiting for it", error),
    );
  }
}
