import { checkInputs } from "../../lifecycle/inputs/checkInputs";
import { ownTagPrefix } from "../../lifecycle/inputs/fields";
import { pointWord, type RestorePoint } from "../../lifecycle/restorePoint";
import { nothingRemembered, outputsOf } from "../../lifecycle/snapshotOutputs";
import { howToName, importedThing } from "../importedThing";
import { LifecycleError } from "../lifecycleError";
import type { Lifecycle } from "../lifecycle";
import type { Properties } from "../properties";
import { readPoint } from "../waitForPoint";
import { snapshotSchema } from "./declared";

/**
 * A snapshot is imported by its id, a group by that of the group, as if this resource had taken it: it is the newest
 * generation from then on. One that is only to be looked at is declared with `existingSnapshotId` instead.
 */
export const importSnapshot: Lifecycle["import"] = async (context, { id }) => {
  const { service, regionId, thing } = importedThing(context, id);
  const pointId = thing.join("/");
  const kind = service.groups && /^ssg-/.test(pointId) ? "group" : "disk";
  const point = await readPoint(context, service, { regionId, kind, id: pointId });
  if (!point)
    throw new LifecycleError(
      `There is no ${pointWord(kind)} ${pointId} (${service.name}, ${regionId}). ${howToName("s-bp1…, ssg-bp1…, swas/s-bp1… or ecd/cn-hangzhou/s-bp1…")}`,
    );
  if (point.status === "failed")
    throw new LifecycleError(`The ${pointWord(kind)} ${pointId} has failed and cannot restore anything.`);
  const inputs = { service: service.name, regionId, ...declarable(service.name, regionId, point) };
  return { resourceId: id, inputs, outputs: outputsOf(inputs, point, nothingRemembered) };
};

/** What a program may declare of it: the cloud's own names and tags break the rules for those of programs. */
function declarable(service: string, regionId: string, point: RestorePoint): Properties {
  const target = targetOf(point);
  const attributes = Object.entries(attributesOf(point)).filter(
    ([name, value]) =>
      checkInputs(snapshotSchema, { service, regionId, ...target, [name]: value }, () => []).length === 0,
  );
  return { ...target, ...Object.fromEntries(attributes) };
}

function targetOf({ kind, members }: RestorePoint): Properties {
  if (kind === "group") return { diskIds: members.map(({ disk }) => disk.diskId) };
  return { ...members[0]?.disk };
}

function attributesOf({ kind, name, description, snapshot }: RestorePoint): Properties {
  const tags = Object.entries(snapshot?.tags ?? {}).filter(([key]) => !key.startsWith(ownTagPrefix));
  return {
    snapshotName: name,
    ...(description ? { description } : {}),
    ...(tags.length ? { tags: Object.fromEntries(tags) } : {}),
    ...(kind === "disk" && snapshot?.retentionDays !== undefined
      ? { retentionDays: snapshot.retentionDays }
      : {}),
    ...(snapshot?.resourceGroupId ? { resourceGroupId: snapshot.resourceGroupId } : {}),
  };
}
