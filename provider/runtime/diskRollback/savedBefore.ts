import type { SnapshotFacts } from "../../lifecycle/facts";
import type { JournalEntry } from "../../lifecycle/journal";
import { diskNameOf, type SafetySnapshots } from "../../lifecycle/rollbackState";
import { ranSince, type Sight } from "../../lifecycle/sight";
import { bears, groupOf } from "./marks";
import type { Wish } from "./wish";

/** The safety snapshots of the attempt that the journal tells of, where they still hold the present: no host has run since. */
export function savedBy({ key }: Wish, sight: Sight): SafetySnapshots | undefined {
  const { entry, hosts } = sight;
  if (!entry || ranSince(sight, entry) !== false) return undefined;
  const saved = sight.points.every(
    ({ own: [newest] }) => newest?.status === "accomplished" && bears(key, newest, entry, hosts),
  );
  return saved ? newestOwn(sight) : undefined;
}

/** What the attempt that may have run has saved, whether it still is the present or not. */
export const savedThen = (
  { key }: Wish,
  sight: Sight,
  earlier: JournalEntry | undefined,
): SafetySnapshots | undefined => earlier && newestOwn(sight, (one) => bears(key, one, earlier, sight.hosts));

/** The newest complete safety snapshots of this rollback, a disk each, among those that are chosen. */
export function newestOwn(
  { points }: Sight,
  chosen: (one: SnapshotFacts) => boolean = () => true,
): SafetySnapshots | undefined {
  const newest = points.map(({ own }) => own.find((one) => one.status === "accomplished" && chosen(one)));
  const snapshots = points.flatMap(({ reference }, index) => {
    const one = newest[index];
    return one ? [{ ...diskNameOf(reference), snapshotId: one.snapshotId }] : [];
  });
  const groups = new Set(newest.map((one) => one && groupOf(one)));
  const [group] = groups.size === 1 ? groups : [];
  return snapshots.length ? { snapshotGroupId: group, snapshots } : undefined;
}
