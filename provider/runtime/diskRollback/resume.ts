import { diskKey, type HostFacts } from "../../lifecycle/facts";
import { momentWords } from "../../lifecycle/duration";
import { referenceOf, type DiskResult } from "../../lifecycle/rollbackState";
import { failureWords, LifecycleError, type Report } from "../lifecycleError";
import { lockKeys } from "../lockKeys";
import { beforeSubmit } from "./beforeSubmit";
import { conclude } from "./conclude";
import { lookAgain } from "./contended";
import { holdAsRecorded } from "./power";
import { isChanging, ranSince, tokenIsRemembered, type Sight } from "../../lifecycle/sight";
import { awaitRestored, otherSigns, truth } from "./restore";
import { movesOf, now, runRollback, type Run, type RunRequest } from "./run";
import { waitStopped } from "./stopped";
import { submit } from "./submit";
import { Unfinished } from "./unfinished";

/**
 * Goes on with a run whose request may have reached the cloud. A disk whose rollback was accepted is waited for,
 * one that was refused is sent again. Of one whose answer was lost the disk is asked; what it does not tell, the
 * user must: sending the request again would throw away what was written since.
 */
export async function resumeRollback(request: RunRequest): Promise<object> {
  const { context, wish, state } = request;
  const cut = state.pending;
  if (!cut) return runRollback(request);
  const disks = lockKeys(context, wish.regionId, cut.disks.map(referenceOf));
  return context.turns.during("rollback", disks, async () => {
    const asked: Run = {
      ...request,
      resumed: true,
      saved: false,
      unsettled: [],
      open: false,
      startedAt: {},
      movedAt: {},
      notedOnSources: true,
      noted: undefined,
      notedBefore: cut,
      known: undefined,
      seenBefore: undefined,
      pending: cut,
    };
    const traces = await lookInto(asked);
    const run: Run = {
      ...asked,
      saved: traces.saved,
      startedAt: Object.fromEntries(traces.hosts.map((host) => [host.hostId, host.startedAt])),
      movedAt: traces.movedAt,
      pending: { ...cut, disks: traces.disks },
    };
    const unknown = run.pending.disks.filter(isUnknown);
    const { onInterrupted } = wish.policy;
    // Sending it again leaves the same behind, whether it has run or not.
    if (traces.again && onInterrupted !== "assumeDone") return finish(run, isUnknown);
    if (unknown.length && onInterrupted === "ask") {
      const { truth: question, details } = askReport(run, unknown);
      const stopped = waitStopped(run, traces.hosts);
      throw new Unfinished(run, { truth: question, details: [stopped, ...details] });
    }
    if (unknown.length && onInterrupted === "assumeDone") assumeDone(run);
    if (unknown.length && onInterrupted === "retry")
      // Another request than the one that may have run: with its token the cloud would only repeat its answer.
      run.pending = { ...run.pending, startedAt: now(context), disks: run.pending.disks.map(withoutReceipt) };
    return finish(run, isUnknown);
  });
}

const withoutReceipt = (disk: DiskResult): DiskResult => ({ ...disk, receiptBefore: undefined });

/** Whether the request for the disk has run nobody knows, until another request for it is answered. */
const isUnknown = ({ status }: DiskResult): boolean => status === "unknown";

interface Traces {
  readonly disks: DiskResult[];
  readonly hosts: readonly HostFacts[];
  readonly movedAt: Run["movedAt"];
  /** Sending it again loses nothing: no host has run since the request, or the cloud recognises it. */
  readonly again: boolean;
  /** What was saved before is still the present. */
  readonly saved: boolean;
}

/** What the disks and the hosts tell of requests whose answer was lost. */
async function lookInto(run: Run): Promise<Traces> {
  const { wish, pending } = run;
  if (!pending.disks.some(isUnknown))
    return { disks: pending.disks, hosts: [], movedAt: {}, again: false, saved: false };
  try {
    const { sight } = await lookAgain(run);
    const ran = ranSince(sight, pending.submittedAt ?? pending.startedAt);
    const stopped = !sight.unseenHosts.length && sight.hosts.every(({ state }) => state === "stopped");
    const recognised =
      wish.service.rollbackToken && ran !== true && tokenIsRemembered(sight.now, pending.startedAt);
    const disks = await Promise.all(pending.disks.map((disk) => traced(run, disk, sight)));
    return {
      disks,
      hosts: sight.hosts,
      movedAt: movesOf(sight),
      again: stopped && (recognised || ran === false),
      saved: ran === false && isSaved(run, sight),
    };
  } catch (error) {
    throw new Unfinished(run, {
      truth: `What became of ${wish.what} could not be looked into. Nothing was sent`,
      details: [failureWords(error, "")],
    });
  }
}

