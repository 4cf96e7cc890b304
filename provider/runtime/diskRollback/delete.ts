import { readableState } from "../../lifecycle/rollbackState";
import { serviceOf } from "../defaults";
import type { Lifecycle } from "../lifecycle";
import { abandonedWords } from "./abandoned";

/** Calls nothing: but what an unfinished run has left behind nobody remembers from here on. */
export const forgetRollback: Lifecycle["delete"] = async (context, { recorded }) => {
  const state = readableState(recorded);
  const hostWord = serviceOf(recorded)?.hostWord ?? "host";
  const left = state && abandonedWords(hostWord, state, "destroyed");
  if (left !== undefined) context.log.warn(left);
  const saved =
    state?.undoSnapshotGroupId ?? state?.undoSnapshots.map(({ snapshotId }) => snapshotId).join(", ");
  if (saved) context.log.info(`Safety snapshots stay; the one of the last rollback is ${saved}.`);
};
