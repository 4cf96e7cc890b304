import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decideRollback, type RollbackDecision } from "../../../provider/lifecycle/decideRollback";
import { maySend } from "../../../provider/rollback/model/attempt";
import { adopted, finished, rollbackOutputs } from "../../../provider/rollback/model/outputs";
import {
  attemptsIn,
  recordedRollback,
  rollbackState,
  withAbandoned,
  type PendingRollback,
  type RollbackPhase,
  type RollbackState,
} from "../../../provider/rollback/model/state";
import { rollbackKey } from "../../../provider/lifecycle/rollbackKey";

/** One `pulumi up`, and what becomes of the run that it may start. */
interface Step {
  readonly snapshotId: "s-A" | "s-B" | "s-C" | undefined;
  readonly triggers: "first" | "second" | undefined;
  /** A policy, a time-out, a description: none of them is part of a decision. */
  readonly policy: number;
  readonly onCreate: "rollback" | "adopt";
  readonly onRepeat: "refuse" | "run";
  readonly fate: "done" | "fails before submit" | "cut after submit" | "answer lost, not carried out";
  readonly refreshAfter: boolean;
}

const step = (onRepeat: fc.Arbitrary<Step["onRepeat"]>): fc.Arbitrary<Step> =>
  fc.record({
    snapshotId: fc.constantFrom("s-A", "s-B", "s-C", undefined),
    triggers: fc.constantFrom(undefined, undefined, "first", "second"),
    policy: fc.nat(3),
    onCreate: fc.constantFrom("rollback", "rollback", "adopt"),
    onRepeat,
    fate: fc.constantFrom(
      "done",
      "done",
      "fails before submit",
      "cut after submit",
      "answer lost, not carried out",
    ),
    refreshAfter: fc.boolean(),
  });
const refusing = fc.array(step(fc.constant("refuse")), { minLength: 1, maxLength: 14 });

interface Model {
  /** Undefined: nothing is in the state. */
  state: RollbackState | undefined;
  /** Every request that left for the cloud, in order. */
  readonly sent: string[];
  readonly adopted: Set<string>;
  readonly decisions: {
    readonly step: Step;
    readonly decision: RollbackDecision;
    readonly sent: boolean;
    readonly inDoubt: boolean;
  }[];
}

/** Applies a history to the recorded state, decision by decision, as the lifecycle methods do. */
function live(history: readonly Step[]): Model {
  const model: Model = { state: undefined, sent: [], adopted: new Set(), decisions: [] };
  history.forEach((declared, index) => {
    const now = Date.UTC(2026, 10, 20, 0, index);
    const key = keyOf(declared);
    const before = model.sent.length;
    const inDoubt = model.state !== undefined && key !== undefined && mayHaveRun(model.state, key);
    const decision = decideRollback(model.state && recordedRollback(model.state), {
      key,
      onCreate: declared.onCreate,
      onRepeat: declared.onRepeat,
    });
    model.state = apply(model, declared, decision, now);
    if (declared.refreshAfter) model.state = roundTrip(model.state);
    model.decisions.push({ step: declared, decision, sent: model.sent.length > before, inDoubt });
  });
  return model;
}

const keyOf = ({ snapshotId, triggers }: Step): string | undefined =>
  snapshotId &&
  rollbackKey({
    service: "ecs",
    regionId: "cn-hangzhou",
    goal: { kind: "points", points: [{ disk: { diskId: "d-1" }, snapshotId }] },
    triggers,
  });

function apply(model: Model, declared: Step, decision: RollbackDecision, now: number): RollbackState {
  const state = model.state ?? rollbackState({});
  switch (decision.kind) {
    case "disarm":
      return { ...state, rollbackKey: undefined, phase: "disarmed" };
    case "adopt":
      model.adopted.add(decision.key);
      return adopted(state, {
        key: decision.key,
        at: new Date(now).toISOString(),
        applied: undefined,
      });
    case "run":
      return run(
        model,
        declared,
        state.pending?.key === decision.key ? state : withAbandoned(state),
        decision.key,
        now,
      );
    case "nothing":
    case "refuse":
      return state;
  }
}

