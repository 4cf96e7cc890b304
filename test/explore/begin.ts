import { decideRollback } from "../../provider/lifecycle/decideRollback";
import { maySend } from "../../provider/rollback/model/attempt";
import type { Observed } from "../../provider/rollback/model/observed";
import { beginRun } from "../../provider/rollback/model/beginRun";
import { recordedRollback, rollbackState, type RollbackState } from "../../provider/rollback/model/state";
import { endedWell } from "./endings";
import { tidy } from "./look";
import type { Outcome } from "./outcome";
import { alone } from "./perform";
import type { Setting } from "./setting";
import { momentOf } from "./time";
import { observedIn, viewOf } from "./view";
import { sentByAnyone, sentByOthers, type Process, type World } from "./world";

/** `pulumi up` with some state: what is recorded decides whether anything is to be done, and then comes the first look. */
export function up(
  setting: Setting,
  world: World,
  process: Process,
  state: RollbackState | undefined,
): Outcome {
  const { lever } = process;
  const desired = setting.desired[lever];
  const { onCreate, onRepeat } = desired.policy;
  const decision = decideRollback(state && recordedRollback(state), { key: desired.key, onCreate, onRepeat });
  const begun: Process = { ...process, state, end: undefined };
  if (decision.kind === "nothing")
    return { words: "nothing to do", world, process: endedWell(setting, world, begun, state) };
  if (decision.kind !== "run") return { words: decision.kind, world, process: { ...begun, end: "refused" } };
  const view = viewOf(setting, world);
  const before = state ?? rollbackState({});
  const attempt = attemptName(setting, world.attempts);
  const at = momentOf(setting, world.moment);
  const observed = observedIn(setting, lever, view, before, undefined);
  const run = tidy(beginRun(desired, observed, { attempt, now: at, pending: before.pending }));
  const counts = {
    sentAtLook: sentByAnyone(world),
    knownAtBegin: Math.max(sentByOthers(world, lever), mayHaveSent(observed, desired.key)),
    toldAtLook: world.past[lever].told,
  };
  return alone(setting, {
    words: `looks (attempt ${attempt})`,
    world: { ...world, moment: world.moment + 1, attempts: world.attempts + 1 },
    process: { ...begun, at: "looping", memory: { run, view, state: before, sawChange: false, ...counts } },
  });
}

/** Other rollbacks whose safety snapshots a run has found as it began: its plan says that they may have run. */
const mayHaveSent = ({ attempts }: Observed, key: string): number =>
  attempts.filter((one) => one.key !== key && one.silent && maySend(one)).length;

const attemptName = ({ bounds: { namesFall } }: Setting, number: number): string =>
  `a0000${(namesFall ? 35 - number : number).toString(36)}`;
