import fc from "fast-check";
import type { Command, PersonsAct, Policy, Scene, Sequence, Trouble } from "./commands";

const point = fc.constantFrom("A" as const, "B" as const);

const scene: fc.Arbitrary<Scene> = fc.record({
  target: fc.oneof(
    { arbitrary: fc.constant("ecs" as const), weight: 4 },
    { arbitrary: fc.constantFrom("ecsSeveral" as const, "swas" as const, "ecd" as const), weight: 4 },
  ),
  showsReIniting: fc.boolean(),
  resetDisksGone: fc.boolean(),
});

const personsAct: fc.Arbitrary<PersonsAct> = fc.oneof(
  { arbitrary: fc.constant({ do: "write" } as const), weight: 4 },
  { arbitrary: fc.constant({ do: "stopHost" } as const), weight: 2 },
  { arbitrary: fc.constant({ do: "startHost" } as const), weight: 2 },
  { arbitrary: fc.constant({ do: "workOnHost" } as const), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant("resetInConsole" as const), point }), weight: 1 },
  { arbitrary: fc.constant({ do: "workElsewhere" } as const), weight: 1 },
  {
    arbitrary: fc.record({
      do: fc.constant("moveDisk" as const),
      to: fc.constantFrom("nowhere" as const, "elsewhere" as const, "home" as const),
    }),
    weight: 2,
  },
  { arbitrary: fc.record({ do: fc.constant("deletePoint" as const), point }), weight: 1 },
  { arbitrary: fc.constant({ do: "deleteSafetySnapshots" } as const), weight: 1 },
);

/** One setting at a time, so that what a counter-example needs is easily seen. */
const policy: fc.Arbitrary<Partial<Policy>> = fc.oneof(
  fc.record({ whenRunning: fc.constantFrom("fail" as const, "stop" as const, "wait" as const) }),
  fc.record({ startAfter: fc.constantFrom("asBefore" as const, "always" as const, "never" as const) }),
  fc.record({
    safetySnapshot: fc.constantFrom("afterStop" as const, "beforeStop" as const, "off" as const),
  }),
  fc.record({ onCreate: fc.constantFrom("rollback" as const, "adopt" as const) }),
  fc.record({ onRepeat: fc.constantFrom("refuse" as const, "run" as const) }),
  fc.record({ onInterrupted: fc.constantFrom("ask" as const, "assumeDone" as const, "retry" as const) }),
);

const among = fc.oneof(
  {
    arbitrary: fc.record({ nth: fc.integer({ min: 1, max: 9 }), among: fc.constant("changes" as const) }),
    weight: 3,
  },
  {
    arbitrary: fc.record({ nth: fc.integer({ min: 1, max: 60 }), among: fc.constant("all" as const) }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      nth: fc.integer({ min: 1, max: 3 }),
      among: fc.constantFrom("resets" as const, "notes" as const, "power" as const),
    }),
    weight: 2,
  },
);

const crash = fc.record({ kind: fc.constantFrom("crashBefore" as const, "crashAfter" as const) });
const fault = fc.oneof(
  fc.record({ kind: fc.constantFrom("lostBefore" as const, "lostAfter" as const) }),
  fc.record({
    kind: fc.constant("refused" as const),
    code: fc.constantFrom(
      "Throttling",
      "InternalError",
      "ServiceUnavailable",
      "OperationConflict",
      "Forbidden.RAM",
    ),
  }),
);
const single = fc.oneof(
  { arbitrary: crash, weight: 6 },
  { arbitrary: fault, weight: 2 },
  { arbitrary: fc.constant({ kind: "interrupt" } as const), weight: 1 },
  { arbitrary: fc.record({ kind: fc.constant("person" as const), act: personsAct }), weight: 2 },
);
/** More calls than the client tries again: what it does not know then, it never learns in this run. */
const manyTimes = fc.constantFrom(4, 8, 30);
const trouble: fc.Arbitrary<Trouble> = fc
  .tuple(
    among,
    fc.oneof(
      { arbitrary: single.map((what) => ({ what })), weight: 4 },
      { arbitrary: fc.record({ what: fault, times: manyTimes }), weight: 1 },
    ),
  )
  .map(([when, what]) => ({ ...when, ...what }));

