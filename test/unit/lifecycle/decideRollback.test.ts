import { describe, expect, test } from "vitest";
import {
  decideRollback,
  type DeclaredRollback,
  type RecordedRollback,
  type RollbackDecision,
} from "../../../provider/lifecycle/decideRollback";

const at = (hour: number) => `2026-11-20T${String(hour).padStart(2, "0")}:00:00.000Z`;
const ran = (...keys: string[]) => keys.map((key, index) => ({ key, at: at(index) }));

const nothingYet = { declaredKey: undefined, usedKeys: [], pending: undefined };
const disarmed: RecordedRollback = { ...nothingYet, disarmed: true };
/** What a create that was cut short leaves. */
const begun: RecordedRollback = { ...nothingYet, disarmed: false };
const present = (key: string, ...before: string[]): RecordedRollback => ({
  disarmed: false,
  declaredKey: key,
  usedKeys: ran(...before, key),
  pending: undefined,
});
const cut = (key: string, mayHaveRun: boolean, recorded = begun): RecordedRollback => ({
  ...recorded,
  pending: { key, mayHaveRun },
});
const declared = (key: string | undefined, policy: Partial<DeclaredRollback> = {}): DeclaredRollback => ({
  key,
  onCreate: "rollback",
  onRepeat: "refuse",
  ...policy,
});

type Row = [string, RecordedRollback | undefined, DeclaredRollback, RollbackDecision];

/** The table "When a rollback runs", row by row; keys are A, B and C. */
const rows: Row[] = [
  ["nothing recorded, no snapshot: disarmed", undefined, declared(undefined), { kind: "disarm" }],
  ["nothing recorded, A: rolls back", undefined, declared("A"), { kind: "run", key: "A" }],
  [
    "nothing recorded, A with onCreate adopt: adopts",
    undefined,
    declared("A", { onCreate: "adopt" }),
    { kind: "adopt", key: "A" },
  ],
  [
    "nothing recorded, no snapshot with onCreate adopt: disarmed",
    undefined,
    declared(undefined, { onCreate: "adopt" }),
    { kind: "disarm" },
  ],
  ["disarmed, no snapshot: nothing", disarmed, declared(undefined), { kind: "nothing" }],
  ["disarmed, A: rolls back", disarmed, declared("A"), { kind: "run", key: "A" }],
  [
    "disarmed, A with onCreate adopt: rolls back, it is no create",
    disarmed,
    declared("A", { onCreate: "adopt" }),
    { kind: "run", key: "A" },
  ],
  ["A, A: nothing", present("A"), declared("A"), { kind: "nothing" }],
  [
    "A, A with onRepeat run: nothing, it is no repetition",
    present("A"),
    declared("A", { onRepeat: "run" }),
    { kind: "nothing" },
  ],
  [
    "A, A with onCreate adopt: nothing",
    present("A"),
    declared("A", { onCreate: "adopt" }),
    { kind: "nothing" },
  ],
  ["A, B: rolls back", present("A"), declared("B"), { kind: "run", key: "B" }],
  [
    "A, A under new triggers (another key): rolls back",
    present("A"),
    declared("A'"),
    { kind: "run", key: "A'" },
  ],
  ["A, no snapshot: disarmed", present("A"), declared(undefined), { kind: "disarm" }],
  [
    "B after A, A: refused, with the time it ran",
    present("B", "A"),
    declared("A"),
    { kind: "refuse", key: "A", ranAt: at(0), mayHaveRun: false, unresolved: false },
  ],
  [
    "B after A, A with onRepeat run: rolls back",
    present("B", "A"),
    declared("A", { onRepeat: "run" }),
    { kind: "run", key: "A" },
  ],
  [
    "disarmed after A, A: refused",
    { ...disarmed, usedKeys: ran("A") },
    declared("A"),
    { kind: "refuse", key: "A", ranAt: at(0), mayHaveRun: false, unresolved: false },
  ],
  ["A failed before its submit, A: tried again", cut("A", false), declared("A"), { kind: "run", key: "A" }],
  [
    "A cut short after its submit, A: run, which finds out first",
    cut("A", true),
    declared("A"),
    { kind: "run", key: "A" },
  ],
  [
    "A cut short after its submit, A with onRepeat run: run, which finds out first",
    cut("A", true),
    declared("A", { onRepeat: "run" }),
    { kind: "run", key: "A" },
  ],
  [
    "B failed before its submit, A as before: nothing",
    cut("B", false, present("A")),
    declared("A"),
    { kind: "nothing" },
  ],
  [
    "B cut short after its submit, A as before: refused, since nobody knows what the disk holds",
    cut("B", true, present("A")),
    declared("A"),
    { kind: "refuse", key: "A", ranAt: at(0), mayHaveRun: false, unresolved: true },
  ],
  [
    "B cut short after its submit, C: rolls back",
    cut("B", true, present("A")),
    declared("C"),
    { kind: "run", key: "C" },
  ],
  ["a create cut short, no snapshot: disarmed", cut("A", true), declared(undefined), { kind: "disarm" }],
  [
    "disarmed after A was cut short, A: run, which finds out first",
    cut("A", true, disarmed),
    declared("A"),
    { kind: "run", key: "A" },
  ],
  [
    "A again cut short after its submit, A: run, which finds out first, although A has run before",
    cut("A", true, present("B", "A")),
    declared("A"),
    { kind: "run", key: "A" },
  ],
];

describe("decideRollback", () => {
  test.each(rows)("%s", (_row, recorded, wish, decision) => {
    expect(decideRollback(recorded, wish)).toEqual(decision);
  });

  test("refuse: names the last time a key ran", () => {
    const recorded: RecordedRollback = {
      disarmed: false,
      declaredKey: "B",
      usedKeys: [...ran("A", "B"), { key: "A", at: at(9) }, { key: "B", at: at(10) }],
      pending: undefined,
    };
    expect(decideRollback(recorded, declared("A"))).toMatchObject({ kind: "refuse", ranAt: at(9) });
  });
});
