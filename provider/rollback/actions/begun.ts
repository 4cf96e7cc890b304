import type { Reconciler } from "../begin";
import type { RunPhase } from "../model/state";
import { momentOf } from "../steps/step";
import { joinHolders } from "../steps/stop";
import * as record from "../model/run";

/** The run enters a phase; the state shows it. */
export const enter = ({ context, tell }: Reconciler, phase: RunPhase) =>
  tell((run) => (run.pending.phase === phase ? run : record.entered(run, phase, momentOf(context))));

/** From the first change on nobody else in this process starts the hosts. */
export async function beginChanging(reconciler: Reconciler): Promise<void> {
  if (reconciler.run().begun) return;
  await joinHolders(reconciler);
  reconciler.tell(record.begun);
}
