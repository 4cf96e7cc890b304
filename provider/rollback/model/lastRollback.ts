import { aimOf } from "./aim";
import { eventOn, type Attempt } from "./attempt";
import { isBack, sentNothing, type AttemptEvent } from "./events";
import type { LastRollback } from "./observed";
import type { FinishedRollback } from "./state";

/** What tells of the rollbacks of some disks. */
export interface Told {
  /** Of whatever rollback, whoever ran it. */
  readonly attempts: readonly Attempt[];
  /** The rollbacks that this lever has run itself: the journal may have lost them. */
  readonly history: readonly FinishedRollback[];
  /** The snapshots of the disk that are there. */
  readonly snapshotIds: readonly string[];
}

/**
 * The disk's last rollback, whoever ran it. One that this lever was cut short in is none: the plan tells of that where it
 * says how the run goes on.
 */
export function lastRollbackOf(key: string, disk: string, told: Told): LastRollback | undefined {
  const { attempts, history, snapshotIds } = told;
  const known = history.map((one) => ({ ...one, ...goalOf(one, snapshotIds) }));
  const noted = attempts.flatMap((attempt): LastRollback[] => {
    if (!isOn(attempt, disk)) return [];
    const event = eventOn(attempt, disk);
    // The last line of an attempt may be lost, where the lever itself knows how it ended.
    const own = known.find((one) => isOf(attempt, one));
    const end = own ? "done" : endOf(event);
    if (sentNothing(event) || (attempt.key === key && end !== "done")) return [];
    const aimed = snapshotIds.find((id) => aimOf(id) === attempt.aim);
    const to = targetOn(attempt, disk) ?? own?.to ?? aimed;
    // One that has only started what an earlier one has stopped has saved nothing: the way back is that one's.
    const savedBy = [attempt, ...attempts.filter((one) => one.key === attempt.key).reverse()];
    const saved = savedBy.map((one) => savedOn(one, disk)).find((id) => id !== undefined) ?? own?.saved;
    return [{ at: attempt.at, to, end, saved }];
  });
  const kept = known
    .filter((one) => !attempts.some((attempt) => isOn(attempt, disk) && isOf(attempt, one)))
    .map(({ startedAt, to, saved }): LastRollback => ({ at: startedAt, to, end: "done", saved }));
  return [...noted, ...kept].sort((one, other) => one.at.localeCompare(other.at)).at(-1);
}

/** What it went back to, and its way back as far as that is there. */
function goalOf(
  { snapshotId, snapshotGroupId, undoSnapshotId, undoSnapshotGroupId }: FinishedRollback,
  present: readonly string[],
): Pick<LastRollback, "to" | "saved"> {
  const isThere = undoSnapshotId !== undefined && present.includes(undoSnapshotId);
  return { to: snapshotGroupId ?? snapshotId, saved: isThere ? undoSnapshotId : undoSnapshotGroupId };
}

const isOn = ({ disks, safety, silent }: Attempt, disk: string): boolean =>
  (silent ? safety : disks).some((one) => one.disk === disk);

const targetOn = ({ disks }: Attempt, disk: string): string | undefined =>
  disks.find((one) => one.disk === disk)?.snapshotId;

function savedOn({ safety }: Attempt, disk: string): string | undefined {
  const saved = safety.find((one) => one.disk === disk && one.status === "accomplished");
  return saved?.snapshotGroupId ?? saved?.snapshotId;
}

function endOf(event: AttemptEvent): LastRollback["end"] {
  if (isBack(event)) return "done";
  return event === "accepted" ? "accepted" : "unknown";
}

/** The attempt was of that rollback: it began before it ended. */
const isOf = ({ key, at }: Attempt, one: FinishedRollback): boolean =>
  key === one.key && at <= one.finishedAt;
