import { attemptOf } from "../../lifecycle/journal";
import type { Resumption } from "../../lifecycle/decideResumption";
import type { Sight } from "../../lifecycle/sight";
import { isUnknown } from "../../lifecycle/decideResumption";
import { referenceOf, type DiskResult } from "../../lifecycle/rollbackState";
import { failureWords } from "../lifecycleError";
import { takeTurn } from "../takeTurn";
import { beforeSubmit } from "./beforeSubmit";
import { conclude } from "./conclude";
import { needVerdict } from "./dryRun";
import { goingOn } from "./goingOn";
import { settleLeft } from "./hostSnapshots";
import { outlookOf, type Outlook } from "./outlook";
import { readJournal } from "./marks";
import { savedAt } from "./preflight";
import { holdAsRecorded } from "./power";
import { awaitRestored, truth } from "./restore";
import { doubtReport, refusalReport } from "./resumeWords";
import { movesOf, now, runRollback, type Run, type RunRequest } from "./run";
import { submit } from "./submit";
import { asItWas } from "./takeUp";
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
  const disks = cut.disks.map(referenceOf);
  return takeTurn(context, "rollback", { regionId: wish.regionId, disks }, async () => {
    const asked = goingOn(request, cut, { saved: false, notedBefore: cut });
    const outlook = await lookedInto(asked);
    const { resumption, sight, sending } = outlook;
    const looked = sight ?? sending?.sight;
    const found = { ...asked, pending: { ...cut, disks: [...outlook.disks] } };
    if (resumption.kind === "ask") throw new Unfinished(found, doubtReport(found, resumption, sight));
    if (sending?.obstacles.length) throw new Unfinished(found, refusalReport(found, resumption, sending));
    const unwritten = resumption.doubt === "unwritten" || resumption.doubt === "recognised";
    return finish(
      {
        ...found,
        wish: outlook.isDone ? asItWas(wish) : wish,
        saved: outlook.saved,
        unwritten,
        // The snapshots of the disks that are not sent again keep it, too.
        intentElsewhere:
          looked !== undefined &&
          (savedAt(looked.entries, cut.startedAt) !== undefined ||
            isNotedOn(wish.key, resumption.settled, looked, cut.startedAt)),
        foundRunning: (looked?.hosts ?? []).flatMap(({ hostId, state }) =>
          state === "running" ? [hostId] : [],
        ),
        startedAt: Object.fromEntries(
          looked?.hosts.map(({ hostId, startedAt }) => [hostId, startedAt]) ?? [],
        ),
        movedAt: looked ? movesOf(looked) : {},
        // Another request than the one of then: the journal must tell the two apart, and with its token the cloud
        // would only repeat its answer.
        pending: {
          ...cut,
          safety: outlook.safety,
          hosts: outlook.hosts,
          startedAt: unwritten ? cut.startedAt : now(context),
          attempt: attemptOf(context.random),
        },
      },
      resumption,
    );
  });
}

const isNotedOn = (
  key: string,
  disks: readonly DiskResult[],
  { points, hosts }: Sight,
  began: string,
): boolean =>
  points.some(
    ({ snapshot, snapshotId }) =>
      snapshot !== undefined &&
      disks.some((disk) => disk.snapshotId === snapshotId) &&
      readJournal(key, [snapshot], hosts).some(({ at }) => at === began),
  );

async function lookedInto(run: Run): Promise<Outlook> {
  try {
    await settleLeft(run.context, run.wish, run.pending.disks.map(referenceOf));
    const outlook = await outlookOf(run);
    needVerdicts(outlook);
    return outlook;
  } catch (error) {
    throw new Unfinished(run, {
      truth: `What became of ${run.wish.what} could not be looked into. Nothing was sent`,
      details: [failureWords(error, "")],
    });
  }
}

/** Of what is sent again, or asked about: the cloud may know that it is under way. */
function needVerdicts({ resumption, sight, sending }: Outlook): void {
  if (sending) needVerdict(sending);
  if (sight && (sending || resumption.kind === "ask"))
    needVerdict({ sight, obstacles: sending?.obstacles ?? [] });
}

/** Sends again what is to be, and waits for all. */
async function finish(run: Run, { settled, sent }: Extract<Resumption, { kind: "goOn" }>): Promise<object> {
  if (sent.length === 0) {
    const startedAt = run.state.pending?.startedAt ?? run.pending.startedAt;
    const waiting: Run = { ...run, pending: { ...run.pending, startedAt, disks: [...settled] } };
    await holdAsRecorded(waiting);
    await awaitRestored(waiting);
    return conclude(waiting);
  }
  const left: Run = {
    ...run,
    pending: {
      ...run.pending,
      submittedAt: undefined,
      ...(sent.some(isUnknown)
        ? { mayHaveRun: true, mayHaveRunAt: beganAt(run) }
        : { mayHaveRun: undefined }),
      disks: [...sent],
    },
  };
  await keepingBoth(left, settled, async () => {
    await beforeSubmit(left);
    await submit(left);
  });
  left.pending = { ...left.pending, disks: [...settled, ...left.pending.disks] };
  await awaitRestored(left);
  return conclude(left);
}

/** Of the attempt that may have run: a retry that is wished for begins at another moment. */
const beganAt = ({ state: { pending } }: Run): string | undefined =>
  pending?.mayHaveRunAt ?? pending?.startedAt;

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
    // What this attempt has saved is no way back from the one that may have run.
    const { submittedAt: sent, mayHaveRun } = left.pending;
    const safety = mayHaveRun && sent === undefined ? left.state.pending?.safety : undefined;
    left.pending = {
      ...left.pending,
      safety: safety ?? left.pending.safety,
      submittedAt: sent ?? submittedAt,
      disks: [...settled, ...left.pending.disks],
    };
    const { truth: first, details } =
      error instanceof Unfinished ? error.report : { truth: failureWords(error, ""), details: [] };
    const mixed = { truth: `${truth(left.pending.disks)}.`, details: [first, ...details] };
    throw new Unfinished(left, settled.length ? mixed : { truth: first, details });
  }
}
