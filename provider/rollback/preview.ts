import type { HostFacts } from "../lifecycle/facts";
import { findings } from "../lifecycle/findings/findings";
import type { Obstacle } from "../lifecycle/obstacle";
import { ownObstacles } from "../lifecycle/obstacles";
import type { Outcome } from "../lifecycle/plan/planOf";
import { planWords } from "../lifecycle/planWords";
import type { Context } from "../runtime/context";
import type { Properties } from "../runtime/properties";
import { lines, LifecycleError } from "../runtime/lifecycleError";
import { orUnchecked } from "../runtime/orUnchecked";
import { noMemory } from "./memory";
import type { Attempt } from "./model/attempt";
import type { Refusal } from "./model/action";
import { decide, type Decision } from "./model/decide";
import { isLossless, isRecognised } from "./model/rules/mayHaveRun";
import { situationOf } from "./model/situation";
import type { DesiredRollback } from "./model/desired";
import { nameOfPoint, type Observed } from "./model/observed";
import { safetyOf } from "./model/outputs";
import { leaseMs } from "./model/rivals";
import { beginRun } from "./model/beginRun";
import { backAgain, savedPresent, type Run } from "./model/run";
import { isOpen, lastApplied, withAbandoned, type PendingHost, type RollbackState } from "./model/state";
import { observe } from "./observe";
import { nothingToDo, recordPlan, unchecked } from "./recordPlan";
import { resolve } from "./resolve";
import {
  adoptWords,
  askReport,
  cameBack,
  obstacleWords,
  perhapsLeftOff,
  refusalWords,
  savedBy,
  stoppedUntilThen,
  truth,
  wayBackWords,
  yieldWords,
} from "./words";

/**
 * The preview of a rollback that would run: the same look and the same decision as the run's, in words and as a plan for
 * machines.
 */
export async function preview(
  context: Context,
  desired: DesiredRollback,
  state: RollbackState,
  inputs: Properties,
): Promise<Outcome> {
  const plan = { what: desired.what, plan: `to roll back ${desired.what}` };
  const seen = await orUnchecked(context, plan, () => planned(context, desired, state));
  const { pending } = state;
  if (!seen && pending?.key === desired.key && isOpen(pending))
    context.log.info(
      `the rollback of ${desired.what} was cut short:\n  it will be looked into before anything is sent`,
    );
  const outcome = seen ?? unchecked(unread(context, desired, state));
  await recordPlan(context, inputs, desired.policy, outcome);
  return outcome;
}

/** The same where there is a resource by now: its obstacles are its error. */
export async function previewOrRefuse(
  context: Context,
  desired: DesiredRollback,
  state: RollbackState,
  inputs: Properties,
): Promise<void> {
  const { obstacles, observed } = await preview(context, desired, state, inputs);
  if (obstacles.length)
    throw new LifecycleError(refusedWords(desired, state, obstacles, observed?.hosts ?? []));
}

/** Of one that was cut short what is true of the disks comes first. */
export function refusedWords(
  desired: DesiredRollback,
  { pending }: RollbackState,
  obstacles: readonly Obstacle[],
  hosts: readonly HostFacts[],
): string {
  const words = obstacleWords(desired, obstacles);
  if (pending?.key !== desired.key || !isOpen(pending)) return words;
  return lines({
    truth: `${truth(pending.disks)}.`,
    details: [wayBackWords(pending), words, stoppedUntilThen(desired, pending, hosts)],
  });
}

/** What needs no reading stands in the way all the same. */
const unread = (
  { clock, killSwitch }: Context,
  { policy, words }: DesiredRollback,
  state: RollbackState,
): Obstacle[] =>
  ownObstacles(
    policy,
    { now: clock.now(), killSwitch, lastApplied: lastApplied(withAbandoned(state)) },
    words,
  );

async function planned(context: Context, desired: DesiredRollback, state: RollbackState): Promise<Outcome> {
  const resolved = await resolve(context, desired, state);
  const observed = await observe(context, desired, {
    ...{ state, resolved, forPlan: true, onlyLooks: context.previewOnlyLooks },
  });
  const name = {
    ...{ attempt: "000000", now: new Date(observed.now).toISOString(), pending: state.pending },
  };
  const { decision, run, assumed } = foreseen(desired, observed, beginRun(desired, observed, name));
  const seen = { desired, observed, run };
  const nothing = (words: string): Outcome => {
    context.log.info(words);
    return nothingToDo(words);
  };
  switch (decision.do) {
    case "refuse": {
      const found = obstaclesOf(desired, decision.why);
      if (!found) break;
      return {
        verdict: "refused",
        obstacles: found,
        observed,
        findings: findings(observed, desired.service),
        ranBefore: ranBefore(run),
      };
    }
    case "ask": {
      const { doubts } = situationOf(desired, observed, run);
      const reason = lines(
        askReport(desired, observed, doubts, { names: decision.disks, said: cameBack(state) }),
      );
      context.log.warn(reason);
      return { verdict: "asks", reason, obstacles: [], observed, ranBefore: ranBefore(run) };
    }
    case "await":
      return nothing(
        cutShort(seen, ["the cloud has taken its request: this run waits for its end, and sends nothing"]),
      );
    case "finish":
      return nothing(
        assumed
          ? cutShort(seen, ["it is recorded as done, and nothing is sent"])
          : [adoptWords(desired, decision.adopted), ...startsLeft(desired, run)].join("\n  "),
      );
    case "yield":
      context.log.info(yieldWords(desired, decision.to));
      break;
    default:
  }
  const { words, outcome } = planOf(seen);
  context.log.info(words);
  for (const warning of [perhapsLeftOff(desired, observed, run), noMemory(desired, observed)])
    if (warning) context.log.warn(warning);
  return outcome;
}

