import type { SnapshotStatus } from "./facts";

/** A generation that a DiskSnapshot has taken, as the cloud shows it now. */
export interface Generation {
  readonly id: string;
  readonly status: SnapshotStatus | "missing";
}

/**
 * Those that have `keep` complete ones before them, newest first. An incomplete one takes no complete one's place, and
 * is nobody's surplus.
 */
export function beyondKeep(generations: readonly Generation[], keep: number): string[] {
  const last = lastKept(generations, keep);
  return generations
    .slice(last + 1)
    .flatMap(({ id, status }) => (status === "accomplished" || status === "missing" ? [id] : []));
}

/** What an update deletes of the generations that it finds, before it takes its own. */
export interface Pruning {
  /** Beyond `keep`, and known to be so before this update; oldest first. */
  readonly surplus: readonly string[];
  /** They hold nothing. */
  readonly failed: readonly string[];
  /** Beyond `keep` as soon as they are complete, or have failed. */
  readonly incomplete: readonly string[];
}

/**
 * Only what an earlier update has put beyond `keep` goes: a rollback of the same `pulumi up` may go back to any other,
 * and may come after this. The present generation is the state's to replace, also where it has failed.
 */
export function decidePruning(
  generations: readonly Generation[],
  { present, surplus, keep }: { present: string | undefined; surplus: readonly string[]; keep: number },
): Pruning {
  const beyond = beyondKeep(generations, keep);
  const last = lastKept(generations, keep);
  const idsOf = (status: SnapshotStatus, among: readonly Generation[]) =>
    among.flatMap((one) => (one.status === status && one.id !== present ? [one.id] : []));
  return {
    surplus: beyond.filter((id) => surplus.includes(id)).reverse(),
    failed: idsOf("failed", generations),
    incomplete: idsOf("progressing", generations.slice(last + 1)),
  };
}

/** Where the complete ones reach `keep`; past the end where they do not. */
function lastKept(generations: readonly Generation[], keep: number): number {
  const complete = generations.flatMap(({ status }, index) => (status === "accomplished" ? [index] : []));
  return complete[keep - 1] ?? generations.length;
}
