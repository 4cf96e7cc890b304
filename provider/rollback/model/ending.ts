import type { Attempt } from "./attempt";
import { nameText } from "./marks";
import { adopted, finished, hostOutputs, safetyOf, undoOf } from "./outputs";
import type { Run } from "./run";
import {
  attemptOf,
  isOpen,
  withAbandoned,
  withEnded,
  type PendingRollback,
  type RollbackPhase,
  type RollbackState,
} from "./state";

/** What the state keeps of a run that has come to its end: all its disks are back. */
export function afterDone(
  state: RollbackState,
  run: Run,
  {
    by,
    attempts,
    at,
  }: { readonly by: Attempt | undefined; readonly attempts: readonly Attempt[]; readonly at: string },
): RollbackState & { readonly phase: "done" } {
  const { pending } = run;
  const phases = pending.phases.map((one) => ({ ...one, finishedAt: one.finishedAt ?? at }));
  const disks = pending.disks.map((disk) => ({ ...disk, status: "restored" as const }));
  const safety = (run.sent ? undefined : safetyOf(by, disks)) ?? pending.safety;
  return finished(
    givenUp(state, pending.key),
    { ...pending, safety, disks, phases },
    at,
    namesOf(attempts, pending.key),
  );
}

/** Attempts of this very rollback: of another one the state does not know what became of it. */
const namesOf = (attempts: readonly Attempt[], key: string): string[] =>
  attempts.flatMap((one) => (one.key === key ? [one.attempt] : []));

/** And of one that has only recorded what another attempt has done. */
export function afterAdoption(
  state: RollbackState,
  run: Run,
  {
    by,
    attempts,
    at,
    applied,
  }: {
    readonly by: Attempt | undefined;
    readonly attempts: readonly Attempt[];
    readonly at: string;
    readonly applied: string | undefined;
  },
): RollbackState & { readonly phase: "adopted" } {
  const { pending } = run;
  // What this run has saved itself may hold what the other one has brought back.
  const safety = safetyOf(by, pending.disks) ?? pending.safety;
  return {
    ...adopted(givenUp(state, pending.key), {
      ...{ key: pending.key, at, applied },
      ended: [...namesOf(attempts, pending.key), pending.attempt],
    }),
    ...(safety ? undoOf({ ...pending, safety }) : {}),
  };
}

/** What was cut short before and is not what is declared now is given up. */
function givenUp(state: RollbackState, key: string): RollbackState {
  const { pending } = state;
  if (!pending) return state;
  if (pending.key !== key) return withAbandoned(state);
  return { ...state, pending: undefined, ended: withEnded(state, [pending.attempt]) };
}

/** What it keeps of a run that has failed, or asks; nothing of one that has changed nothing: the next one begins anew. */
export function afterFailure(
  state: RollbackState,
  run: Run,
  doubts: readonly Attempt[],
): (RollbackState & { readonly phase: RollbackPhase }) | undefined {
  const { pending } = run;
  const elsewhere = state.pending && state.pending.key !== pending.key ? state.pending : undefined;
  // One that has sent nothing leaves the question of another one open, and what that one has saved and stopped.
  if (elsewhere && isOpen(elsewhere) && pending.submittedAt === undefined && doubts.length === 0)
    return { ...state, ended: withEnded(state, [pending.attempt]), phase: elsewhere.phase };
  if (!leavesSomething(state, run, doubts)) return undefined;
  const before = retired(
    elsewhere ? withAbandoned(state) : { ...state, pending: undefined },
    state,
    run,
    doubts,
  );
  return {
    ...before,
    phase: pending.phase,
    pending,
    conflict: conflictOf(run) ?? before.conflict,
    disks: pending.disks,
    ...undoOfUnfinished(before, pending, doubts),
    ...hostOutputs(pending),
  };
}

/** What this resource knew of earlier attempts: those that may have run stay open, the others have ended. */
function retired(
  state: RollbackState,
  { pending: last }: RollbackState,
  { pending }: Run,
  doubts: readonly Attempt[],
): RollbackState {
  const own = last?.key === pending.key && last.attempt !== pending.attempt ? last : undefined;
  const open = [...(state.open ?? []), ...doubts, ...(own && isOpen(own) ? [attemptOf(own)] : [])];
  const byName = new Map(open.map((one) => [nameText(one), one]));
  return {
    ...state,
    open: byName.size ? [...byName.values()] : undefined,
    ended: own && !isOpen(own) ? withEnded(state, [own.attempt]) : state.ended,
  };
}

/** What one has saved that has sent nothing is no way back from the one that is done, or from one that may have run. */
function undoOfUnfinished(state: RollbackState, pending: PendingRollback, [doubt]: readonly Attempt[]) {
  const sent = pending.submittedAt !== undefined;
  const safety = !sent && doubt ? safetyOf(doubt, pending.disks) : pending.safety;
  const counts = sent || doubt !== undefined || state.lastRollback === undefined;
  return safety && counts ? undoOf({ ...pending, safety }) : {};
}

const conflictOf = ({ failure, pending }: Run): RollbackState["conflict"] => {
  const rival = failure?.kind === "conflict" ? failure.rival : undefined;
  if (!rival || rival.key === pending.key) return undefined;
  const snapshotIds = rival.disks.flatMap(({ snapshotId }) => snapshotId ?? []);
  return { key: pending.key, rivalKey: rival.key, at: rival.at, snapshotIds };
};

/**
 * One that has asked for a safety snapshot, or left a host stopped, must be remembered: where the cloud takes no lines (ecd),
 * only the state can tell that nothing was sent, and whose stop it was.
 */
const leavesSomething = (
  state: RollbackState,
  { pending, failure }: Run,
  doubts: readonly Attempt[],
): boolean =>
  state.pending?.key === pending.key ||
  pending.submittedAt !== undefined ||
  doubts.length > 0 ||
  pending.safety !== undefined ||
  (failure?.kind === "conflict" && failure.rival !== undefined) ||
  pending.phases.some(({ phase }) => phase === "safetySnapshot") ||
  pending.hosts.some(({ wasRunning, stoppedAt }) => wasRunning && stoppedAt !== undefined);
