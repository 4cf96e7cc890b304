import {
  diskKey,
  type DiskFacts,
  type DiskReference,
  type SnapshotFacts,
  type SnapshotGroupFacts,
} from "../../lifecycle/facts";
import { goalProperties } from "../../lifecycle/goal";
import type { CheckFailure } from "../../lifecycle/inputs/checkInputs";
import {
  askedOf,
  checkRestorePoints,
  restorePointsInputs,
  type PointsOf,
} from "../../lifecycle/inputs/restorePoints";
import { listedPoints } from "../../lifecycle/listedPoints";
import type { ListedPoint } from "../../lifecycle/outputs/restorePoints";
import { services, type Service } from "../../services";
import type { Session } from "../context";
import { explainRegion, withDefaults } from "../defaults";
import { LifecycleError } from "../lifecycleError";
import type { Properties } from "../properties";
import { rollbackOf, targetOf } from "./safetyOf";

type Asking = Pick<Session, "settings" | "reads">;

/** What is wrong with a question for restore points; nothing is asked of the cloud. */
export function checkQuestion(session: Asking, asked: Properties): CheckFailure[] {
  const completed = withDefaults(session, asked);
  return checkRestorePoints(completed).map((failure) => explainRegion(failure, completed));
}

/** The restore points of a disk, a machine or a group, newest first. Reads only. */
export async function restorePoints(session: Asking, asked: Properties): Promise<{ points: ListedPoint[] }> {
  const failures = checkQuestion(session, asked);
  if (failures.length)
    throw new LifecycleError(
      `getRestorePoints: ${failures.map(({ property, reason }) => `${property} ${reason}`.trim()).join("; ")}`,
    );
  const wanted = restorePointsInputs.parse(withDefaults(session, asked));
  const service: Service = services[wanted.service];
  const points = await pointsOf({ ...session, service, regionId: wanted.regionId }, askedOf(wanted));
  return { points: listedPoints(points, wanted) };
}

interface Place extends Asking {
  readonly service: Service;
  readonly regionId: string;
}

async function pointsOf(place: Place, of: PointsOf) {
  const { reads, service, regionId } = place;
  const where = `${service.name}, ${regionId}`;
  const named = await namedBy(place, of);
  const references = [...new Map(named.disks.map((disk) => [diskKey(disk), disk])).values()];
  const [lists, disks] = await Promise.all([
    of.kind === "group"
      ? []
      : Promise.all(references.map((one) => reads.snapshotsOf(service, regionId, one))),
    Promise.all(references.map((one) => reads.disk(service, regionId, one))),
  ]);
  const snapshots = lists.flat();
  const there = disks.filter((disk): disk is DiskFacts => disk !== undefined);
  if (!there.length && !snapshots.length && !named.groups.length)
    throw new LifecycleError(`There is no ${wordsOf(of, service)} (${where}): correct the id or the region.`);
  const groups = of.kind === "disks" ? await groupsOn(place, there) : named.groups;
  return {
    ...{ snapshots, groups: named.groups },
    disks: new Map(there.map((disk) => [diskKey(disk.disk), disk])),
    words: {
      properties: goalProperties({ kind: "points", points: [] }, service.name),
      where,
      hostWord: service.hostWord,
    },
    rollbackOf: (point: SnapshotFacts | SnapshotGroupFacts) => rollbackOf(point, groups),
    targetOf: (rollbackKey: string) => targetOf(rollbackKey, snapshots),
  };
}

/** The disks and groups that a question names. */
async function namedBy(
  { reads, service, regionId }: Place,
  of: PointsOf,
): Promise<{ disks: readonly DiskReference[]; groups: readonly SnapshotGroupFacts[] }> {
  if (of.kind === "disks") return { disks: of.disks, groups: [] };
  if (of.kind === "group") {
    const group = await reads.group(service, regionId, of.snapshotGroupId);
    return { disks: disksIn(group ? [group] : []), groups: group ? [group] : [] };
  }
  const [disks, groups] = await Promise.all([
    reads.disksOf(service, regionId, of.hostId),
    reads.groupsOf(service, regionId, of.hostId),
  ]);
  return { disks: [...disks.map(({ disk }) => disk), ...disksIn(groups)], groups };
}

const disksIn = (groups: readonly SnapshotGroupFacts[]): DiskReference[] =>
  groups.flatMap(({ members }) => members.map(({ disk }) => disk));

/** The members of a safety group bear no mark: their group tells. */
async function groupsOn({ reads, service, regionId }: Place, disks: readonly DiskFacts[]) {
  const hosts = [...new Set(disks.flatMap(({ hostIds }) => hostIds))];
  return (await Promise.all(hosts.map((host) => reads.groupsOf(service, regionId, host)))).flat();
}

function wordsOf(of: PointsOf, { hostWord }: Service): string {
  if (of.kind === "group") return `snapshot group ${of.snapshotGroupId}`;
  if (of.kind === "host") return `${hostWord} ${of.hostId} with disks`;
  return `disk ${of.disks.map(diskKey).join(" or ")}, and no snapshot of it`;
}
