/**
 * How far an attempt has come with a disk.
 * "announced": it has begun; nothing was changed. "stopping": its hosts are about to be stopped. "sending": the request is
 * about to leave. "accepted": the cloud has taken the request. "done": the disk is back. "released": the hosts were given
 * back, too. "withdrawn": nothing was sent, and nothing will be.
 */
export const attemptEvents = [
  "announced",
  "stopping",
  "sending",
  "accepted",
  "done",
  "released",
  "withdrawn",
] as const;

export type AttemptEvent = (typeof attemptEvents)[number];

/** Nothing was sent. */
export const sentNothing = (event: AttemptEvent): boolean =>
  event === "announced" || event === "stopping" || event === "withdrawn";

/** The disk came back. */
export const isBack = (event: AttemptEvent): boolean => event === "done" || event === "released";
