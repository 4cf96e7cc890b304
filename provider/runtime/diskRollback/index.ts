import type { Lifecycle } from "../lifecycle";
import { checkRollback } from "./check";
import { createRollback } from "./create";
import { forgetRollback } from "./delete";
import { diffRollback } from "./diff";
import { updateRollback } from "./update";

export const diskRollback: Lifecycle = {
  check: checkRollback,
  diff: diffRollback,
  create: createRollback,
  update: updateRollback,
  // A rollback is an event in the past: nothing in the cloud can be missing, so nothing is asked. It is never
  // "gone", whatever became of its snapshot: that would make the next run a create, which rolls back.
  read: async (_context, { resourceId, recorded }) => ({ resourceId, outputs: recorded }),
  // The disk stays as it is, and safety snapshots stay until their retention ends.
  delete: forgetRollback,
};
