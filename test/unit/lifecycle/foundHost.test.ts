import { expect, test } from "vitest";
import { foundHost } from "../../../provider/lifecycle/foundHost";
import type { JournalEntry } from "../../../provider/lifecycle/journal";
import { someHost } from "./facts";

const before = "2026-11-20T09:00:00Z";
const stoppedAt = "2026-11-20T12:00:00Z";
/** Within what the two clocks, and a start told to the minute, leave open. */
const aboutThen = "2026-11-20T12:05:00Z";
const after = "2026-11-20T14:00:00Z";

const entry = (ranBefore: readonly string[], phase: JournalEntry["phase"] = "intent"): JournalEntry => ({
  phase,
  ranBefore,
  at: stoppedAt,
});
const left = { hostId: "i-1", stoppedAt };
const nothing = { entries: [], unended: [], leftOff: [] };

const asFound = { hostId: "i-1", wasRunning: false };
const stoppedByUs = { hostId: "i-1", wasRunning: true, stoppedAt };

test.each(["running", "changing"] as const)("a host that is %s: ran before", (state) => {
  const known = { entries: [entry(["i-1"])], unended: [entry(["i-1"])], leftOff: [left] };
  expect(foundHost(someHost({ state }), known)).toEqual({ hostId: "i-1", wasRunning: true });
});

test("a stopped host: is taken as it is where nothing remembers a run", () => {
  expect(foundHost(someHost({ startedAt: before }), nothing)).toEqual(asFound);
});

test.each([
  ["not started since", before, stoppedByUs],
  ["perhaps started since", aboutThen, stoppedByUs],
  ["of which no start is told", undefined, stoppedByUs],
  ["started since", after, asFound],
] as const)(
  "a stopped host %s: is ours where the state says that we have stopped it",
  (_, startedAt, found) => {
    expect(foundHost(someHost({ startedAt }), { ...nothing, leftOff: [left] })).toEqual(found);
  },
);

test.each([
  ["not started since", before, stoppedByUs],
  ["perhaps started since", aboutThen, stoppedByUs],
  ["of which no start is told", undefined, stoppedByUs],
  ["started since", after, asFound],
] as const)(
  "a stopped host %s: is ours where this rollback's journal says that it ran",
  (_, startedAt, found) => {
    expect(foundHost(someHost({ startedAt }), { ...nothing, entries: [entry(["i-1"])] })).toEqual(found);
  },
);

test.each([
  ["not started since", before, stoppedByUs],
  ["perhaps started since", aboutThen, asFound],
  ["of which no start is told", undefined, asFound],
  ["started since", after, asFound],
] as const)("a stopped host %s: is another rollback's only where that is certain", (_, startedAt, found) => {
  expect(foundHost(someHost({ startedAt }), { ...nothing, unended: [entry(["i-1"])] })).toEqual(found);
});

test.each(["stopping", "intent", "done"] as const)(
  "a stopped host: an entry that is %s says that it ran before",
  (phase) => {
    expect(foundHost(someHost(), { ...nothing, entries: [entry(["i-1"], phase)] })).toEqual(stoppedByUs);
  },
);

test("a stopped host: what is remembered of another host says nothing of it", () => {
  const ofAnother = {
    entries: [entry(["i-2"])],
    unended: [entry(["i-2"])],
    leftOff: [{ hostId: "i-2", stoppedAt }],
  };
  expect(foundHost(someHost(), ofAnother)).toEqual(asFound);
});

test("a stopped host: one that was stopped already when the run began stays so", () => {
  expect(foundHost(someHost(), { ...nothing, entries: [entry([])] })).toEqual(asFound);
});

test("a stopped host: the state, which knows the stop, goes before the journal, which knows the run", () => {
  const later = { hostId: "i-1", stoppedAt: "2026-11-20T12:01:00Z" };
  const known = { ...nothing, entries: [entry(["i-1"])], leftOff: [later] };
  expect(foundHost(someHost(), known).stoppedAt).toBe(later.stoppedAt);
});
