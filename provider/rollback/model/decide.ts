import type { Action } from "./action";
import type { DesiredRollback } from "./desired";
import { nameOfPoint, type Observed } from "./observed";
import { failed } from "./rules/failed";
import { announced, hostRuns } from "./rules/hosts";
import { mayHaveRun } from "./rules/mayHaveRun";
import { conflict, underWay, watched } from "./rules/others";
import { ready } from "./rules/ready";
import { refused } from "./rules/refused";
import { restored } from "./rules/restored";
import { savedBefore, unsaved, unsavedBeforeStop } from "./rules/saved";
import type { Run } from "./run";
import { situationOf, type Situation } from "./situation";

/** The rules in their order: the first one that has something to say decides. */
const rules = [
  ["failed", failed],
  ["restored", restored],
  ["conflict", conflict],
  ["may-have-run", mayHaveRun],
  ["watched", watched],
  ["under-way", underWay],
  ["saved-before", savedBefore],
  ["refused", refused],
  ["announced", announced],
  ["unsaved-before-stop", unsavedBeforeStop],
  ["host-runs", hostRuns],
  ["unsaved", unsaved],
  ["ready", ready],
] as const satisfies readonly (readonly [string, (situation: Situation) => Action | undefined])[];

export type RuleName = (typeof rules)[number][0];
export type Decision = Action & { readonly rule: RuleName };

/** What a run does next: a pure function of what is declared, what is observed and what the run remembers. */
export function decide(desired: DesiredRollback, observed: Observed, run: Run): Decision {
  const situation = situationOf(desired, observed, run);
  for (const [rule, decides] of rules) {
    const action = decides(situation);
    if (action) return { ...action, rule };
  }
  return { do: "send", disks: situation.left.map(nameOfPoint), rule: "ready" };
}
