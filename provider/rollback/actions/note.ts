import { CloudError } from "../../client";
import { diskKey } from "../../lifecycle/facts";
import { noReceipt } from "../../lifecycle/receipt";
import { beginChanging, enter } from "./begun";
import type { Reconciler } from "../begin";
import { removeLines } from "../journal/removeLines";
import { writeLines } from "../journal/writeLines";
import { runsAgain } from "../memory";
import type { Action } from "../model/action";
import { nameOfPoint } from "../model/observed";
import { doubtsOn } from "../model/standing";
import { referenceOf } from "../model/state";
import { momentOf } from "../steps/step";
import * as record from "../model/run";

/** Writes this run's line into the cloud, and what follows where that fails. */
export async function note(reconciler: Reconciler, action: Extract<Action, { do: "note" }>): Promise<void> {
  const { context, desired, run, tell } = reconciler;
  const { event } = action;
  if (event === "stopping") {
    enter(reconciler, "stop");
    for (const { hostId, state, startedAt } of reconciler.observed().hosts)
      if (state === "running" && !isKnownStop(run(), hostId, startedAt))
        tell((now) => record.hostFound(now, { hostId, wasRunning: true, stoppedAt: undefined, startedAt }));
  }
  await beginChanging(reconciler);
  if (event === "sending") tell((now) => keepReceipts(reconciler, now));
  const { unnoted, warned: wasUnnoted } = run();
  const refused = unnoted ? undefined : await written(reconciler, action);
  // A line that stands there says that nothing was sent: then it must say more before something is.
  if (refused && event === "sending" && run().written) throw refused;
  tell((now) => record.noted(now, { ...action, at: momentOf(context) }, refused !== undefined));
  if (event === "withdrawn") return void (reconciler.unnotedEnd = refused);
  if (refused && !(wasUnnoted && event !== "done" && event !== "released"))
    context.log.warn(
      desired.policy.safetySnapshot === false && event !== "done" && event !== "released"
        ? `There is no safety snapshot, and the rollback cannot be noted on its snapshots: ${runsAgain}. ${refused.message} ${refused.next}`
        : `${event === "done" || event === "released" ? doneUnnoted : unnotedWords}: ${refused.message} ${refused.next}`,
    );
  if (event === "done" && !refused && !unnoted) await removeLines(reconciler, earlierAttempts(reconciler));
}

/** A list may be behind, and show a host running that was stopped a moment ago: another start tells that it was started since. */
const isKnownStop = ({ pending }: record.Run, hostId: string, startedAt: string | undefined): boolean =>
  pending.hosts.some(
    (host) => host.hostId === hostId && host.stoppedAt !== undefined && host.startedAt === startedAt,
  );

/**
 * What has happened cannot be undone, and a run that has failed is not to fail once more: that it could not be noted is said,
 * whatever the reason.
 */
async function written(
  reconciler: Reconciler,
  action: Extract<Action, { do: "note" }>,
): Promise<CloudError | undefined> {
  try {
    return await writeLines(reconciler, action);
  } catch (error) {
    const isPast =
      reconciler.run().failure !== undefined || ["done", "released", "withdrawn"].includes(action.event);
    if (!isPast || !(error instanceof CloudError)) throw error;
    return error;
  }
}

const unnotedWords =
  "The rollback is not noted on its snapshots, so a killed run could not be told from one that never was";

const doneUnnoted =
  "That the rollback is done is not noted on its snapshots: a run that does not know it from the state will ask what became of it";

const earlierAttempts = ({ desired, observed }: Reconciler) =>
  observed().attempts.filter(({ key, silent }) => key === desired.key && !silent);

/** What the snapshots say of earlier rollbacks to them: only another receipt proves this one (swas). */
function keepReceipts({ desired, observed }: Reconciler, run: record.Run): record.Run {
  if (!desired.service.capabilities.receipts) return run;
  const disks = run.pending.disks.map((disk) => {
    const name = diskKey(referenceOf(disk));
    const point = observed().points.find((one) => nameOfPoint(one) === name);
    // Of one that may have run the receipt may be its own.
    const known = doubtsOn(desired.key, observed(), name).find((doubt) => doubt.receiptBefore !== undefined);
    return {
      ...disk,
      receiptBefore: known?.receiptBefore ?? point?.snapshot?.rollbackTime ?? noReceipt,
    };
  });
  return { ...run, pending: { ...run.pending, disks } };
}
