import type { Context } from "../runtime/context";
import type { Properties } from "../runtime/properties";
import type { DesiredRollback } from "./model/desired";
import type { RollbackState } from "./model/state";

/** One rollback of one resource: what is declared, what is recorded, and where it runs. */
export interface RollbackRequest {
  readonly context: Context;
  readonly resourceId: string;
  /** As the program gave them, for the state. */
  readonly inputs: Properties;
  readonly desired: DesiredRollback;
  readonly state: RollbackState;
}
