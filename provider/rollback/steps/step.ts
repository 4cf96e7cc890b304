import type { Context } from "../../runtime/context";
import type { DesiredRollback } from "../model/desired";
import type { Run } from "../model/run";

/** What a step works with: it changes at most one thing in the cloud, and tells what it has done by the functions of run.ts. */
export interface Step {
  readonly context: Context;
  readonly desired: DesiredRollback;
  run(): Run;
  tell(change: (run: Run) => Run): void;
}

/** Now, by the cloud's clock; ISO 8601. */
export const momentOf = ({ cloud }: Pick<Context, "cloud">): string => new Date(cloud.now()).toISOString();
