/**
 * Who may work on a disk: operations of one process that would disturb each other do not overlap. A snapshot
 * being taken is finished before a rollback of its disk begins, and before the disk's host is stopped or started.
 */
export interface Turns {
  /** Waits until nothing that would be disturbed is under way on any of the disks, then runs the work. */
  during<Value>(purpose: Purpose, disks: readonly string[], work: () => Promise<Value>): Promise<Value>;
  /** Whether a snapshot is being taken, or waits to be, on any of the disks. */
  takesSnapshot(disks: readonly string[]): boolean;
}

/**
 * "power": the host of the disks is stopped or started; that is the business of rollbacks among themselves.
 * "safety": a rollback takes the snapshot of its own disk, while it holds its turn there.
 */
export type Purpose = "snapshot" | "rollback" | "power" | "safety";

interface Turn {
  readonly purpose: Purpose;
  running: boolean;
  readonly over: Promise<void>;
}

export function createTurns(): Turns {
  const taken = new Map<string, Set<Turn>>();
  return {
    takesSnapshot: (disks) =>
      disks.some((disk) =>
        [...(taken.get(disk) ?? [])].some(({ purpose }) => purpose === "snapshot" || purpose === "safety"),
      ),

    async during(purpose, disks, work) {
      const others = disks.flatMap((disk) => [...(taken.get(disk) ?? [])]);
      const before = others.filter((other) => waitsFor(purpose, other)).map(({ over }) => over);
      let end = () => {};
      const turn: Turn = { purpose, running: false, over: new Promise((resolve) => (end = resolve)) };
      // Taken before the first pause: whoever comes next stands behind this turn, on all disks at once.
      for (const disk of disks) taken.set(disk, (taken.get(disk) ?? new Set()).add(turn));
      try {
        await Promise.all(before);
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
