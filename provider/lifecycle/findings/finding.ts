import type { FindingRule } from "./rules";

/** Something to know before a rollback that does not stand in its way. */
export interface Finding {
  readonly rule: FindingRule;
  /** "warning": something may go wrong, or is left to do. */
  readonly severity: "info" | "warning";
  /** The disk or the host that it is of. */
  readonly subject: string;
  readonly words: string;
}

/** What the findings need to know of the service. */
export interface Traits {
  readonly hostWord: string;
  readonly systemDisk: { readonly holds: readonly string[]; readonly setAnew?: string };
}
