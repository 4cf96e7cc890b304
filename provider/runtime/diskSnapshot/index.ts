import type { Lifecycle } from "../lifecycle";
import { checkSnapshot } from "./check";
import { createSnapshot } from "./create";
import { deleteSnapshots } from "./delete";
import { diffSnapshot } from "./diff";
import { importSnapshot } from "./import";
import { plannedSnapshot } from "./planned";
import { readSnapshot } from "./read";
import { updateSnapshot } from "./update";

export const diskSnapshot: Lifecycle = {
  check: checkSnapshot,
  diff: diffSnapshot,
  create: createSnapshot,
  read: readSnapshot,
  update: updateSnapshot,
  delete: deleteSnapshots,
  planned: plannedSnapshot,
  import: importSnapshot,
};
