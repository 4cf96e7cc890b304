import { goalProperties, goalWords } from "../../lifecycle/goal";
import {
  goalOf,
  isOpen,
  withAbandoned,
  type PendingRollback,
  type RollbackState,
} from "../../lifecycle/rollbackState";
import type { Context } from "../context";
import { failureWords, lines, type Report } from "../lifecycleError";
import type { Properties } from "../lifecycle";
import { holdAsRecorded, releaseHosts } from "./power";
import type { Run } from "./run";
import type { Understood, Wish } from "./wish";

/** A run that was cut short, and whose rollback is not what is declared now. */
export interface Abandoned {
  readonly context: Context;
  readonly resourceId: string;
  readonly inputs: Properties;
  readonly understood: Understood;
  readonly state: RollbackState;
}

/**
 * What it has left behind. One that has sent nothing is given up, and the hosts that it has stopped are started. Of
 * one that may have run nobody knows what the disks hold: they stay off, and that is said.
 */
export async function settleAbandoned(abandoned: Abandoned): Promise<RollbackState> {
  const { state } = abandoned;
  const { pending } = state;
  if (!pending || isOpen(pending)) return state;
  const run = runOf(abandoned, pending);
  await holdAsRecorded(run);
  try {
    const { words } = await releaseHosts(run, "asFound");
    if (words) abandoned.context.log.info(words);
  } catch (error) {
    abandoned.context.log.warn(failureWords(error, ""));
  }
  return withAbandoned(state);
}

/** What preview, the run and a destroy say of it; nothing where it has left nothing behind. */
export function abandonedWords(
  hostWord: string,
  { pending }: RollbackState,
  then: "settled" | "destroyed",
): string | undefined {
  if (!pending) return undefined;
  const off = pending.hosts.filter(({ wasRunning, stoppedAt }) => wasRunning && stoppedAt !== undefined);
  const hosts = off.map(({ hostId }) => `${hostWord} ${hostId}`).join(", ");
  if (isOpen(pending)) return lines(openReport(pending, hosts));
  if (!hosts) return undefined;
  const what = `The rollback of ${goalWords(goalOf(pending))} was cut short before its end: ${hosts}, which it has stopped,`;
  return then === "settled" ? `${what} is started again` : `${what} stays as it is: start it yourself`;
}

function openReport(pending: PendingRollback, hosts: string): Report {
  const saved = pending.safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [];
  return {
    truth: `The rollback of ${goalWords(goalOf(pending))} was cut short, and what the disk holds is not known`,
    details: [
      saved.length ? `The present of then was saved in the safety snapshot ${saved.join(", ")}` : "",
      hosts ? `It has stopped ${hosts}, which stays as it is` : "",
      "To have it finished declare it again; else look at the disk, and start what is to run yourself",
    ],
  };
}

function runOf({ context, resourceId, inputs, understood, state }: Abandoned, pending: PendingRollback): Run {
  return {
    ...{ context, resourceId, inputs, state, pending, wish: wishOf(understood, pending) },
    ...{ resumed: true, saved: true, open: false, unsettled: [], startedAt: {}, known: undefined },
    ...{ notedOnSources: true, noted: undefined, notedBefore: pending },
  };
}

function wishOf({ service, declared: { regionId, policy } }: Understood, pending: PendingRollback): Wish {
  const goal = goalOf(pending);
  const properties = goalProperties(goal, service.name);
  return {
    ...{ service, regionId, goal, policy, key: pending.key, what: goalWords(goal) },
    words: { properties, where: `${service.name}, ${regionId}`, hostWord: service.hostWord },
  };
}
