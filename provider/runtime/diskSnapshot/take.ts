import { canonical, digest } from "../../lifecycle/canonical";
import type { DiskReference } from "../../lifecycle/facts";
import { inPlaceOfTag, mostTags } from "../../lifecycle/inPlaceOf";
import type { DeclaredSnapshot, SnapshotTarget } from "../../lifecycle/inputs/diskSnapshot";
import { pointWord, type RestorePoint } from "../../lifecycle/restorePoint";
import { defaultSnapshotName, resourceNameOf } from "../../lifecycle/snapshotName";
import { outputsOfUnfinished, type Remembered } from "../../lifecycle/snapshotOutputs";
import type { Service, SnapshotChange } from "../../services";
import { awaitLeft } from "../awaitSnapshots";
import { callOptions } from "../callOptions";
import type { Context } from "../context";
import { failureReport, LifecycleError } from "../lifecycleError";
import type { Properties } from "../properties";
import { WaitError } from "../poller";
import { IncompleteGroup, membersOf, takePoint, targetWords } from "../takePoint";
import { takeTurn } from "../takeTurn";

/** What is to be taken, and where. */
export interface Asked {
  readonly service: Service;
  readonly declared: DeclaredSnapshot & { readonly target: SnapshotTarget };
}

export interface Generation extends Asked {
  readonly resourceId: string;
  /** As the program gave them, for the state. */
  readonly inputs: Properties;
  /** What this generation follows: it makes the request another one than that of the generation before. */
  readonly occasion: string;
  /** The generations before this one, and in whose place it is taken, for the state if this one fails. */
  readonly known: Remembered;
}

/** Takes one generation. Once the cloud has named it, no failure forgets it. */
export async function takeGeneration(context: Context, generation: Generation): Promise<RestorePoint> {
  const { service, declared, resourceId, known } = generation;
  const { target, regionId } = declared;
  refuseWithoutRoom(generation);
  let taken: string | undefined;
  let disks: readonly DiskReference[] = [];
  try {
    const members = await membersOf(context, service, regionId, target);
    disks = members;
    return await takeTurn(context, "snapshot", { regionId, disks: members }, async () => {
      await awaitLeft(context, service, { regionId, disks: members, timeout: declared.timeouts.create });
      const point = await takePoint(context, service, {
        ...declared,
        name: generationName(context, generation),
        timeout: declared.timeouts.create,
        // Also where the program names it: other triggers ask for another one.
        occasion: { follows: generation.occasion, triggers: declared.triggers },
        otherIds: known.previousSnapshotIds,
        expected: members,
        inPlaceOf: known.inPlaceOf,
        taken: (id) => {
          taken = id;
          if (id !== undefined) context.log.progress(`${pointWord(target.kind)} ${id} 0 %`);
        },
      });
      await setAfterCreate(context, generation, point);
      await markMembers(context, service, declared, point, known.inPlaceOf);
      return point;
    });
  } catch (error) {
    if (taken === undefined)
      throw new LifecycleError(
        failureReport(`No snapshot of ${targetWords(target)} is known to be taken`, error),
      );
    const status = statusAfter(error);
    throw new LifecycleError(failureReport(whatNext(`${pointWord(target.kind)} ${taken}`, status), error), {
      resourceId,
      outputs: outputsOfUnfinished(appliedSoFar(generation), target.kind, taken, status, known, disks),
    });
  }
}

/** The mark of what is taken in the place of a lost one is a tag, beside the program's own. */
function refuseWithoutRoom({ service, declared: { target, tags }, known }: Generation): void {
  const given = Object.keys(tags).length;
  if (known.inPlaceOf === undefined || !service.tags || target.kind === "group" || given < mostTags) return;
  throw new LifecycleError(
    `tags: hold ${given}, and what is taken in the place of ${known.inPlaceOf}, which was lost, bears one of ours: declare at most ${mostTags - 1}. No snapshot was taken.`,
  );
}

/** The name that this generation has in the cloud. */
export const generationName = (context: Context, { service, declared }: Asked): string =>
  declared.snapshotName ??
  defaultSnapshotName(
    service.snapshotName,
    resourceNameOf(context.urn),
    context.urn,
    canonical(declared.triggers),
  );

/** What is set after the create is not recorded as applied before it was: the next update sets it. */
function appliedSoFar({ service, inputs }: Generation): Properties {
  const later: readonly string[] = service.setAfterCreate ?? [];
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !later.includes(name)));
}

/** What a service lets one say of a snapshot only once it is there. */
async function setAfterCreate(
  context: Context,
  { service, declared }: Generation,
  point: RestorePoint,
): Promise<void> {
  const change = service.setAfterCreate?.includes("description") ? { description: declared.description } : {};
  if (change.description === undefined || change.description === point.description) return;
  const wanted = { description: change.description };
  const token = changeToken(context, point.id, wanted, 0);
  for (const call of service.changeSnapshot(declared.regionId, point.id, wanted, token))
    await context.cloud.call(call, callOptions(context, declared.timeouts.create));
}

/** The members of a group have none of its tags: they bear the mark once they are there. */
export async function markMembers(
  context: Context,
  service: Service,
  { regionId, timeouts }: DeclaredSnapshot,
  point: RestorePoint,
  inPlaceOf: string | undefined,
): Promise<void> {
  if (point.kind !== "group" || inPlaceOf === undefined) return;
  const ids = point.members.map(({ snapshotId }) => snapshotId);
  const call = service.tags?.write(regionId, ids, { [inPlaceOfTag]: inPlaceOf });
  if (call) await context.cloud.call(call, callOptions(context, timeouts.create));
}

/**
 * The same however often one change is sent, also by the next run. An equal change made later (to and fro within a
 * day) comes after more of them, and has another one, or it would be answered and not carried out.
 */
export const changeToken = ({ urn }: Context, id: string, change: SnapshotChange, earlier: number): string =>
  `restore-change-${digest({ urn, id, change, earlier }, 40)}`;

/** A snapshot that cannot become complete any more is replaced by a new one; any other is waited for. */
export const statusAfter = (error: unknown): "failed" | "progressing" =>
  error instanceof IncompleteGroup || (error instanceof WaitError && error.reason === "failed")
    ? "failed"
    : "progressing";

export const whatNext = (name: string, status: "progressing" | "failed") =>
  status === "failed"
    ? `There is no usable snapshot of this generation. The ${name} is kept in the state; the next \`pulumi up\` takes a new one and deletes it.`
    : `The ${name} was requested and is kept in the state; the next \`pulumi up\` goes on waiting for it.`;
