import { CloudError, ConfigurationError, leavesUnchecked } from "../client";
import type { Context } from "./context";
import { failureReport, LifecycleError } from "./lifecycleError";

/** What is planned, in words: "d-1 to s-1" and "to roll back d-1 to s-1". */
export interface Planned {
  readonly what: string;
  readonly plan: string;
}

/**
 * Where the cloud does not answer or the caller may not look, preview says that the plan is unchecked and goes on.
 * Whatever else fails, such as a wrong key or region, fails preview.
 */
export async function orUnchecked<Value>(
  context: Context,
  planned: Planned,
  work: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CloudError) || !leavesUnchecked(error.kind)) throw unplanned(planned, error);
    context.log.warn(`Plan unchecked for ${planned.what}, because ${error.message} ${error.next}`);
    return undefined;
  }
}

function unplanned({ plan }: Planned, error: unknown): unknown {
  if (!(error instanceof CloudError) && !(error instanceof ConfigurationError)) return error;
  return new LifecycleError(failureReport(`Cannot plan ${plan}. Nothing was changed`, error));
}
