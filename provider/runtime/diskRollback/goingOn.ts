import type { PendingRollback } from "../../lifecycle/rollbackState";
import type { Run, RunRequest } from "./run";

/** A run that goes on with what an earlier one has begun, and that has not looked at anything for itself yet. */
export const goingOn = (
  request: RunRequest,
  pending: PendingRollback,
  { saved, notedBefore }: Pick<Run, "saved" | "notedBefore">,
): Run => ({
  ...request,
  pending,
  saved,
  notedBefore,
  resumed: true,
  open: false,
  unwritten: false,
  intentElsewhere: false,
  foundRunning: [],
  unsettled: [],
  unendedBefore: [],
  perhapsLeftOff: [],
  taken: [],
  refused: new Set(),
  lookedAt: 0,
  startedAt: {},
  movedAt: {},
  notedOnSources: true,
  noted: undefined,
  known: undefined,
  seenBefore: undefined,
});
