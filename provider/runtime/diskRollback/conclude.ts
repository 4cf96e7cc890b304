import { finished, rollbackOutputs } from "../../lifecycle/rollbackOutputs";
import { failureWords } from "../lifecycleError";
import { note, noteSettled } from "./journal";

import { releaseHosts } from "./power";
import { enter, now, type Run } from "./run";
import { foundStopped } from "./stopped";
import { Unfinished } from "./unfinished";

/** 5. Starts what was stopped, and records the rollback as done. */
export async function conclude(run: Run): Promise<object> {
  await note(run, "done");
  enter(run, "start");
  try {
    const { words, keptOff } = await releaseHosts(run, "finished");
    if (keptOff) run.context.log.warn(words);
    else await noteSettled(run);
    const left = foundStopped(run);
    if (left) run.context.log.info(left);
  } catch (error) {
    throw new Unfinished(run, {
      truth: `The rollback is done: ${run.wish.what}`,
      details: [failureWords(error, ""), "The next `pulumi up` tries to start it again"],
    });
  }
  const at = now(run.context);
  const phases = run.pending.phases.map((one) => ({ ...one, finishedAt: one.finishedAt ?? at }));
  return rollbackOutputs(run.inputs, finished(run.state, { ...run.pending, phases }, at));
}
