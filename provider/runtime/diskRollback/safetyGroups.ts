import { CloudError, type ErrorKind } from "../../client";
import type { SnapshotFacts } from "../../lifecycle/facts";
import { ownTagPrefix } from "../../lifecycle/inputs/fields";
import type { Context } from "../context";
import { groupTag, keyTag } from "./marks";
import type { Wish } from "./wish";

type Tags = SnapshotFacts["tags"];

/**
 * What the safety groups of a rollback, or of any, are marked with, by the ids of their members: the members bear no
 * mark before they bear a note.
 */
export async function safetyGroupMarks(
  { cloud }: Context,
  { service, regionId }: Pick<Wish, "service" | "regionId">,
  key?: string,
): Promise<ReadonlyMap<string, Tags>> {
  if (!service.groups) return new Map();
  const groups = await cloud.call(service.groups.marked(regionId, keyTag, key)).catch((error: unknown) => {
    if (error instanceof CloudError && hasNone.has(error.kind)) return [];
    throw error;
  });
  return new Map(
    groups.flatMap(({ snapshotGroupId, tags, members }) =>
      members.map(({ snapshotId }) => [snapshotId, { ...ownOf(tags), [groupTag]: snapshotGroupId }]),
    ),
  );
}

/** A region or an account without groups, or one that may not look at them, and has taken none. */
const hasNone: ReadonlySet<ErrorKind> = new Set<ErrorKind>(["denied", "withheld", "notFound", "unsupported"]);

const ownOf = (tags: Tags): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([name]) => name.startsWith(ownTagPrefix)));

/** A member is noted on later than its group was taken. */
export const markedAs = (snapshot: SnapshotFacts, marks: Tags | undefined): SnapshotFacts =>
  marks ? { ...snapshot, tags: { ...marks, ...snapshot.tags } } : snapshot;
