import { ownTagPrefix } from "../../lifecycle/inputs/fields";
import type { HostFacts, SnapshotFacts } from "../../lifecycle/facts";
import { readEntry, type JournalEntry } from "../../lifecycle/journal";

/**
 * The journal is kept on the safety snapshots, else on the snapshots that are gone back to; never on the user's
 * disk, whose tags another program may own. These are its entries on one rollback.
 */
export function readJournal(
  key: string,
  snapshots: readonly SnapshotFacts[],
  hosts: readonly HostFacts[],
): JournalEntry[] {
  const names = hosts.map(({ hostId }) => hostId);
  const entryIn = (text: string | undefined): JournalEntry[] => {
    const entry = text === undefined ? undefined : readEntry(text, names);
    return entry ? withHidden(entry) : [];
  };
  return snapshots.flatMap((snapshot) => {
    const { tags, description, status } = snapshot;
    const entries = [...entryIn(tags[tagName(key)]), ...entryIn(noted(key, description))];
    return entries.map((entry) => savedWith(takenWith(entry, status), snapshot));
  });
}

/** The stop of one that is repeated on purpose stands where it was noted that it is done. */
const withHidden = (entry: JournalEntry): JournalEntry[] =>
  entry.phase === "stopping" && entry.hiddenAt !== undefined
    ? [entry, { phase: "done", ranBefore: [], at: entry.hiddenAt }]
    : [entry];

/** The snapshot that is gone back to bears notes too, and was taken before. */
const savedWith = (entry: JournalEntry, snapshot: SnapshotFacts): JournalEntry =>
  isSafety(snapshot) ? { ...entry, savedAt: snapshot.creationTime } : entry;

/** A safety snapshot is taken with its note; before it is complete nothing is sent. */
const takenWith = (entry: JournalEntry, status: SnapshotFacts["status"]): JournalEntry =>
  status === "accomplished" || entry.phase !== "intent"
    ? entry
    : { ...entry, phase: "stopping", saving: true };

/** The group that a safety snapshot is a member of. */
export const groupOf = ({ tags }: SnapshotFacts): string | undefined => tags[groupTag];

/** The runs of every key, as far as the journal tells. */
export function readRuns(
  snapshots: readonly SnapshotFacts[],
  hostIds: readonly string[],
): (JournalEntry & { readonly key: string })[] {
  return snapshots.flatMap((snapshot) => {
    const { tags, description, status } = snapshot;
    const texts = [
      ...Object.entries(tags).flatMap(([name, text]) =>
        name.startsWith(`${ownTagPrefix}rk-`) ? [{ key: name.slice(ownTagPrefix.length), text }] : [],
      ),
      ...(/^rk-[0-9a-f]+=/.test(description) ? [inDescription(description)] : []),
    ];
    return texts.flatMap(({ key, text }) => {
      const entry = readEntry(text.split(" ")[0] ?? "", hostIds);
      const found = entry ? withHidden(entry) : [];
      return found.map((one) => ({ key, ...savedWith(takenWith(one, status), snapshot) }));
    });
  });
}

/**
 * Those of them that were not seen to end: they may have left a host stopped. Where a later one was, it has seen to
 * that.
 */
export function unendedOf(runs: readonly JournalEntry[]): JournalEntry[] {
  const done =
    runs
      .flatMap(({ phase, at }) => (phase === "done" ? [at] : []))
      .sort()
      .at(-1) ?? "";
  return runs.filter(({ phase, at }) => phase !== "done" && at > done);
}

/** When the last run began that has given a host back, by host. */
export function givenBackIn(runs: readonly JournalEntry[]): Record<string, string> {
  const last: Record<string, string> = {};
  for (const { givenBack = [], at } of runs)
    for (const host of givenBack) if (at > (last[host] ?? "")) last[host] = at;
  return last;
}

/** Of a safety snapshot: its rollback is not known to have ended, or to have given its hosts back. */
export function mayBeAtWork(safety: SnapshotFacts, hostIds: readonly string[]): boolean {
  const runs = readRuns([safety], hostIds);
  const open = unendedOf(runs).some(
    ({ phase, saving, ranBefore }) => phase === "intent" || saving || ranBefore.length > 0,
  );
  return open || runs.length === 0;
}

const inDescription = (description: string) => {
  const end = description.indexOf("=");
  return { key: description.slice(0, end), text: description.slice(end + 1) };
};

/** Whether a snapshot of the disk, other than the one that is gone back to, is a safety snapshot of this rollback. */
export const isOwn = (key: string, { tags, description }: SnapshotFacts): boolean =>
  tags[keyTag] === key || tags[tagName(key)] !== undefined || noted(key, description) !== undefined;

/** Whether it is the safety snapshot of any rollback; one that is gone back to bears notes too. */
export const isSafety = ({ tags, description }: SnapshotFacts): boolean =>
  keyTag in tags || /^rk-[0-9a-f]+=/.test(description);

/** Whether a safety snapshot is of just the attempt that an entry tells of. */
export const bears = (
  key: string,
  snapshot: SnapshotFacts,
  entry: JournalEntry,
  hosts: readonly HostFacts[],
): boolean => readJournal(key, [snapshot], hosts).some(({ at }) => at === entry.at);

export const keyTag = `${ownTagPrefix}rollback-key`;
export const groupTag = `${ownTagPrefix}rollback-group`;
export const tagName = (key: string) => `${ownTagPrefix}${key}`;
const noted = (key: string, description: string): string | undefined =>
  description.startsWith(`${key}=`) ? description.slice(key.length + 1).split(" ")[0] : undefined;