/** Every safety snapshot of the attempt before is there. */
function isSaved({ pending: { safety } }: Run, { points }: Sight): boolean {
  const complete = new Set(
    points.flatMap(({ own }) =>
      own.filter(({ status }) => status === "accomplished").map(({ snapshotId }) => snapshotId),
    ),
  );
  return safety !== undefined && safety.snapshots.every(({ snapshotId }) => complete.has(snapshotId));
}

/** A disk that is seen changing, or a receipt, tells that the request has arrived. */
async function traced(run: Run, disk: DiskResult, { points }: Sight): Promise<DiskResult> {
  const point = points.find(({ reference }) => diskKey(reference) === diskKey(referenceOf(disk)));
  if (!isUnknown(disk) || !point?.disk) return disk;
  const signs = await otherSigns(run, disk, point.disk);
  const arrived = isChanging(point) || signs.restoring || signs.receipt;
  return arrived ? { ...disk, status: "submitted" } : disk;
}

/** Sends again what was refused and what is chosen, and waits for all. */
async function finish(run: Run, again: (disk: DiskResult) => boolean): Promise<object> {
  const refused = run.pending.disks.filter(
    (disk) => disk.status === "failed" || disk.status === "untouched" || again(disk),
  );
  if (refused.length === 0) {
    await holdAsRecorded(run);
    await awaitRestored(run);
    return conclude(run);
  }
  const settled = run.pending.disks.filter((disk) => !refused.includes(disk));
  const left: Run = {
    ...run,
    pending: {
      ...run.pending,
      submittedAt: undefined,
      mayHaveRun: refused.some(isUnknown) || undefined,
      disks: refused,
    },
  };
  await keepingBoth(left, settled, async () => {
    refuseSwitchedOff(left);
    await beforeSubmit(left);
    await submit(left);
  });
  left.pending = { ...left.pending, disks: [...settled, ...left.pending.disks] };
  await awaitRestored(left);
  return conclude(left);
}

/** Before anything is stopped or saved for it. */
function refuseSwitchedOff({ context }: Run): void {
  if (context.killSwitch !== undefined)
    throw new LifecycleError(
      `Nothing was sent now: rollbacks are switched off by ${context.killSwitch}. Take that out to allow them`,
    );
}

/** A failure among the disks that are sent again must not forget the others. */
async function keepingBoth(
  left: Run,
  settled: readonly DiskResult[],
  work: () => Promise<void>,
): Promise<void> {
  const submittedAt = left.state.pending?.submittedAt;
  try {
    await work();
  } catch (error) {
    left.pending = {
      ...left.pending,
      submittedAt: left.pending.submittedAt ?? submittedAt,
      disks: [...settled, ...left.pending.disks],
    };
    const { truth: first, details } =
      error instanceof Unfinished ? error.report : { truth: failureWords(error, ""), details: [] };
    const mixed = { truth: `${truth(left.pending.disks)}.`, details: [first, ...details] };
    throw new Unfinished(left, settled.length ? mixed : { truth: first, details });
  }
}

function assumeDone(run: Run): void {
  const disks = run.pending.disks.map((disk): DiskResult =>
    isUnknown(disk) ? { ...disk, status: "restored" } : disk,
  );
  run.pending = { ...run.pending, disks };
}

function askReport({ wish, pending }: Run, unknown: readonly DiskResult[]): Report {
  const names = unknown.map((disk) => diskKey(referenceOf(disk))).join(", ");
  const said = unknown
    .map(({ errorMessage }) => errorMessage)
    .filter(Boolean)
    .join(" ");
  return {
    truth: `The rollback of ${wish.what} was sent at ${momentWords(pending.submittedAt ?? pending.startedAt)} and it is not known whether it ran on ${names}. Nothing was sent now`,
    details: [
      said && `What came back then: ${said}`,
      `Look at the disk. If it holds the snapshot's content, set onInterrupted: "assumeDone"; if not, "retry" rolls back again and loses what was written since`,
    ],
  };
}
