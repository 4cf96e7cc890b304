import { CloudError, type ErrorKind } from "../../client";
import { durationMs, durationWords } from "../../lifecycle/duration";
import { diskKey, type DiskFacts } from "../../lifecycle/facts";
import { isAnotherReceipt } from "../../lifecycle/receipt";
import {
  isRestored,
  nextSight,
  nothingSeen,
  type RestoreSight,
  type Signs,
} from "../../lifecycle/restoreVerdict";
import { failureWords, sentences } from "../../runtime/lifecycleError";
import type { Verdict } from "../../runtime/poller";
import { saysNothing } from "../dryRun";
import { sentDisks } from "../model/run";
import { referenceOf, type DiskResult } from "../model/state";
import { momentOf, type Step } from "./step";

/** Waits until disks are back whose request was accepted, or may have been. Returns what went wrong, a line a disk. */
export async function awaitRestored(step: Step, names: readonly string[]): Promise<string[]> {
  const disks = step.run().pending.disks.filter((disk) => names.includes(diskKey(referenceOf(disk))));
  const settled = await Promise.all(disks.map((disk) => awaitDisk(step, disk)));
  step.tell((run) =>
    sentDisks(
      run,
      settled.map(({ disk }) => disk),
      momentOf(step.context),
    ),
  );
  return settled.flatMap(({ words }) => words ?? []);
}

interface Settled {
  readonly disk: DiskResult;
  readonly words?: string;
}

async function awaitDisk(step: Step, disk: DiskResult): Promise<Settled> {
  if (disk.status === "restored") return { disk };
  // Once the disk was seen changing, the request has arrived, whatever became of its answer.
  let seen = nothingSeen;
  try {
    await restored(step, disk, (next) => (seen = next));
    const settled = { errorCode: undefined, errorMessage: undefined, receiptBefore: undefined };
    return { disk: { ...disk, ...settled, status: "restored" } };
  } catch (error) {
    const status = disk.status === "unknown" && !seen.seenChanging ? "unknown" : "submitted";
    return { disk: { ...disk, status }, words: sentences(disk.errorMessage ?? "", failureWords(error, "")) };
  }
}

function restored(step: Step, disk: DiskResult, tell: (seen: RestoreSight) => void): Promise<void> {
  const { context, desired } = step;
  const { service, regionId, policy } = desired;
  const reference = referenceOf(disk);
  const name = diskKey(reference);
  let seen = nothingSeen;
  return context.poller.wait<void>({
    lane: `${context.cloud.account}/${regionId}/${service.name}/disks`,
    polling: service.polling,
    machineIsDown: true,
    kind: "restored",
    seesChange: true,
    what: `disk ${name} to be back`,
    timeoutMs: durationMs(policy.timeouts.rollback),
    signal: context.signal,
    look: async (elapsedMs): Promise<Verdict<void>> => {
      const facts = await context.reads.looks.disk(service, regionId, reference);
      if (!facts) return { kind: "failed", words: `Disk ${name} is not there any more` };
      seen = nextSight(seen, facts, await otherSigns(step, disk, facts));
      tell(seen);
      if (!isRestored(seen, elapsedMs, service.polling.settleMs))
        return { kind: "pending", words: restoringWords(name, facts, seen) };
      if (disk.status === "submitted" || seen.seenChanging || seen.receipt)
        return { kind: "done", value: undefined };
      return { kind: "failed", words: `Disk ${name} was never seen changing` };
    },
    seen: (words, elapsedMs) => context.log.progress(`${words}, ${durationWords(elapsedMs)}`),
  });
}

const restoringWords = (name: string, { statusWord }: DiskFacts, { readyLooks }: RestoreSight) =>
  readyLooks > 0
    ? `${name} is ${statusWord}; making sure that it stays so`
    : `restoring ${name} (${statusWord})`;

/** What tells of the rollback where the disk's own status does not. */
async function otherSigns(step: Step, disk: DiskResult, facts: DiskFacts): Promise<Signs> {
  const { context, desired } = step;
  const { service, regionId } = desired;
  const { receipts, snapshotShowsRollback } = service.capabilities;
  const said = facts.state === "ready" ? await cloudSays(step, disk) : "nothing";
  const signs = { restoring: said === "restoring", unsure: said === "unsure", receipt: false };
  if (!receipts && !snapshotShowsRollback) return signs;
  const snapshot = await context.reads.looks.snapshot(service, regionId, disk.snapshotId);
  // The one that is gone back to may be deleted meanwhile: the others show the same disk.
  const shown = snapshot
    ? [snapshot]
    : await context.reads.looks.snapshotsOf(service, regionId, referenceOf(disk));
  const { pending } = step.run();
  return {
    ...signs,
    restoring: signs.restoring || shown.some(({ diskState }) => diskState === "restoring"),
    receipt: receipts && isReceipt(snapshot?.rollbackTime, disk, pending.submittedAt ?? pending.startedAt),
  };
}

/** The moment of the request is not exact; where the receipt of before is known, only to leave out what is long past. */
function isReceipt(receipt: string | undefined, { receiptBefore }: DiskResult, sentAt: string): boolean {
  const difference = receiptBefore === undefined ? durationMs("1m") : durationMs("15m");
  return (
    isAnotherReceipt(receipt, receiptBefore) && Date.parse(receipt ?? "") >= Date.parse(sentAt) - difference
  );
}

/** The snapshot that is gone back to may be deleted meanwhile: any other one of the disk shows the same. */
async function cloudSays(step: Step, disk: DiskResult): Promise<"restoring" | "unsure" | "nothing"> {
  const { context, desired } = step;
  const said = await triedOut(step, disk, disk.snapshotId);
  if (said !== "gone") return said;
  const all = await context.reads.looks.snapshotsOf(desired.service, desired.regionId, referenceOf(disk));
  const other = all.find((one) => one.status === "accomplished" && one.snapshotId !== disk.snapshotId);
  const then = other ? await triedOut(step, disk, other.snapshotId) : "nothing";
  return then === "gone" ? "nothing" : then;
}

/**
 * A dry run is refused while the disk is being restored. Only a clear answer counts: one that was throttled or
 * cut off tells nothing, and the poller looks again; one that speaks of the disk or of another operation leaves
 * open whether it is back.
 */
async function triedOut(
  { context, desired }: Step,
  disk: DiskResult,
  snapshotId: string,
): Promise<"restoring" | "unsure" | "nothing" | "gone"> {
  const { service, regionId } = desired;
  const request = service.tryRollBack?.({ regionId, disk: referenceOf(disk), snapshotId });
  if (!request) return "nothing";
  try {
    await context.cloud.call(request, {
      signal: context.signal,
      deadline: context.clock.now() + durationMs("30s"),
    });
    return "nothing";
  } catch (error) {
    if (!(error instanceof CloudError) || saysNothing(error.kind)) throw error;
    if (service.restoringCodes.includes(error.code)) return "restoring";
    if (error.kind === "notFound") return "gone";
    const busy = service.diskBusyCodes.some((code) => error.code.startsWith(code));
    return unclear.has(error.kind) || busy ? "unsure" : "nothing";
  }
}

/** Something else is at work there, or the permission to ask was taken away. */
const unclear: ReadonlySet<ErrorKind> = new Set<ErrorKind>(["busy", "denied"]);
