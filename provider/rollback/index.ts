import { readableState } from "./model/state";
import type { Lifecycle } from "../runtime/lifecycle";
import type { Properties } from "../runtime/properties";
import { checkRollback } from "./check";
import { createRollback } from "./create";
import { forgetRollback } from "./delete";
import { diffRollback } from "./diff";
import { importRollback } from "./import";
import { plannedRollback } from "./planned";
import { tellOpen } from "./tellOpen";
import { updateRollback } from "./update";
import { watchWayBack } from "./watchWayBack";

export const diskRollback: Lifecycle = {
  check: checkRollback,
  diff: diffRollback,
  create: createRollback,
  update: updateRollback,
  // A rollback is an event in the past: nothing in the cloud can be missing. It is never "gone", whatever became of
  // its snapshot: that would make the next run a create, which rolls back. But one that was cut short is told, and a way back that is gone.
  read: async (context, { resourceId, recorded }) => {
    const state = readableState(recorded);
    const target = recorded["target"];
    if (!state || typeof target !== "object" || target === null) return { resourceId, outputs: recorded };
    await tellOpen(context, target as Properties, state);
    return { resourceId, outputs: await watchWayBack(context, target as Properties, state, recorded) };
  },
  // The disk stays as it is, and safety snapshots stay until their retention ends.
  delete: forgetRollback,
  planned: plannedRollback,
  import: importRollback,
};
