import { ownTagPrefix } from "../../lifecycle/inputs/fields";
import type { SnapshotFacts, SnapshotGroupFacts } from "../../lifecycle/facts";

/** Which attempt of which rollback: "rk-0123456789abcdef01234567.k3x9ab". */
export interface AttemptName {
  readonly key: string;
  readonly attempt: string;
}

/** The tag with an attempt's line. */
export const lineTag = ({ key, attempt }: AttemptName): string => `${ownTagPrefix}${key}.${attempt}`;

/** The tag that says of a snapshot that it is a safety snapshot, and of which attempt. */
export const safetyTag = `${ownTagPrefix}safety`;

export const nameText = ({ key, attempt }: AttemptName): string => `${key}.${attempt}`;

export function readName(text: string): AttemptName | undefined {
  const [, key, attempt] = /^(rk-[0-9a-f]{24})\.([0-9a-z]{6})$/.exec(text) ?? [];
  return key !== undefined && attempt !== undefined ? { key, attempt } : undefined;
}

/** The attempt that a tag's name tells of. */
export const nameInTag = (tag: string): AttemptName | undefined =>
  tag.startsWith(ownTagPrefix) ? readName(tag.slice(ownTagPrefix.length)) : undefined;

/** Of a safety snapshot: which attempt has taken it, and the group that it is a member of. */
export interface SafetyMark extends AttemptName {
  readonly snapshotGroupId?: string | undefined;
  /** The line that it was taken with. */
  readonly line: string;
}

/**
 * The mark stands in a tag, and in the description too: with it a safety snapshot is known where there are no tags (ecd), or
 * where somebody has removed them. The members of a group have no mark of their own: the group has it.
 */
export function safetyMark(
  snapshot: Pick<SnapshotFacts, "tags" | "description"> & { readonly snapshotId?: string },
  groups: readonly SnapshotGroupFacts[],
): SafetyMark | undefined {
  const own = markIn(snapshot.tags, snapshot.description);
  if (own) return own;
  const group = groups.find(({ members }) =>
    members.some(({ snapshotId }) => snapshotId === snapshot.snapshotId),
  );
  const marked = group && markIn(group.tags, group.description);
  return marked && { ...marked, snapshotGroupId: group.snapshotGroupId };
}

/** Of a single snapshot; what is a member of a group only the group tells. */
export const isSafety = (snapshot: SnapshotFacts): boolean => safetyMark(snapshot, []) !== undefined;

function markIn(tags: Readonly<Record<string, string>>, description: string): SafetyMark | undefined {
  const [, named, line] = /^\[(rk-[0-9a-f]{24}\.[0-9a-z]{6})(?:=([^\]]*))?\]/.exec(description) ?? [];
  const name = readName(tags[safetyTag] ?? "") ?? readName(named ?? "");
  return name && { ...name, line: tags[lineTag(name)] ?? line ?? "" };
}

/** What a safety snapshot is taken with. A group has no room for less. */
export function safetyMarks(
  name: AttemptName,
  line: string,
  what: string,
  takesTags: boolean,
): { readonly tags: Readonly<Record<string, string>>; readonly description: string } {
  return takesTags
    ? {
        tags: { [safetyTag]: nameText(name), [lineTag(name)]: line },
        description: `[${nameText(name)}] The disk before ${what}`,
      }
    : { tags: {}, description: `[${nameText(name)}=${line}]` };
}
