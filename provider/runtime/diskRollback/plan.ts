import { CloudError, type ErrorKind } from "../../client";
import type { HostFacts } from "../../lifecycle/facts";
import type { Obstacle } from "../../lifecycle/obstacles";
import { planWords } from "../../lifecycle/planWords";
import type { Point } from "../../lifecycle/inputs/diskRollback";
import { referenceOf, type RollbackState } from "../../lifecycle/rollbackState";
import type { Context } from "../context";
import { lines } from "../lifecycleError";
import { nextStep } from "./nextStep";
import { needGoal, needSnapshots } from "./needed";
import { look, preflight, remembered, saysNothing } from "./preflight";
import { wantedAtFirst, withoutRoom } from "./safetyRoom";
import { savedBy } from "./takeUp";
import type { Wish } from "./wish";
import { askReport, stepWords } from "./words";

/**
 * The preview of a rollback that would run: its plan, among the resource's diagnostics, and its obstacles.
 * Where the cloud cannot be asked, preview says that the plan is unchecked and goes on.
 */
export async function preview(
  context: Context,
  wish: Wish,
  state: RollbackState,
): Promise<readonly Obstacle[]> {
  needGoal(context, wish.goal);
  try {
    const again = sentAgain(wish, state);
    const seen = again.length
      ? await look(context, wish, again, [], remembered(wish, state))
      : await preflight(context, wish, state);
    const { sight } = seen;
    needSnapshots(context, sight.points);
    const step = again.length ? "first" : nextStep(wish, sight, state);
    if (step === "ask") {
      context.log.warn(lines(askReport(wish, sight)));
      return [];
    }
    if (step === "adopt" || step === "await") {
      context.log.info(stepWords[step](wish, sight));
      return [];
    }
    // A run cut short looks itself whether what it has saved is still the present, before it stops a host.
    const saved = again.length ? sight.hosts.every(isStopped) : step === "again" && savedBy(wish, sight);
    const wanted = wantedAtFirst(sight, again.length > 0 || step === "again");
    const obstacles = saved
      ? seen.obstacles
      : [...seen.obstacles, ...(await withoutRoom(context, wish, wanted))];
    if (obstacles.length === 0)
      context.log.info(planWords(wish.policy, sight, wish.service.hostWord, seen.cloudAgrees));
    return obstacles;
  } catch (error) {
    if (!(error instanceof CloudError) || !cannotRead.has(error.kind)) throw error;
    context.log.warn(`Plan unchecked for ${wish.what}, because ${error.message} ${error.next}`);
    return [];
  }
}

const isStopped = ({ state }: HostFacts): boolean => state === "stopped";

/**
 * Disks of a run cut short after its request that are sent again: those that the cloud has refused, and, where
 * the user says so, those of which nobody knows. The others of that run are waited for, or are back.
 */
export function sentAgain(wish: Wish, { pending }: RollbackState): Point[] {
  if (pending?.key !== wish.key || pending.submittedAt === undefined) return [];
  return pending.disks
    .filter(
      ({ status }) =>
        status === "failed" ||
        status === "untouched" ||
        (status === "unknown" && wish.policy.onInterrupted === "retry"),
    )
    .map((disk) => ({ disk: referenceOf(disk), snapshotId: disk.snapshotId }));
}

/** The caller may roll back and not read: that is for the run itself to find out. */
const cannotRead: ReadonlySet<ErrorKind> = new Set<ErrorKind>([...saysNothing, "denied"]);
