import { decideRollback, type RecordedRollback } from "../lifecycle/decideRollback";
import { hasUnknown, unknownProperties } from "../lifecycle/unknown";
import type { Context } from "../runtime/context";
import type { Properties } from "../runtime/properties";
import { understood } from "./desiredFrom";

/**
 * What preview can say of a rollback while it does not know all inputs: that it may come, and what that hangs on.
 * Of a lever that is disarmed for certain, or has run for certain, it says nothing. Returns what it has said.
 */
export function announceUndecided(
  context: Context,
  inputs: Properties,
  recorded: RecordedRollback | undefined,
): string | undefined {
  const unknown = unknownProperties(inputs);
  if (!mayBeArmed(inputs) || !mayRun(inputs, unknown, recorded)) return undefined;
  const names = unknown.map((name) => `\`${name}\``).join(" and ");
  const refused =
    context.killSwitch === undefined
      ? ""
      : `\nit would be refused: rollbacks are switched off by ${context.killSwitch}`;
  const words =
    `may roll back: ${names} ${unknown.length > 1 ? "are" : "is"} known only when the run has come this far; ` +
    `the rollback is checked again then${refused}`;
  context.log.info(words);
  return words;
}

function mayBeArmed(inputs: Properties): boolean {
  const { disks } = inputs;
  if (["snapshotId", "snapshotGroupId", "restoreTo"].some((name) => inputs[name] !== undefined)) return true;
  if (!Array.isArray(disks)) return hasUnknown(disks);
  return disks.some((disk: unknown) =>
    typeof disk === "object" && disk !== null
      ? Boolean((disk as Properties)["snapshotId"])
      : hasUnknown(disk),
  );
}

function mayRun(
  inputs: Properties,
  unknown: readonly string[],
  recorded: RecordedRollback | undefined,
): boolean {
  if (!recorded && inputs["onCreate"] === "adopt") return false;
  if (unknown.some((name) => !policies.has(name))) return true;
  const known = Object.fromEntries(Object.entries(inputs).filter(([name]) => !unknown.includes(name)));
  const { kind } = decideRollback(recorded, understood(known).decided);
  return kind === "run" || (kind === "refuse" && unknown.includes("onRepeat"));
}

/** They say how a rollback runs, and not which one it is. */
const policies: ReadonlySet<string> = new Set([
  ...["whenRunning", "startAfter", "forceStop", "safetySnapshot", "timeouts", "excludeDiskIds"],
  ...["maxDataLoss", "notAfter", "requireNewest", "expectLast"],
  ...["onCreate", "onRepeat", "onInterrupted"],
]);
