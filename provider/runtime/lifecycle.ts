import type { CheckFailure } from "../lifecycle/inputs/checkInputs";
import type { Context } from "./context";
import type { Properties } from "./properties";

/**
 * The lifecycle of one kind of resource, as plain requests and answers. Whoever calls (the dynamic provider's host,
 * or the plugin for every Pulumi language) maps its own calls onto these.
 */
export interface Lifecycle {
  check(context: Context, request: { before: Properties; inputs: Properties }): Promise<CheckAnswer>;
  diff(context: Context, request: Existing & { inputs: Properties }): Promise<DiffAnswer>;
  create(context: Context, request: { inputs: Properties }): Promise<{ resourceId: string; outputs: object }>;
  read(context: Context, request: Existing): Promise<{ resourceId: string; outputs: object }>;
  update(context: Context, request: Existing & { inputs: Properties }): Promise<{ outputs: object }>;
  delete(context: Context, request: Existing): Promise<void>;
  /**
   * What a create, or an update of what is recorded, will leave, as far as that is known before it; the rest is the
   * unknown value. Asks nobody.
   */
  planned(request: { inputs: Properties; recorded: Properties | undefined }): object;
  /** Takes over what is in the cloud and in no state, by its id there: see ../lifecycle/importId.ts. */
  import(context: Context, request: { id: string }): Promise<Imported>;
}

export interface Imported {
  readonly resourceId: string;
  /** What a program declares to have it unchanged. */
  readonly inputs: Properties;
  readonly outputs: object;
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
