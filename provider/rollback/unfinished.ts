import { lines, LifecycleError, type Report } from "../runtime/lifecycleError";
import type { Attempt } from "./model/attempt";
import { afterFailure } from "./model/ending";
import { rollbackOutputs } from "./model/outputs";
import type { Run } from "./model/run";
import type { RollbackRequest } from "./request";
import { wayBackWords } from "./words";

/** The error of a run that was cut short: the state keeps where, and the way back is in its first lines. */
export class Unfinished extends LifecycleError {
  constructor(request: RollbackRequest, run: Run, doubts: readonly Attempt[], { truth, details }: Report) {
    const { state, resourceId, inputs } = request;
    const kept = afterFailure(state, run, doubts);
    super(
      lines({ truth, details: [wayBackWords(run.pending), ...details] }),
      kept && { resourceId, outputs: rollbackOutputs(inputs, kept) },
    );
  }
}