function run(model: Model, declared: Step, state: RollbackState, key: string, now: number): RollbackState {
  const startedAt = new Date(now).toISOString();
  const begun: PendingRollback = {
    key,
    attempt: `aaa${String(Math.floor(now / 60_000) % 1_000).padStart(3, "0")}`,
    sequence: 3,
    phase: "safetySnapshot",
    startedAt,
    disks: [{ diskId: "d-1", snapshotId: declared.snapshotId ?? "", status: "untouched" }],
    hosts: [],
    requestIds: [],
    phases: [],
  };
  // An attempt of before may have run: this one looks first, and sends nothing.
  if (mayHaveRun(state, key))
    return declared.fate === "done"
      ? conclude({ ...state, pending: state.pending ?? begun }, now)
      : { ...state, pending: state.pending ?? begun };
  if (declared.fate === "fails before submit") return { ...state, phase: begun.phase, pending: begun };
  model.sent.push(key);
  if (declared.fate === "done") return conclude({ ...state, pending: begun }, now);
  const phase = declared.fate === "cut after submit" ? "restoring" : "submit";
  const status = declared.fate === "cut after submit" ? "submitted" : "unknown";
  const disks = begun.disks.map((disk) => ({ ...disk, status }) as const);
  return { ...state, phase, pending: { ...begun, phase, submittedAt: startedAt, disks } };
}

function conclude(state: RollbackState, now: number): RollbackState {
  return state.pending ? finished(state, state.pending, new Date(now).toISOString(), []) : state;
}

const mayHaveRun = (state: RollbackState, key: string): boolean =>
  attemptsIn(state).some((attempt) => attempt.key === key && maySend(attempt));

/** Through the state file, as a refresh and the next process read it. */
function roundTrip(state: RollbackState): RollbackState {
  const outputs = rollbackOutputs({}, { ...state, phase: (state.phase ?? "disarmed") as RollbackPhase });
  return rollbackState(JSON.parse(JSON.stringify(outputs)) as Record<string, unknown>);
}

describe("a history of declared rollbacks", () => {
  test("onRepeat refuse: no key is ever sent twice", () => {
    fc.assert(
      fc.property(refusing, (history) => {
        const { sent } = live(history);
        expect(new Set(sent).size).toBe(sent.length);
      }),
      { numRuns: 2_000 },
    );
  });

  test("disarmed: sends nothing", () => {
    fc.assert(
      fc.property(refusing, (history) => {
        for (const { step, sent } of live(history).decisions)
          if (step.snapshotId === undefined) expect(sent).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  test("adopted: is never sent afterwards", () => {
    fc.assert(
      fc.property(refusing, (history) => {
        const { sent, adopted } = live(history);
        for (const key of adopted) expect(sent).not.toContain(key);
      }),
      { numRuns: 1_000 },
    );
  });

  test("done, then only policies change: nothing happens, whatever they are", () => {
    fc.assert(
      fc.property(refusing, step(fc.constantFrom("refuse", "run")), (history, last) => {
        const done = { ...last, fate: "done", onRepeat: "refuse" } as const;
        const { decisions } = live([...history, done, { ...last, policy: last.policy + 1 }]);
        const [first, second] = decisions.slice(-2);
        if (first?.decision.kind === "run" || first?.decision.kind === "adopt")
          expect(second?.decision).toEqual({ kind: "nothing" });
      }),
      { numRuns: 1_000 },
    );
  });

  test("sent and cut short: the next run of the same declaration knows of the attempt", () => {
    fc.assert(
      fc.property(refusing, (history) => {
        const { decisions } = live(history);
        decisions.forEach(({ step, decision, sent }, index) => {
          const next = decisions[index + 1];
          if (!sent || step.fate === "done" || !next || decision.kind !== "run") return;
          if (keyOf(next.step) === decision.key)
            expect([next.decision.kind, next.inDoubt]).toEqual(["run", true]);
        });
      }),
      { numRuns: 1_000 },
    );
  });

  test("onRepeat run: a key that is present is still not sent again", () => {
    fc.assert(
      fc.property(fc.array(step(fc.constant("run")), { minLength: 2, maxLength: 14 }), (history) => {
        const { decisions } = live(history);
        decisions.forEach(({ step: declared, decision }, index) => {
          const next = decisions[index + 1];
          if (decision.kind !== "run" || declared.fate !== "done" || !next) return;
          if (keyOf(next.step) === decision.key) expect(next.sent).toBe(false);
        });
      }),
      { numRuns: 1_000 },
    );
  });
});
