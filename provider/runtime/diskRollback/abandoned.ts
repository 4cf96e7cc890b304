import { goalProperties, goalWords } from "../../lifecycle/goal";
import {
  goalOf,
  isOpen,
  referenceOf,
  withAbandoned,
  type PendingRollback,
  type RollbackState,
} from "../../lifecycle/rollbackState";
import type { Context } from "../context";
import type { HostFacts } from "../../lifecycle/facts";
import { stopOf } from "../../lifecycle/foundHost";
import { hostRanSince, type Moment } from "../../lifecycle/sight";
import { finished } from "../../lifecycle/rollbackOutputs";
import { failureWords, lines, type Report } from "../lifecycleError";
import type { Properties } from "../lifecycle";
import { takeTurn } from "../takeTurn";
import { noteGivenBack, noteSettled } from "./journal";
import { holdAsRecorded, releaseHosts } from "./power";
import { goingOn } from "./goingOn";
import { enter, now, type Run } from "./run";
import { Unfinished } from "./unfinished";
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
 * What it has left behind. One that has sent nothing, or whose disks are back, is given up, and the hosts that it has
 * stopped are started. Of one that may have run nobody knows what the disks hold: they stay off, and that is said.
 */
export async function settleAbandoned(abandoned: Abandoned): Promise<RollbackState> {
  const { context, understood, state } = abandoned;
  const { pending } = state;
  if (!pending || isOpen(pending)) return state;
  if (stoppedBy(pending).length === 0) return withAbandoned(state);
  const { regionId } = understood.declared;
  return takeTurn(context, "rollback", { regionId, disks: pending.disks.map(referenceOf) }, async () => {
    const run = runOf(abandoned, pending);
    enter(run, "start");
    try {
      await keepOwnStops(run);
      await holdAsRecorded(run);
      const { words, keptOff } = await releaseHosts(run, "asFound");
      if (words) context.log[keptOff ? "warn" : "info"](words);
      // Another rollback of this process needs it off: the next update gives it back.
      if (keptOff) return state;
    } catch (error) {
      const truth = `Nothing was sent: the rollback of ${run.wish.what} is given up, and what it has stopped is not started yet`;
      throw new Unfinished(run, {
        truth,
        details: [failureWords(error, ""), "The next `pulumi up` tries again"],
      });
    }
    if (!isBack(pending)) {
      const unnoted = await noteGivenBack(run);
      if (unnoted) context.log.warn(unnoted);
      return withAbandoned(state);
    }
    await noteSettled(run);
    return { ...finished(state, run.pending, now(context)), rollbackKey: state.rollbackKey };
  });
}

const stoppedBy = ({ hosts }: PendingRollback) =>
  hosts.filter(({ wasRunning, stoppedAt }) => wasRunning && stoppedAt !== undefined);

const isBack = ({ submittedAt, disks }: PendingRollback): boolean =>
  submittedAt !== undefined && disks.every(({ status }) => status === "restored");

/** Who has started a host since, and stopped it again, wants it so. */
async function keepOwnStops(run: Run): Promise<void> {
  const { context, wish, pending } = run;
  const hosts = await Promise.all(
    pending.hosts.map(async (host) => {
      const found = await context.reads.host(wish.service, wish.regionId, host.hostId);
      const { stoppedAt } = host;
      const ran = !found || stoppedAt === undefined || ranAfter(found, stopOf({ ...host, stoppedAt }));
      return ran ? { ...host, stoppedAt: undefined } : host;
    }),
  );
  run.pending = { ...run.pending, hosts };
}

/** One that is still stopping has not. */
const ranAfter = (host: HostFacts, stop: Moment): boolean =>
  host.state === "running" || (host.state === "stopped" && hostRanSince(host, stop) === true);

/** What preview, the run and a destroy say of it; nothing where it has left nothing behind. */
export function abandonedWords(
  hostWord: string,
  { pending }: RollbackState,
  then: "settled" | "destroyed",
): string | undefined {
  if (!pending) return undefined;
  const hosts = stoppedBy(pending)
    .map(({ hostId }) => `${hostWord} ${hostId}`)
    .join(", ");
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

const runOf = (
  { context, resourceId, inputs, understood, state }: Abandoned,
  pending: PendingRollback,
): Run =>
  goingOn({ context, resourceId, inputs, state, wish: wishOf(understood, pending) }, pending, {
    saved: true,
    notedBefore: pending,
  });

function wishOf({ service, declared: { regionId, policy } }: Understood, pending: PendingRollback): Wish {
  const goal = goalOf(pending);
  const properties = goalProperties(goal, service.name);
  return {
    ...{ service, regionId, goal, policy, key: pending.key, what: goalWords(goal) },
    words: { properties, where: `${service.name}, ${regionId}`, hostWord: service.hostWord },
  };
}
