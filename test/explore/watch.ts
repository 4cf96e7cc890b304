import { isAnotherReceipt } from "../../provider/lifecycle/receipt";
import type { DiskResult } from "../../provider/rollback/model/state";
import * as record from "../../provider/rollback/model/run";
import { lastSeen } from "./look";
import { remembering, type Outcome, type Running } from "./outcome";
import { told } from "./perform";
import { sourceId, type Setting } from "./setting";
import { momentOf, someTime } from "./time";
import type { World } from "./world";

/** Begins to watch disks whose request was accepted, or may have been; as `awaitBack` of the provider. */
export function watch(setting: Setting, world: World, process: Running, names: readonly string[]): Outcome[] {
  const { key } = setting.desired[process.lever];
  const attempt = lastSeen(setting, process).attempts.findLast((one) => one.key === key);
  const at = attempt?.at ?? momentOf(setting, world.moment);
  const watching = told(
    process,
    record.begun,
    (now) => (now.sent ? now : record.tookOver(now, names, at)),
    (now) => record.entered(now, "restoring", someTime),
  );
  const seeing = remembering(watching, { sawChange: world.restoring !== undefined });
  return [{ words: "watches the disk", world, process: { ...seeing, at: "watching" } }];
}

/** The disk is seen changing, or it is at rest: as `awaitRestored` of the provider. */
export function settleWatch(setting: Setting, world: World, process: Running): Outcome[] {
  if (world.restoring)
    return process.memory.sawChange
      ? []
      : [{ words: "sees the disk change", world, process: remembering(process, { sawChange: true }) }];
  const { run, sawChange } = process.memory;
  const source = world.snapshots.find(({ snapshotId }) => snapshotId === sourceId(process.lever));
  const receipt = source?.rolledBack === undefined ? undefined : momentOf(setting, source.rolledBack);
  const { receipts } = setting.desired[process.lever].service.capabilities;
  const sentAt = run.pending.submittedAt ?? run.pending.startedAt;
  const disks = run.pending.disks.map((disk): DiskResult => {
    const isBack = disk.status !== "unknown" || sawChange || (receipts && isReceipt(receipt, disk, sentAt));
    return isBack
      ? {
          ...disk,
          status: "restored",
          errorCode: undefined,
          errorMessage: undefined,
          receiptBefore: undefined,
        }
      : disk;
  });
  const failed = disks.some(({ status }) => status !== "restored");
  const then = told(
    { ...process, at: "looping" },
    (now) => record.sentDisks(now, disks, someTime),
    (now) => (failed ? record.failed(now, { kind: "failed", words: "never seen changing" }) : now),
  );
  return [{ words: failed ? "has never seen it change" : "sees the disk back", world, process: then }];
}

/** As `isReceipt` of the provider. */
function isReceipt(receipt: string | undefined, { receiptBefore }: DiskResult, sentAt: string): boolean {
  const difference = receiptBefore === undefined ? 60_000 : 15 * 60_000;
  return (
    isAnotherReceipt(receipt, receiptBefore) && Date.parse(receipt ?? "") >= Date.parse(sentAt) - difference
  );
}
