import { sentences } from "../../runtime/lifecycleError";
import { beginChanging, enter } from "./begun";
import type { Reconciler } from "../begin";
import { awaitRestored } from "../steps/awaitRestored";
import { momentOf } from "../steps/step";
import { awaitWords } from "../words";
import * as record from "../model/run";

/** Waits until disks are back, which this run or another attempt has sent. */
export async function awaitBack(reconciler: Reconciler, names: readonly string[]): Promise<void> {
  const { context, desired, run, observed, tell } = reconciler;
  await beginChanging(reconciler);
  if (!run().sent) {
    const attempt = observed().attempts.findLast(({ key }) => key === desired.key);
    context.log.info(awaitWords(desired, attempt));
    tell((now) => record.tookOver(now, names, attempt?.at ?? momentOf(context)));
  }
  enter(reconciler, "restoring");
  const words = await awaitRestored(reconciler, names);
  const refused = run()
    .pending.disks.filter(({ status }) => status === "failed")
    .map(({ errorMessage, errorCode }) => errorMessage ?? errorCode ?? "not sent");
  const all = [...words, ...refused];
  if (all.length)
    tell((now) => record.failed(now, { kind: "failed", words: all.map((one) => sentences(one)).join("\n") }));
}
