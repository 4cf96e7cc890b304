import { CloudError, type ErrorKind } from "../../client";
import { durationMs, durationWords } from "../../lifecycle/duration";
import { diskKey, type DiskFacts } from "../../lifecycle/facts";
import {
  isRestored,
  nextSight,
  nothingSeen,
  type RestoreSight,
  type Signs,
} from "../../lifecycle/restoreVerdict";
import { isAnotherReceipt } from "../../lifecycle/receipt";
import { referenceOf, type DiskResult } from "../../lifecycle/rollbackState";
import { failureWords, sentences } from "../lifecycleError";
import type { Verdict } from "../poller";
import { releaseHosts } from "./power";
import { saysNothing } from "./dryRun";
import { enter, type Run } from "./run";
import { Unfinished } from "./unfinished";

/** 4. Waits until every disk is back that may have been sent there. */
export async function awaitRestored(run: Run): Promise<void> {
  enter(run, "restoring");
  const waits = run.pending.disks.map((disk) => awaitDisk(run, disk));
  const settled = await Promise.all(waits);
  run.pending = { ...run.pending, disks: settled.map(({ disk }) => disk) };
  const failures = settled.flatMap(({ words }) => words ?? []);
  if (run.pending.disks.every(({ status }) => status === "restored")) return;
  const { words: power } = await releaseHosts(run, "unknown");
  const { disks } = run.pending;
  throw new Unfinished(run, { truth: `${truth(disks)}.`, details: [...failures, power, nextStep(disks)] });
}

interface Settled {
  readonly disk: DiskResult;
  readonly words?: string;
}

async function awaitDisk(run: Run, disk: DiskResult): Promise<Settled> {
  if (disk.status === "restored") return { disk };
  if (disk.status === "failed" || disk.status === "untouched")
    return { disk, words: disk.errorMessage ?? disk.errorCode ?? "not sent" };
  // Once the disk was seen changing, the request has arrived, whatever became of its answer.
  let sight = nothingSeen;
  const seen = (next: RestoreSight) => (sight = next);
  try {
    await restored(run, disk, seen);
    const settled = { errorCode: undefined, errorMessage: undefined, receiptBefore: undefined };
    return { disk: { ...disk, ...settled, status: "restored" } };
  } catch (error) {
    const status = disk.status === "unknown" && !sight.seenChanging ? "unknown" : "submitted";
    return { disk: { ...disk, status }, words: sentences(disk.errorMessage ?? "", failureWords(error, "")) };
  }
}

function restored(run: Run, disk: DiskResult, seen: (sight: RestoreSight) => void): Promise<void> {
  const { context, wish } = run;
  const { service, regionId, policy } = wish;
  const reference = referenceOf(disk);
  const name = diskKey(reference);
  let sight = nothingSeen;
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
      const signs = await otherSigns(run, disk, facts);
      sight = nextSight(sight, facts, signs);
      seen(sight);
      if (!isRestored(sight, elapsedMs, service.polling.settleMs))
        return { kind: "pending", words: restoringWords(name, facts, sight) };
      if (disk.status === "submitted" || sight.seenChanging || sight.receipt)
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

/** What is looked at is a request that was sent, whatever run it was of. */
type Sent = Pick<Run, "context" | "wish" | "pending">;

/** What tells of the rollback where the disk's own status does not. */
export async function otherSigns(run: Sent, disk: DiskResult, facts: DiskFacts): Promise<Signs> {
  const { context, wish, pending } = run;
  const said = facts.state === "ready" ? await cloudSays(run, disk) : "nothing";
  const signs = { restoring: said === "restoring", unsure: said === "unsure", receipt: false };
  if (!wish.service.snapshotShowsRollback) return signs;
  const snapshot = await context.reads.looks.snapshot(wish.service, wish.regionId, disk.snapshotId);
  // The one that is gone back to may be deleted meanwhile: the others show the same disk.
  const shown = snapshot
    ? [snapshot]
    : await context.reads.looks.snapshotsOf(wish.service, wish.regionId, referenceOf(disk));
  return {
    ...signs,
    restoring: signs.restoring || shown.some(({ diskState }) => diskState === "restoring"),
    receipt: isReceipt(snapshot?.rollbackTime, disk, pending.submittedAt ?? pending.startedAt),
  };
}

/** The moment of the request is not exact; where the receipt of before is known, only to leave out what is long past. */
function isReceipt(receipt: string | undefined, { receiptBefore }: DiskResult, sentAt: string): boolean {
  const difference = receiptBefore === undefined ? 60_000 : 15 * 60_000;
  return (
    isAnotherReceipt(receipt, receiptBefore) && Date.parse(receipt ?? "") >= Date.parse(sentAt) - difference
  );
}

/** The snapshot that is gone back to may be deleted meanwhile: any other one of the disk shows the same. */
async function cloudSays(run: Sent, disk: DiskResult): Promise<"restoring" | "unsure" | "nothing"> {
  const { context, wish } = run;
  const said = await triedOut(run, disk, disk.snapshotId);
  if (said !== "gone") return said;
  const all = await context.reads.looks.snapshotsOf(wish.service, wish.regionId, referenceOf(disk));
  const other = all.find((one) => one.status === "accomplished" && one.snapshotId !== disk.snapshotId);
  const then = other ? await triedOut(run, disk, other.snapshotId) : "nothing";
  return then === "gone" ? "nothing" : then;
}

/**
 * A dry run is refused while the disk is being restored. Only a clear answer counts: one that was throttled or
 * cut off tells nothing, and the poller looks again; one that speaks of the disk or of another operation leaves
 * open whether it is back.
 */
async function triedOut(
  { context, wish }: Sent,
  disk: DiskResult,
  snapshotId: string,
): Promise<"restoring" | "unsure" | "nothing" | "gone"> {
  const { service, regionId } = wish;
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
    return unclear.has(error.kind) || error.code.startsWith("IncorrectDiskStatus") ? "unsure" : "nothing";
  }
}

/** Something else is at work there, or the permission to ask was taken away. */
const unclear: ReadonlySet<ErrorKind> = new Set<ErrorKind>(["busy", "denied"]);

/** The first words: what is true of the data now. */
export function truth(disks: readonly DiskResult[]): string {
  const named = (...status: DiskResult["status"][]) =>
    disks
      .filter((disk) => status.includes(disk.status))
      .map((disk) => `${diskKey(referenceOf(disk))} (to ${disk.snapshotId})`)
      .join(", ");
  const parts = [
    ["restored", named("restored")],
    ["accepted by the cloud, and not seen to end", named("submitted")],
    ["not known to be rolled back or not", named("unknown")],
    ["NOT rolled back", named("failed", "untouched")],
  ].filter(([, names]) => names);
  const words = parts.map(([state, names]) => `${state}: ${names}`).join("; ");
  return parts.length > 1 ? `MIXED STATE: ${words}` : words.charAt(0).toUpperCase() + words.slice(1);
}

function nextStep(disks: readonly DiskResult[]): string {
  if (disks.some(({ status }) => status === "unknown"))
    return 'Look at the disk before anything writes to it; then set onInterrupted: "assumeDone" or "retry"';
  return "The next `pulumi up` goes on: it waits for what was accepted, sends again only what was refused, and then starts what it stopped";
}
