import { sameValue } from "../../lifecycle/canonical";
import type { DiffAnswer } from "../../runtime/lifecycle";
import type { Properties } from "../../runtime/properties";

/** How `preview --diff` shows a property. */
export interface PropertyChange {
  readonly kind: "add" | "delete" | "update";
  readonly replaces: boolean;
  /** A declared value differs; otherwise it is the recorded one that an update changes. */
  readonly ofInput: boolean;
}

/**
 * The properties behind a change. Where the answer is that nothing changes there are none, whatever differs: a policy
 * that runs nothing is taken up without an update.
 */
export function detailedDiff(
  { changes, replaces }: DiffAnswer,
  {
    before,
    now,
    recorded,
  }: { readonly before: Properties; readonly now: Properties; readonly recorded: Properties },
): Record<string, PropertyChange> {
  if (!changes) return {};
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  const differing = [...names].filter((name) => !sameValue(before[name], now[name]));
  const shown = new Set([...differing, ...replaces]);
  const detailed = [...shown].map((name) => [
    name,
    { kind: kindOf(before[name], now[name]), replaces: replaces.includes(name), ofInput: true },
  ]);
  if (detailed.length) return Object.fromEntries(detailed) as Record<string, PropertyChange>;
  // Nothing else is declared: an earlier run was cut short, or the cloud holds something else by now.
  const unfinished = "status" in recorded ? "status" : "phase";
  return { [unfinished]: { kind: "update", replaces: false, ofInput: false } };
}

function kindOf(before: unknown, now: unknown): PropertyChange["kind"] {
  if (before === undefined && now !== undefined) return "add";
  if (before !== undefined && now === undefined) return "delete";
  return "update";
}
