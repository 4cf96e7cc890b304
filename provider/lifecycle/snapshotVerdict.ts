import { pointWord, type RestorePoint } from "./restorePoint";

export type SnapshotVerdict =
  | { readonly kind: "done"; readonly value: RestorePoint }
  | { readonly kind: "failed"; readonly words: string }
  | { readonly kind: "pending"; readonly words: string; readonly remainingMs: number | undefined };

export type WaitFor = "accomplished" | "available" | "submitted";

/** How far a snapshot is, for one who waits for it. */
export function snapshotVerdict(
  point: RestorePoint,
  waitFor: WaitFor,
  elapsedMs: number,
  word: string = pointWord(point.kind),
): SnapshotVerdict {
  const name = `${word} ${point.id}`;
  if (point.status === "failed")
    return { kind: "failed", words: `The ${name} failed at ${point.progress} %` };
  if (isEnough(point, waitFor)) return { kind: "done", value: point };
  return {
    kind: "pending",
    words: `${name} ${point.progress} %`,
    remainingMs: point.remainingMs ?? estimatedRest(point.progress, elapsedMs),
  };
}

const isEnough = (point: RestorePoint, waitFor: WaitFor): boolean =>
  point.status === "accomplished" || waitFor === "submitted" || (waitFor === "available" && point.available);

/**
 * What the progress so far lets expect, where there is some. Progress is rarely even: it is trusted for as long as it
 * was watched, and not longer.
 */
function estimatedRest(progress: number, elapsedMs: number): number | undefined {
  if (progress <= 0) return undefined;
  return Math.min(elapsedMs, (elapsedMs * (100 - progress)) / progress);
}
