import type { ErrorKind } from "./codes";

/**
 * What a failed look at the cloud means for whoever only looks:
 * - `outage`: the cloud did not answer, or could not. Another look may succeed.
 * - `denied`: the caller may not look. Another caller may.
 * - `configuration`: it is set wrong who calls, or where. No look succeeds before that is mended.
 * - `answer`: the cloud has looked at the request and has answered.
 */
export type Trouble = "outage" | "denied" | "configuration" | "answer";

/** The one rule by which a preview tells an outage from a configuration error. A new kind must be given its place here. */
const troubles: Readonly<Record<ErrorKind, Trouble>> = {
  throttled: "outage",
  unavailable: "outage",
  connection: "outage",
  timeout: "outage",
  badAnswer: "outage",
  cancelled: "outage",

  denied: "denied",

  credentials: "configuration",
  unknownHost: "configuration",
  foreignAnswer: "configuration",
  region: "configuration",

  busy: "answer",
  notFound: "answer",
  wrongState: "answer",
  invalid: "answer",
  withheld: "answer",
  quota: "answer",
  unsupported: "answer",
  account: "answer",
  dryRunPassed: "answer",
  tokenMismatch: "answer",
  unknown: "answer",
};

export const troubleOf = (kind: ErrorKind): Trouble => troubles[kind];

/** Nothing is known of what was asked for, and the configuration is not to blame: a preview goes on without it. */
export const leavesUnchecked = (kind: ErrorKind): boolean =>
  troubles[kind] === "outage" || troubles[kind] === "denied";
