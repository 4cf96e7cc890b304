import type { Reconciler } from "../begin";
import { writeLines } from "../journal/writeLines";
import type { RunPhase } from "../model/state";
import { momentOf } from "../steps/step";
import { joinHolders } from "../steps/stop";
import * as record from "../model/run";

/** The run enters a phase; the state shows it. */
export const enter = ({ context, tell }: Reconciler, phase: RunPhase) =>
  tell((run) => (run.pending.phase === phase ? run : record.entered(run, phase, momentOf(context))));

/** Writes this run's line, and records that it stands. Throws where the cloud is out of reach. */
export async function noteEvent(reconciler: Reconciler, event: "sending" | "accepted"): Promise<void> {
  const { context, tell } = reconciler;
  const refused = await writeLines(reconciler, { event });
  tell((run) =>
    record.noted(run, { event, resends: run.pending.resends, at: momentOf(context) }, refused !== undefined),
  );
}

/** From the first change on nobody else in this process starts the hosts. */
export async function beginChanging(reconciler: Reconciler): Promise<void> {
  if (reconciler.run().begun) return;
  await joinHolders(reconciler);
  reconciler.tell(record.begun);
}
