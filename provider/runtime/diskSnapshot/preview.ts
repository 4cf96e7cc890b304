import type { DiskReference } from "../../lifecycle/facts";
import {
  snapshotObstacles,
  type SnapshotDisk,
  type SnapshotObstacle,
  type SnapshotRoom,
} from "../../lifecycle/snapshotObstacles";
import { hasUnknown } from "../../lifecycle/unknown";
import type { Service } from "../../services";
import type { Context } from "../context";
import type { Properties } from "../properties";
import { lockKeys } from "../lockKeys";
import { orUnchecked } from "../orUnchecked";
import { membersOf, targetWords } from "../takePoint";
import { understood } from "./declared";
import { generationName, type Asked } from "./take";

/**
 * What stands in the way of a snapshot that would be taken: nothing where preview does not know yet which disk it is of.
 * It only reads. A snapshot that is only tracked is looked for when it is.
 *
 * @param freed how many snapshots the update deletes before it takes its own
 */
export async function previewTake(
  context: Context,
  inputs: Properties,
  freed: number,
): Promise<readonly SnapshotObstacle[]> {
  if (target.some((name) => hasUnknown(inputs[name]))) return [];
  const known = Object.entries(inputs).filter(([, value]) => !hasUnknown(value));
  const { service, declared } = understood(Object.fromEntries(known));
  if (!declared.target || declared.existingSnapshotId !== undefined) return [];
  const what = targetWords(declared.target);
  const asked: Asked = { service, declared: { ...declared, target: declared.target } };
  const planned = { what: `a snapshot of ${what}`, plan: `a snapshot of ${what}` };
  return (await orUnchecked(context, planned, () => lookedAt(context, asked, freed))) ?? [];
}

const target = [
  ...["service", "regionId", "diskId", "desktopId", "sourceDiskType"],
  ...["instanceId", "diskIds", "excludeDiskIds", "existingSnapshotId"],
];

async function lookedAt(context: Context, asked: Asked, freed: number): Promise<SnapshotObstacle[]> {
  const { service, declared } = asked;
  const { regionId } = declared;
  const members = await membersOf(context, service, regionId, declared.target);
  const disks = await Promise.all(members.map((one) => diskSight(context, service, regionId, one)));
  return snapshotObstacles({
    target: declared.target,
    disks,
    instance: await instanceOf(context, asked),
    room: await roomFor(context, asked, disks, freed),
    where: `${service.name}, ${regionId}`,
    hostWord: service.hostWord,
  });
}

async function diskSight(
  context: Context,
  service: Service,
  regionId: string,
  reference: DiskReference,
): Promise<SnapshotDisk> {
  const disk = await context.reads.disk(service, regionId, reference);
  const desktop =
    disk || reference.desktopId === undefined
      ? undefined
      : await context.reads.host(service, regionId, reference.desktopId);
  const awaited = context.turns.worksOn(lockKeys(context, regionId, [reference]));
  return { reference, disk, desktop, awaited };
}

async function instanceOf(context: Context, { service, declared }: Asked) {
  const id = declared.target.kind === "group" ? declared.target.instanceId : undefined;
  if (id === undefined) return undefined;
  return { id, isThere: (await context.reads.host(service, declared.regionId, id)) !== undefined };
}

/** The snapshots of the disk's host are counted, unless one of them may be this very one, of a run that was cut short. */
async function roomFor(
  context: Context,
  asked: Asked,
  disks: readonly SnapshotDisk[],
  freed: number,
): Promise<SnapshotRoom | undefined> {
  const { service, declared } = asked;
  const hostId = disks[0]?.disk?.hostIds[0];
  if (!service.snapshotQuota || hostId === undefined) return undefined;
  const taken = await context.reads.snapshotsOn(service, declared.regionId, hostId);
  const name = generationName(context, asked);
  if (taken.some(({ snapshotName }) => snapshotName === name)) return undefined;
  return { hostId, taken: taken.length - freed, most: service.snapshotQuota.perHost };
}
