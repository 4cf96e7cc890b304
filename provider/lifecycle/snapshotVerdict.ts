import type { SnapshotFacts } from "./facts";

export type SnapshotVerdict =
  | { readonly kind: "done"; readonly facts: SnapshotFacts | undefined }
  | { readonly kind: "failed"; readonly words: string }
  | { readonly kind: "pending"; readonly words: string; readonly remainingMs: number | undefined };

/** How far a snapshot is, for one who waits for it. */
export function snapshotVerdict(
  snapshotId: string,
  facts: SnapshotFacts | undefined,
  waitFor: "accomplished" | "available" | "submitted",
  elapsedMs: number,
): SnapshotVerdict {
  if (!facts) return { kind: "pending", words: `snapshot ${snapshotId} not listed`, remainingMs: undefined };
  if (facts.status === "failed")
    return { kind: "failed", words: `Snapshot ${snapshotId} failed at ${facts.progress} %` };
  const enough =
    facts.status === "accomplished" ||
    waitFor === "submitted" ||
    (waitFor === "available" && facts.available);
  if (enough) return { kind: "done", facts };
  return {
    kind: "pending",
    words: `snapshot ${snapshotId} ${facts.progress} %`,
    remainingMs: facts.remainingMs ?? estimatedRest(facts.progress, elapsedMs),
  };
}

/** What the progress so far lets expect; nothing where there is none yet. */
function estimatedRest(progress: number, elapsedMs: number): number | undefined {
  if (progress <= 0) return undefined;
  return (elapsedMs * (100 - progress)) / progress;
}
