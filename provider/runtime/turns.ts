/**
 * Who may work on a disk: operations of one process that would disturb each other do not overlap. A snapshot
 * being taken is finished before a rollback of its disk begins, and before the disk's host is stopped or started.
 */
export interface Turns {
  /**
   * Waits until nothing that would be disturbed is under way on any of the disks, then runs the work. Where there is
   * something to wait for, `waiting` is given what it is, and can tell of it.
   */
  during<Value>(
    purpose: Purpose,
    disks: readonly string[],
    work: () => Promise<Value>,
    waiting?: Waiting,
  ): Promise<Value>;
  /** Whether a snapshot is being taken on any of the disks; one that waits for its turn is not. */
  takesSnapshot(disks: readonly string[]): boolean;
  /** Whether anything is under way or stands in the queue on any of the disks. */
  worksOn(disks: readonly string[]): boolean;
  /** The turn of a snapshot is over before that is complete: whoever comes next on the disk sees to its end. */
  leave(disk: string, snapshotId: string): void;
  /** The snapshots of the disks that were left so, and have not ended as far as is known. */
  left(disks: readonly string[]): string[];
  ended(snapshotIds: readonly string[]): void;
}

/**
 * "power": the host of the disks is stopped or started; that is the business of rollbacks among themselves.
 * "safety": a rollback takes the snapshot of its own disk, while it holds its turn there.
 */
export type Purpose = "snapshot" | "rollback" | "power" | "safety";

export type Waiting = (others: readonly Purpose[], wait: Promise<unknown>) => Promise<unknown>;

interface Turn {
  readonly purpose: Purpose;
  running: boolean;
  readonly over: Promise<void>;
}

export function createTurns(): Turns {
  const taken = new Map<string, Set<Turn>>();
  /** The disks of the snapshots. */
  const unfinished = new Map<string, string>();
  const left = (disks: readonly string[]) =>
    [...unfinished].flatMap(([snapshotId, disk]) => (disks.includes(disk) ? [snapshotId] : []));
  return {
    takesSnapshot: (disks) =>
      left(disks).length > 0 ||
      disks.some((disk) =>
        [...(taken.get(disk) ?? [])].some(
          ({ purpose, running }) => running && (purpose === "snapshot" || purpose === "safety"),
        ),
      ),
    worksOn: (disks) => disks.some((disk) => (taken.get(disk)?.size ?? 0) > 0),
    leave: (disk, snapshotId) => void unfinished.set(snapshotId, disk),
    left,
    ended: (snapshotIds) => snapshotIds.forEach((snapshotId) => unfinished.delete(snapshotId)),

    async during(purpose, disks, work, waiting = (_, wait) => wait) {
      const others = disks.flatMap((disk) => [...(taken.get(disk) ?? [])]);
      const before = others.filter((other) => waitsFor(purpose, other));
      let end = () => {};
      const turn: Turn = { purpose, running: false, over: new Promise((resolve) => (end = resolve)) };
      // Taken before the first pause: whoever comes next stands behind this turn, on all disks at once.
      for (const disk of disks) taken.set(disk, (taken.get(disk) ?? new Set()).add(turn));
      try {
        const over = Promise.all(before.map((other) => other.over));
        if (before.length)
          await waiting(
            before.map((other) => other.purpose),
            over,
          );
        turn.running = true;
        return await work();
      } finally {
        for (const disk of disks) taken.get(disk)?.delete(turn);
        end();
      }
    },
  };
}

/**
 * A rollback changes the power, and takes its safety snapshot, while it holds its own disks: it never waits for
 * work that stands in the queue, perhaps behind itself, but only for what has begun.
 */
function waitsFor(purpose: Purpose, other: Turn): boolean {
  if (purpose === "power")
    return (other.purpose === "snapshot" || other.purpose === "safety") && other.running;
  if (purpose === "safety") return other.purpose === "power" && other.running;
  return purpose === "snapshot" || other.purpose !== "power";
}
