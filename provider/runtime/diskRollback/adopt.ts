import type { RollbackState } from "../../lifecycle/rollbackOutputs";

/** Takes a declared rollback as having run, without touching the disk. */
export function adopt(
  state: RollbackState,
  key: string,
  now: number,
): RollbackState & { readonly phase: "adopted" } {
  return {
    ...state,
    phase: "adopted",
    rollbackKey: key,
    usedKeys: [
      ...state.usedKeys.filter((used) => used.key !== key),
      { key, at: new Date(now).toISOString() },
    ],
    pending: undefined,
  };
}
