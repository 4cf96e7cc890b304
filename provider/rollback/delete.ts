import { readableState } from "./model/state";
import { serviceOf } from "../runtime/defaults";
import type { Lifecycle } from "../runtime/lifecycle";
import { abandonedWords } from "./settle";

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
