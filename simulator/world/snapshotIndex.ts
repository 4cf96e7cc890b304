import type { Snapshot } from "./entities";

type Snapshots = Record<string, Snapshot>;

/** Which to look at: only those of a disk, or with these ids, or of a service in a region. */
export interface Among {
  readonly diskId?: string;
  readonly ids?: readonly string[];
  readonly place?: Pick<Snapshot, "service" | "regionId">;
}

type Condition = (snapshot: Snapshot) => boolean;

/** Those that match, newest first; of one moment, by their ids. With a disk or ids no other is looked at. */
export function newestSnapshots(
  snapshots: Snapshots,
  matches: Condition | undefined,
  among: Among = {},
): Snapshot[] {
  const found = find(snapshots, matches, among);
  // Who came with a view that notices changes gets what the view shows.
  return snapshots === indexOf(snapshots).record
    ? found
    : found.map(({ snapshotId }) => snapshots[snapshotId]!);
}

export function countSnapshots(snapshots: Snapshots, matches: Condition, among: Among): number {
  return find(snapshots, matches, among).length;
}

/** Those that match among the ones that are kept for a while only, in any order; to look at, not to change. */
export function retainedSnapshots(snapshots: Snapshots, matches: Condition): Snapshot[] {
  return [...indexOf(snapshots).retained].filter(matches);
}

/** A look at each of very many takes its time: without a condition there is none. */
function find(
  snapshots: Snapshots,
  matches: Condition | undefined,
  { diskId, ids, place: placeWanted }: Among,
): Snapshot[] {
  const { rows, ordered, lists } = indexOf(snapshots);
  const oldestFirst = () => {
    if (ids !== undefined) return [...new Set(ids)].flatMap((id) => rows[id] ?? []).sort(compareAge);
    if (diskId !== undefined) return lists.get(diskKey(diskId)) ?? [];
    return placeWanted === undefined ? ordered : (lists.get(placeKey(placeWanted)) ?? []);
  };
  const candidates = oldestFirst();
  if (matches === undefined) return [...candidates].reverse();
  const found: Snapshot[] = [];
  for (let place = candidates.length - 1; place >= 0; place--)
    if (matches(candidates[place]!)) found.push(candidates[place]!);
  return found;
}

/** Finds snapshots without looking at all of them, and in their order without sorting. */
interface SnapshotIndex {
  readonly record: Snapshots;
  readonly rows: Snapshots;
  /** All of them and those of one disk or place, oldest first: a new one comes at the end. */
  readonly ordered: Snapshot[];
  readonly lists: Map<string, Snapshot[]>;
  /** Those that are not kept for ever. */
  readonly retained: Set<Snapshot>;
}

const diskKey = (diskId: string) => `disk ${diskId}`;
const placeKey = ({ service, regionId }: Pick<Snapshot, "service" | "regionId">) =>
  `place ${service} ${regionId}`;

const INDEX = Symbol("index");

/** A record that keeps its index whenever a snapshot is added, replaced or taken away. */
export function indexed(snapshots: Snapshots): Snapshots {
  const rows = Object.assign(Object.create(null) as Snapshots, snapshots);
  const ordered: Snapshot[] = [];
  const lists = new Map<string, Snapshot[]>();
  const keysOf = (snapshot: Snapshot) => [diskKey(snapshot.sourceDiskId), placeKey(snapshot)];
  const retained = new Set<Snapshot>();
  const add = (snapshot: Snapshot) => {
    if (snapshot.retentionDays !== undefined) retained.add(snapshot);
    putIn(ordered, snapshot);
    for (const key of keysOf(snapshot)) lists.set(key, putIn(lists.get(key) ?? [], snapshot));
  };
  const takeOut = (snapshot: Snapshot | undefined) => {
    if (snapshot === undefined) return;
    retained.delete(snapshot);
    takeFrom(ordered, snapshot);
    for (const key of keysOf(snapshot))
      if (takeFrom(lists.get(key)!, snapshot).length === 0) lists.delete(key);
  };
  for (const snapshot of Object.values(rows).sort(compareAge)) add(snapshot);
  const record: Snapshots = new Proxy(rows, {
    set(target, id: string, snapshot: Snapshot) {
      takeOut(rows[id]);
      add(snapshot);
      return Reflect.set(target, id, snapshot);
    },
    deleteProperty(target, id: string) {
      takeOut(rows[id]);
      return Reflect.deleteProperty(target, id);
    },
  });
  const index: SnapshotIndex = { record, rows, ordered, lists, retained };
  Object.defineProperty(rows, INDEX, { value: index });
  return record;
}

function indexOf(snapshots: Snapshots): SnapshotIndex {
  return (snapshots as unknown as Record<symbol, SnapshotIndex>)[INDEX]!;
}

function compareAge(a: Snapshot, b: Snapshot): number {
  return (
    a.createdAt - b.createdAt || (a.snapshotId > b.snapshotId ? -1 : a.snapshotId < b.snapshotId ? 1 : 0)
  );
}

function putIn(list: Snapshot[], snapshot: Snapshot): Snapshot[] {
  list.splice(placeOf(list, snapshot), 0, snapshot);
  return list;
}

function takeFrom(list: Snapshot[], snapshot: Snapshot): Snapshot[] {
  list.splice(placeOf(list, snapshot), 1);
  return list;
}

/** Where it is, or where it belongs. */
function placeOf(ordered: readonly Snapshot[], snapshot: Snapshot): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareAge(ordered[middle]!, snapshot) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