const declare = fc.record({
  do: fc.constant("declare" as const),
  point: fc.oneof({ arbitrary: point, weight: 5 }, { arbitrary: fc.constant("none" as const), weight: 1 }),
  triggers: fc.oneof(
    { arbitrary: fc.constant(0 as const), weight: 3 },
    { arbitrary: fc.constant(1 as const), weight: 1 },
  ),
});
const up = fc.record({
  do: fc.constant("up" as const),
  trouble: fc.oneof(
    { arbitrary: fc.constant([]), weight: 3 },
    { arbitrary: fc.array(trouble, { minLength: 1, maxLength: 2 }), weight: 3 },
  ),
});

const command: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: up, weight: 9 },
  { arbitrary: declare, weight: 4 },
  { arbitrary: personsAct, weight: 5 },
  { arbitrary: fc.record({ do: fc.constant("policy" as const), set: policy }), weight: 2 },
  { arbitrary: fc.constant({ do: "preview" } as const), weight: 1 },
  { arbitrary: fc.constant({ do: "refresh" } as const), weight: 1 },
  { arbitrary: fc.constant({ do: "loseState" } as const), weight: 1 },
  {
    arbitrary: fc.record({ do: fc.constant("oldState" as const), runsAgo: fc.integer({ min: 1, max: 4 }) }),
    weight: 1,
  },
  { arbitrary: fc.constant({ do: "destroy" } as const), weight: 1 },
  {
    arbitrary: fc.record({ do: fc.constant("pass" as const), minutes: fc.constantFrom(1, 10, 600) }),
    weight: 2,
  },
);

const lever = (pointName: "A" | "B" | "none"): Command => ({ do: "declare", point: pointName, triggers: 0 });
const cutShort = fc.record({
  do: fc.constant("up" as const),
  trouble: fc.array(trouble, { minLength: 1, maxLength: 2 }),
});

/** A run that is cut short, the lever disarmed, another snapshot declared, then the first one again. */
const changedMinds: fc.Arbitrary<Command[]> = fc
  .tuple(fc.array(command, { maxLength: 2 }), fc.array(command, { maxLength: 2 }), cutShort, up, up, up)
  .map(([before, between, cut, disarming, other, again]) => [
    lever("A"),
    ...before,
    cut,
    lever("none"),
    disarming,
    lever("B"),
    ...between,
    other,
    lever("A"),
    again,
  ]);

const reset = (what: fc.Arbitrary<Trouble>) =>
  what.map((trouble): Trouble => ({ ...trouble, nth: Math.min(trouble.nth, 2), among: "resets" }));

/** A rollback that is cut short or refused where it counts, forgotten or not, and run again, on purpose or not. */
const runAgain: fc.Arbitrary<Command[]> = fc
  .record({
    safetySnapshot: fc.constantFrom("off" as const, "off" as const, "afterStop" as const),
    onInterrupted: fc.constantFrom("retry" as const, "retry" as const, "ask" as const),
    tries: fc.array(
      fc.record({
        cut: fc.oneof(
          fc.array(reset(trouble), { minLength: 1, maxLength: 2 }),
          cutShort.map((up) => up.trouble),
        ),
        forgotten: fc.boolean(),
        then: fc.array(command, { maxLength: 2 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    last: up,
  })
  .map(({ safetySnapshot, onInterrupted, tries, last }) => [
    { do: "policy", set: { safetySnapshot } },
    { do: "policy", set: { onInterrupted } },
    lever("A"),
    ...tries.flatMap(({ cut, forgotten, then }): Command[] => [
      { do: "up", trouble: cut },
      ...(forgotten ? [{ do: "loseState" } as const] : []),
      ...then,
    ]),
    { do: "policy", set: { onInterrupted: "ask" } },
    last,
  ]);

/** A first declaration, then anything. */
const anything: fc.Arbitrary<Command[]> = fc
  .record({ first: declare, others: fc.array(command, { minLength: 1, maxLength: 14 }) })
  .map(({ first, others }) => [first, ...others]);

export const sequences: fc.Arbitrary<Sequence> = fc.record({
  scene,
  commands: fc.oneof(
    { arbitrary: anything, weight: 4 },
    { arbitrary: changedMinds, weight: 1 },
    { arbitrary: runAgain, weight: 2 },
  ),
});
