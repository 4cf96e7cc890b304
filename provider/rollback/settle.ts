import { momentWords } from "../lifecycle/duration";
import type { Context } from "../runtime/context";
import type { Properties } from "../runtime/properties";
import { failureWords, lines, LifecycleError, type Report } from "../runtime/lifecycleError";
import { takeTurn } from "../runtime/takeTurn";
import { desiredFor, type Understood } from "./desiredFrom";
import { writeLines } from "./journal/writeLines";
import { finished, rollbackOutputs } from "./model/outputs";
import { released, runOf } from "./model/run";
import {
  isOpen,
  referenceOf,
  targetOf,
  withAbandoned,
  type PendingRollback,
  type RollbackState,
} from "./model/state";
import { releaseHosts } from "./steps/start";
import { momentOf, type Step } from "./steps/step";
import { joinHolders } from "./steps/stop";
import { whatOf } from "./words";

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
  if (!pending || isUnresolved(state)) return state;
  if (stoppedBy(pending).length === 0) return withAbandoned(state);
  const { regionId } = understood.declared;
  return takeTurn(context, "rollback", { regionId, disks: pending.disks.map(referenceOf) }, () =>
    giveBack(abandoned, pending),
  );
}

async function giveBack(
  { context, resourceId, inputs, understood, state }: Abandoned,
  pending: PendingRollback,
): Promise<RollbackState> {
  const { service, declared } = understood;
  const desired = desiredFor(service, declared, targetOf(pending), pending.key);
  let run = runOf(pending, context.cloud.now());
  const step: Step = { context, desired, run: () => run, tell: (change) => void (run = change(run)) };
  try {
    await joinHolders(step);
    const { words, keptOff } = await releaseHosts(step, () => "asFound");
    if (words) context.log[keptOff.length ? "warn" : "info"](words);
    // Another rollback of this process needs it off: the next update gives it back.
    if (keptOff.length) return state;
    run = released(run, []);
  } catch (error) {
    throw new LifecycleError(
      lines({
        truth: `Nothing was sent: the rollback of ${whatOf(pending)} is given up, and what it has stopped is not started yet`,
        details: [failureWords(error, ""), "The next `pulumi up` tries again"],
      }),
      { resourceId, outputs: rollbackOutputs(inputs, { ...state, phase: "start" }) },
    );
  }
  const isDone = isBack(pending);
  const refused = await writeLines(step, { event: isDone ? "released" : "withdrawn" });
  if (refused)
    context.log.warn(
      failureWords(
        refused,
        `That the ${service.hostWord} was given back could not be noted: if somebody stops it now, the next rollback of its disks takes that for the stop of this one, and starts it again.`,
      ),
    );
  if (!isDone) return withAbandoned(state);
  return { ...finished(state, run.pending, momentOf(context), []), rollbackKey: state.rollbackKey };
}

const isUnresolved = ({ pending, open = [] }: RollbackState): boolean =>
  pending !== undefined && (isOpen(pending) || open.some(({ key }) => key === pending.key));

const stoppedBy = ({ hosts }: PendingRollback) =>
  hosts.filter(({ wasRunning, stoppedAt }) => wasRunning && stoppedAt !== undefined);

const isBack = ({ submittedAt, disks }: PendingRollback): boolean =>
  submittedAt !== undefined && disks.every(({ status }) => status === "restored");

/** What preview, the run and a destroy say of it; nothing where it has left nothing behind. */
export function abandonedWords(
  hostWord: string,
  state: RollbackState,
  then: "settled" | "destroyed",
): string | undefined {
  const { pending } = state;
  if (!pending) return undefined;
  const hosts = stoppedBy(pending)
    .map(({ hostId }) => `${hostWord} ${hostId}`)
    .join(", ");
  if (isUnresolved(state)) return lines(openReport(pending, hosts));
  if (!hosts) return undefined;
  const what = `The rollback of ${whatOf(pending)} was cut short before its end: ${hosts}, which it has stopped,`;
  return then === "settled" ? `${what} is started again` : `${what} stays as it is: start it yourself`;
}

function openReport(pending: PendingRollback, hosts: string): Report {
  const saved = pending.safety?.snapshots.map(({ snapshotId }) => snapshotId) ?? [];
  return {
    truth: `The rollback of ${whatOf(pending)} that began at ${momentWords(pending.startedAt)} was cut short, and what the disk holds is not known`,
    details: [
      saved.length
        ? `The disk as it was before that run is saved in the safety snapshot ${saved.join(", ")}`
        : "",
      hosts ? `It has stopped ${hosts}, which stays as it is` : "",
      "To have it finished declare it again; else look at the disk, and start what is to run yourself",
    ],
  };
}
