import type { CheckFailure } from "../lifecycle/inputs/checkInputs";
import type { Context } from "./context";
import type { Properties } from "./properties";

/**
 * The lifecycle of one kind of resource, as plain requests and answers. Whoever calls (the dynamic provider's
 * host today, a schema-based plugin for every Pulumi language tomorrow) maps its own calls onto these.
 */
export interface Lifecycle {
  check(context: Context, request: { before: Properties; inputs: Properties }): Promise<CheckAnswer>;
  diff(context: Context, request: Existing & { inputs: Properties }): Promise<DiffAnswer>;
  create(context: Context, request: { inputs: Properties }): Promise<{ resourceId: string; outputs: object }>;
  read(context: Context, request: Existing): Promise<{ resourceId: string; outputs: object }>;
  update(context: Context, request: Existing & { inputs: Properties }): Promise<{ outputs: object }>;
  delete(context: Context, request: Existing): Promise<void>;
}

export interface Existing {
  readonly resourceId: string;
  /** What the last create, update or read recorded. */
  readonly recorded: Properties;
}

export interface CheckAnswer {
  readonly inputs: Properties;
  readonly failures: readonly CheckFailure[];
}

export interface DiffAnswer {
  readonly changes: boolean;
  readonly replaces: readonly string[];
}
