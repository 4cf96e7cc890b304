import { diskKey, type DiskReference } from "../lifecycle/facts";
import type { Context } from "./context";
import { lockKeys } from "./lockKeys";
import { shownWait } from "./shownWait";
import type { Purpose } from "./turns";

/** Works on disks when it is its turn, and says in the resource's row what it waits for until then. */
export function takeTurn<Value>(
  context: Context,
  purpose: Purpose,
  { regionId, disks }: { readonly regionId: string; readonly disks: readonly DiskReference[] },
  work: () => Promise<Value>,
): Promise<Value> {
  return context.turns.during(purpose, lockKeys(context, regionId, disks), work, (others, wait) => {
    const what = [...new Set(others.map((other) => words[other]))].join(" and ");
    return shownWait(context, `${what} of ${disks.map(diskKey).join(", ")}`, wait);
  });
}

const words: Readonly<Record<Purpose, string>> = {
  snapshot: "a snapshot",
  safety: "the safety snapshot of a rollback",
  rollback: "a rollback",
  power: "the stop or start of the machine",
};
