import { diskKey } from "../facts";
import { unfinished, type ObservedPoint } from "../../rollback/model/observed";
import type { Finding } from "./finding";

/** A snapshot in the making that the run itself waits for. One that somebody else takes is an obstacle. */
export function waitsForSnapshot({
  reference,
  snapshot,
  awaited,
  own,
  takenHere = [],
}: ObservedPoint): Finding[] {
  const subject = diskKey(reference);
  const here = awaited && snapshot ? [snapshot, ...takenHere] : takenHere;
  const once = here.filter(
    (one, index) => here.findIndex((other) => other.snapshotId === one.snapshotId) === index,
  );
  return [
    ...unfinished(once).map(({ snapshotId, progress }) => ({
      ...({ rule: "waits-for-snapshot", severity: "info", subject } as const),
      words: `waits for snapshot ${snapshotId}, which this run is taking (${progress} %)`,
    })),
    ...unfinished(own).map(({ snapshotId, progress }) => ({
      ...({ rule: "waits-for-snapshot", severity: "info", subject } as const),
      words: `waits for ${snapshotId}, the safety snapshot of an earlier attempt (${progress} %)`,
    })),
  ];
}
