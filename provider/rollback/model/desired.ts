import type { Goal, RollbackPolicy } from "../../lifecycle/inputs/diskRollback";
import type { Words } from "../../lifecycle/obstacles";
import type { Service } from "../../services";

/** A declared rollback that has somewhere to go back to. */
export interface DesiredRollback {
  readonly service: Service;
  readonly regionId: string;
  readonly target: Goal;
  /** The name of the rollback: one key runs once. */
  readonly key: string;
  readonly policy: RollbackPolicy;
  readonly words: Words;
  /** "d-1 to s-1", for messages. */
  readonly what: string;
}
