/**
 * Who may work on a disk: operations of one process on the same disk do not overlap, so that a snapshot being
 * taken is finished before a rollback of its disk begins.
 */
export interface Turns {
  /** Waits until none of the disks is in use, then runs the work with all of them in use. */
  during<Value>(purpose: Purpose, disks: readonly string[], work: () => Promise<Value>): Promise<Value>;
  /** Waits until no work for this purpose is under way on any of the disks. */
  idle(purpose: Purpose, disks: readonly string[]): Promise<void>;
}

export type Purpose = "snapshot" | "rollback";

interface Turn {
  readonly purpose: Purpose;
  readonly over: Promise<void>;
}

export function createTurns(): Turns {
  const taken = new Map<string, Set<Turn>>();
  const on = (disks: readonly string[]) => disks.flatMap((disk) => [...(taken.get(disk) ?? [])]);

  return {
    async during(purpose, disks, work) {
      const before = on(disks).map(({ over }) => over);
      let end = () => {};
      const turn: Turn = { purpose, over: new Promise((resolve) => (end = resolve)) };
      // Taken before the first pause: whoever comes next stands behind this turn, on all disks at once.
      for (const disk of disks) taken.set(disk, (taken.get(disk) ?? new Set()).add(turn));
      try {
        await Promise.all(before);
        return await work();
      } finally {
        for (const disk of disks) taken.get(disk)?.delete(turn);
        end();
      }
    },

    async idle(purpose, disks) {
      await Promise.all(
        on(disks)
          .filter((turn) => turn.purpose === purpose)
          .map(({ over }) => over),
      );
    },
  };
}
