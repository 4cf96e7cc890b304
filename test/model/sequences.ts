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
);

const crash = fc.record({ kind: fc.constantFrom("crashBefore" as const, "crashAfter" as const) });
const bother = fc.oneof(
  fc.record({ kind: fc.constantFrom("lostBefore" as const, "lostAfter" as const, "interrupt" as const) }),
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
  fc.record({ kind: fc.constant("person" as const), act: personsAct }),
);
const trouble: fc.Arbitrary<Trouble> = fc
  .tuple(among, fc.oneof({ arbitrary: crash, weight: 3 }, { arbitrary: bother, weight: 2 }))
  .map(([when, what]) => ({ ...when, what }));

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

/** A first declaration, then anything. */
export const sequences: fc.Arbitrary<Sequence> = fc
  .record({ scene, first: declare, others: fc.array(command, { minLength: 1, maxLength: 14 }) })
  .map(({ scene: where, first, others }) => ({ scene: where, commands: [first, ...others] }));