function obstaclesOf(desired: DesiredRollback, why: Refusal): readonly Obstacle[] | undefined {
  if (why.because === "obstacles") return why.obstacles;
  if (why.because !== "conflict") return undefined;
  return [{ rule: "conflict", property: desired.words.properties.disk, reason: refusalWords(desired, why) }];
}

interface Foreseen {
  readonly decision: Decision;
  readonly run: Run;
  /** Disks are taken as done, because the user says so. */
  readonly assumed?: boolean;
}

/** What the run would only remember is foreseen, up to the first action that changes something or ends it. */
function foreseen(desired: DesiredRollback, observed: Observed, run: Run): Foreseen {
  const decision = decide(desired, observed, run);
  if (decision.do === "keepSaved") {
    const safety = safetyOf(decision.by, run.pending.disks);
    return safety ? foreseen(desired, observed, savedPresent(run, safety, undefined)) : { decision, run };
  }
  if (decision.do === "assume")
    return { ...foreseen(desired, observed, backAgain(run, decision.disks, undefined)), assumed: true };
  // The run watches it, and then decides.
  if (decision.rule === "watched")
    return foreseen(desired, { ...observed, now: observed.now + leaseMs }, run);
  if (decision.rule === "restored" && decision.do !== "finish")
    return { decision: { do: "finish", adopted: lastOwn(desired, observed), rule: "restored" }, run };
  return { decision, run };
}

const lastOwn = ({ key }: DesiredRollback, { attempts }: Observed): Attempt | undefined =>
  attempts.findLast((one) => one.key === key);

interface Seen {
  readonly desired: DesiredRollback;
  readonly observed: Observed;
  readonly run: Run;
}

/** The plan of a run, in words and for machines. */
function planOf(seen: Seen): { readonly words: string; readonly outcome: Outcome } {
  const { desired, observed, run } = seen;
  const left = { ...observed, points: situationOf(desired, observed, run).left };
  const known = { findings: findings(left, desired.service), ranBefore: ranBefore(run) };
  const { safety } = run.pending;
  const saved = run.saved && safety ? safety.snapshots.map(({ snapshotId }) => snapshotId) : [];
  const group = run.saved ? safety?.snapshotGroupId : undefined;
  const plan = planWords(desired.policy, left, {
    ...known,
    hostWord: desired.service.hostWord,
    saved: group === undefined ? saved : [group],
  });
  return {
    words: sentAgain(seen, plan),
    outcome: { verdict: "runs", obstacles: [], observed: left, saved, ...known },
  };
}

/** An earlier run has stopped it. */
const ranBefore =
  ({ pending }: Run) =>
  ({ hostId }: HostFacts): boolean =>
    pending.hosts.some((host) => host.hostId === hostId && host.stoppedAt !== undefined);

/** A run that goes on with one that was cut short says so. */
function sentAgain({ desired, observed, run }: Seen, plan: string): string {
  const { left, standing, doubts } = situationOf(desired, observed, run);
  const settled = observed.points.filter((point) => !left.includes(point));
  if (doubts.length === 0 && settled.length === 0) return plan;
  const then = run.saved ? "" : savedBy(doubts);
  return [
    "an earlier run was cut short after its request:",
    ...settled.map((point) =>
      standing(point) === "restored"
        ? `${nameOfPoint(point)} is back, and stays as it is`
        : `${nameOfPoint(point)} is waited for`,
    ),
    ...(then ? [`the disk as it was before that run is saved in ${then}`] : []),
    ...becauseOf(desired, observed, doubts),
    plan,
    ...startedAgain(desired, run, ({ elsewhere }) => elsewhere === true),
  ].join("\n  ");
}

/** A run that was cut short, and of which nothing is sent again. */
function cutShort({ desired, observed, run }: Seen, what: readonly string[]): string {
  const saved = savedBy(observed.attempts.filter(({ key }) => key === desired.key));
  return [
    "an earlier run was cut short after its request:",
    ...what,
    ...startsLeft(desired, run),
    ...(saved ? [`the disk as it was before that run is saved in ${saved}`] : []),
  ].join("\n  ");
}

const startsLeft = (desired: DesiredRollback, run: Run): string[] =>
  desired.policy.startAfter === "never" ? [] : startedAgain(desired, run, () => true);

const startedAgain = (
  { service }: DesiredRollback,
  { pending }: Run,
  chosen: (host: PendingHost) => boolean,
): string[] =>
  pending.hosts
    .filter((host) => host.stoppedAt !== undefined && chosen(host))
    .map(
      ({ hostId }) => `${service.hostWord} ${hostId}: an earlier run has stopped it, and it is started again`,
    );

function becauseOf(desired: DesiredRollback, observed: Observed, doubts: readonly Attempt[]): string[] {
  if (doubts.length === 0) return ["what was not rolled back is sent again, and then:"];
  if (!isLossless({ desired, observed, left: observed.points, doubts }))
    return ["it may have run; it is sent again, as onInterrupted says, and then:"];
  if (isRecognised(desired, observed, doubts))
    return [
      "it may have run; it is sent again with its token, by which the cloud knows it; if it has never arrived:",
    ];
  return ["it may have run, and nothing was written since;", "if that stays so it is sent again, and then:"];
}
