import { diskKey } from "../../lifecycle/facts";
import type { Reconciler } from "../begin";
import { nameOfPoint } from "../model/observed";
import { doubtsOn } from "../model/standing";
import { referenceOf } from "../model/state";
import { save, staysToo } from "../steps/save";
import * as record from "../model/run";
import { beginChanging, enter } from "./begun";

/** Takes the safety snapshots: what the disks hold is saved before it is overwritten. */
export async function savePresent(reconciler: Reconciler, disks: readonly string[]): Promise<void> {
  const { context, desired, tell, observed } = reconciler;
  const { safetySnapshot } = desired.policy;
  if (!safetySnapshot) return;
  enter(reconciler, "safetySnapshot");
  await beginChanging(reconciler);
  const on = observed().hosts.flatMap(({ hostId, state }) => (state === "stopped" ? [] : [hostId]));
  tell((now) => record.savingWith(now, on));
  const earlier = earlierSafety(reconciler, disks);
  await save(reconciler, disks, safetySnapshot);
  if (earlier.length) context.log.info(staysToo(earlier));
}

/** What earlier attempts have saved of these disks: it stays, and another one becomes the way back. */
const earlierSafety = ({ desired, observed, run }: Reconciler, names: readonly string[]): string[] => {
  const doubts = observed().points.flatMap((point) => doubtsOn(desired.key, observed(), nameOfPoint(point)));
  const known = [
    ...doubts.flatMap(({ safety }) => safety),
    ...(run().pending.safety?.snapshots ?? []).map((one) => ({
      disk: diskKey(referenceOf(one)),
      snapshotId: one.snapshotId,
    })),
  ];
  return [...new Set(known.flatMap(({ disk, snapshotId }) => (names.includes(disk) ? [snapshotId] : [])))];
};
