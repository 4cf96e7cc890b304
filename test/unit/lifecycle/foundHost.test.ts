import { describe, expect, test } from "vitest";
import { foundHost, isPerhapsLeftOff } from "../../../provider/lifecycle/foundHost";
import type { JournalEntry } from "../../../provider/lifecycle/journal";
import type { HostFacts } from "../../../provider/lifecycle/facts";
import { someHost } from "./facts";

const before = "2026-11-20T09:00:00Z";
const stoppedAt = "2026-11-20T12:00:00Z";
/** Within what a start told to the minute leaves open. */
const aboutThen = "2026-11-20T12:00:00Z";
const after = "2026-11-20T14:00:00Z";

const entry = (ranBefore: readonly string[], phase: JournalEntry["phase"] = "intent"): JournalEntry => ({
  phase,
  ranBefore,
  at: stoppedAt,
});
const left = { hostId: "i-1", stoppedAt };
const nothing = { latest: undefined, unended: [], leftOff: [], givenBackAt: {} };

const asFound = { hostId: "i-1", wasRunning: false };
const stoppedByUs = { hostId: "i-1", wasRunning: true, stoppedAt };
/** Besides when it was started last, which is kept as it is found. */
const found = (facts: Partial<HostFacts>, known: Parameters<typeof foundHost>[1]) => {
  const host = someHost(facts);
  const { startedAt, ...others } = foundHost(host, known);
  expect(startedAt).toBe(host.startedAt);
  return others;
};

const remembered = { ...nothing, latest: entry(["i-1"]), unended: [entry(["i-1"])], leftOff: [left] };

test("a running host: runs, whatever is remembered of it", () => {
  expect(found({ state: "running" }, remembered)).toEqual({ hostId: "i-1", wasRunning: true });
});

test.each([
  ["may still be on its way to where an earlier run has sent it", remembered, stoppedByUs],
  ["was started or stopped by somebody else", nothing, { hostId: "i-1", wasRunning: true }],
] as const)("a host that is changing: %s", (_, known, is) => {
  expect(found({ state: "changing" }, known)).toEqual(is);
});

test("a stopped host: is taken as it is where nothing remembers a run", () => {
  expect(found({ startedAt: before }, nothing)).toEqual(asFound);
});

test.each([
  ["not started since", before, stoppedByUs],
  ["perhaps started since", aboutThen, stoppedByUs],
  ["of which no start is told", undefined, stoppedByUs],
  ["started since", after, asFound],
] as const)("a stopped host %s: is ours where the state says that we have stopped it", (_, startedAt, is) => {
  expect(found({ startedAt }, { ...nothing, leftOff: [left] })).toEqual(is);
});

test.each([
  ["that very run", { "i-1": "2026-11-20T12:00:00.000Z" }, asFound],
  ["an earlier one", { "i-1": "2026-11-20T11:00:00.000Z" }, stoppedByUs],
] as const)("a stopped host that the state says we have stopped, given back by %s", (_, givenBackAt, is) => {
  const known = { ...left, began: "2026-11-20T12:00:00.000Z", stoppedAt: "2026-11-20T12:00:10.000Z" };
  expect(found({ startedAt: undefined }, { ...nothing, leftOff: [known], givenBackAt })).toEqual(
    is === asFound ? is : { ...is, stoppedAt: known.stoppedAt },
  );
});

test.each([
  ["not started since", before, stoppedByUs],
  ["perhaps started since", aboutThen, stoppedByUs],
  ["of which no start is told", undefined, stoppedByUs],
  ["started since", after, asFound],
] as const)(
  "a stopped host %s: is ours where this rollback's journal says that it ran",
  (_, startedAt, is) => {
    expect(found({ startedAt }, { ...nothing, latest: entry(["i-1"]) })).toEqual(is);
  },
);

test.each([
  ["not started since", before, stoppedByUs],
  ["perhaps started since", aboutThen, asFound],
  ["of which no start is told", undefined, asFound],
  ["started since", after, asFound],
] as const)("a stopped host %s: is another rollback's only where that is certain", (_, startedAt, is) => {
  expect(found({ startedAt }, { ...nothing, unended: [entry(["i-1"])] })).toEqual(is);
});

describe("a stopped host, perhaps started since by the clocks, of which the last start was noted", () => {
  const noted = { startedAt: { "i-1": "2026-11-20T12:00:00.000Z" } };
  const memories = [
    ["the state", { ...nothing, leftOff: [{ ...left, startedAt: aboutThen }] }],
    ["this rollback's journal", { ...nothing, latest: { ...entry(["i-1"]), ...noted } }],
    ["another rollback's journal", { ...nothing, unended: [{ ...entry(["i-1"]), ...noted }] }],
  ] as const;

  test.each(memories)("no other start since %s: is still of that run", (_, known) => {
    expect(found({ startedAt: aboutThen }, known)).toEqual(stoppedByUs);
  });

  test.each(memories)("another start since %s: is somebody's", (_, known) => {
    expect(found({ startedAt: "2026-11-20T12:01:00Z" }, known)).toEqual(asFound);
  });
});

test.each(["stopping", "intent", "done"] as const)(
  "a stopped host: an entry that is %s says that it ran before",
  (phase) => {
    expect(found({}, { ...nothing, latest: entry(["i-1"], phase) })).toEqual(stoppedByUs);
  },
);

test("a stopped host: what is remembered of another host says nothing of it", () => {
  const ofAnother = {
    ...nothing,
    latest: entry(["i-2"]),
    unended: [entry(["i-2"])],
    leftOff: [{ hostId: "i-2", stoppedAt }],
  };
  expect(found({}, ofAnother)).toEqual(asFound);
});

test("a stopped host: one that was stopped already when the run began stays so", () => {
  expect(found({}, { ...nothing, latest: entry([]) })).toEqual(asFound);
});

test("a stopped host: the state, which knows the stop, goes before the journal, which knows the run", () => {
  const later = { hostId: "i-1", stoppedAt: "2026-11-20T12:01:00Z" };
  const known = { ...nothing, latest: entry(["i-1"]), leftOff: [later] };
  expect(found({}, known).stoppedAt).toBe(later.stoppedAt);
});

test.each([
  ["the state", { ...nothing, leftOff: [left] }],
  ["this rollback's journal", { ...nothing, latest: entry(["i-1"]) }],
  ["another rollback's journal", { ...nothing, unended: [entry(["i-1"])] }],
] as const)("a stopped host that a later run has given back: is nobody's, whatever %s says", (_, known) => {
  const later = { "i-1": "2026-11-20T12:00:01Z", "i-2": after };
  expect(found({ startedAt: before }, { ...known, givenBackAt: later })).toEqual(asFound);
  const earlier = { "i-1": "2026-11-20T11:59:59Z" };
  expect(found({ startedAt: before }, { ...known, givenBackAt: earlier })).toEqual(stoppedByUs);
});

test.each([
  ["not given back, and no start is told", undefined, {}, true],
  ["not given back, and started since", after, {}, false],
  ["given back", undefined, { "i-1": entry(["i-1"]).at }, false],
] as const)(
  "a stopped host that an unended run has found running, %s: may have been left off",
  (_, startedAt, givenBackAt, is) => {
    const host = { hostId: "i-1", state: "stopped", statusWord: "Stopped", startedAt } as Parameters<
      typeof isPerhapsLeftOff
    >[0];
    expect(isPerhapsLeftOff(host, { unended: [entry(["i-1"])], givenBackAt })).toBe(is);
  },
);
