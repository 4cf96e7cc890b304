import { explainCode } from "../../client";
import { diskKey } from "../../lifecycle/facts";
import { failureWords, sentences } from "../../runtime/lifecycleError";
import { enter, noteEvent } from "./begun";
import { confirm } from "./confirm";
import type { Reconciler } from "../begin";
import { referenceOf } from "../model/state";
import { send } from "../steps/send";
import * as record from "../model/run";

/** Sends the request, once, and records what was answered. */
export async function submit(reconciler: Reconciler, disks: readonly string[]): Promise<void> {
  const { run, tell } = reconciler;
  enter(reconciler, "submit");
  const refusal = await send(reconciler, {
    disks,
    confirm: () => confirm(reconciler),
    answered: () => tellAccepted(reconciler),
  });
  const sent = run().pending.disks.filter((disk) => disks.includes(diskKey(referenceOf(disk))));
  if (sent.some(({ status }) => status !== "failed")) return;
  // The cloud did nothing on any disk: the run ends as if it had not been sent.
  const words = refusal
    ? failureWords(refusal, "")
    : sentences(...sent.map(({ errorMessage = "" }) => errorMessage));
  const busy = sent.some(({ errorCode = "" }) => isAtWork(reconciler, errorCode));
  tell((now) =>
    record.failed(record.unsent(now, disks), {
      kind: busy ? "conflict" : "failed",
      words: busy ? sentences(words, "Another rollback of the disk is under way") : words,
    }),
  );
  // Another run may have done it meanwhile.
  await reconciler.look().catch(() => undefined);
}

/**
 * A moment ago the disk was at rest and nothing stood against the rollback: what refuses it now for the disk's own
 * state is somebody else's work on it.
 */
const isAtWork = ({ desired: { service } }: Reconciler, code: string): boolean =>
  explainCode(code).kind === "busy" ||
  service.restoringCodes.includes(code) ||
  service.diskBusyCodes.some((busy) => code.startsWith(busy));

/** From now on a killed run is waited for: never asked about, and never sent again. */
async function tellAccepted(reconciler: Reconciler): Promise<void> {
  const { context, run } = reconciler;
  if (run().unnoted) return;
  try {
    await noteEvent(reconciler, "accepted");
  } catch (error) {
    context.log.warn(
      failureWords(error, "That the rollback was accepted could not be noted on its snapshots."),
    );
  }
}
