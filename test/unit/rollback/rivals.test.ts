import { describe, expect, test } from "vitest";
import { progressOf, type Attempt } from "../../../provider/rollback/model/attempt";
import { nameText } from "../../../provider/rollback/model/marks";
import {
  firstOfBoth,
  holderOf,
  isWorking,
  leaseMs,
  overtaking,
  rivalOf,
  standsBack,
} from "../../../provider/rollback/model/rivals";
import type { Run } from "../../../provider/rollback/model/run";
import { someObserved } from "../lifecycle/facts";
import { otherKey, silentAttempt, someAttempt, someDesired, someRun } from "./attempts";

const observed = someObserved();
const desired = someDesired();
const seeing = (attempt: Attempt) => ({ ...observed, attempts: [attempt] });
/** It has stood there since the run began, and for so long. */
const stoodFor = (attempt: Attempt, ms: number): Run["seen"] => ({
  [nameText(attempt)]: { progress: progressOf(attempt), since: observed.now - ms, fromStart: true },
});
const run = someRun(desired, observed);
const metBy = (attempt: Attempt): Run => ({ ...run, met: [nameText(attempt)] });

describe("an attempt that stands in the way", () => {
  test.each([
    ["announced", false],
    ["stopping", false],
    ["sending", true],
    ["done", false],
    ["withdrawn", false],
  ] as const)("one that is %s, and at work: %s", (event, stands) => {
    const attempt = someAttempt(event);
    expect(rivalOf(desired, seeing(attempt), run, observed.points)).toBe(stands ? attempt : undefined);
  });

  test.each([
    [leaseMs - 1, true],
    [leaseMs, false],
  ] as const)("one whose line has stood for %d ms is at work: %s", (ms, works) => {
    const attempt = someAttempt("sending");
    const since = { ...run, seen: stoodFor(attempt, ms) };
    expect(isWorking(since, observed, attempt)).toBe(works);
    expect(rivalOf(desired, seeing(attempt), since, observed.points) !== undefined).toBe(works);
  });

  test("an accepted one of this very rollback is none, that of another one is", () => {
    expect(rivalOf(desired, seeing(someAttempt("accepted")), run, observed.points)).toBeUndefined();
    const other = someAttempt("accepted", { key: otherKey });
    expect(rivalOf(desired, seeing(other), run, observed.points)).toBe(other);
  });

  test("one of another disk is none", () => {
    const disks = [
      { disk: "d-1", event: "withdrawn", sequence: 1 },
      { disk: "d-2", event: "sending", sequence: 1 },
    ] as const;
    const attempt = someAttempt("sending", { disks });
    expect(rivalOf(desired, seeing(attempt), run, observed.points)).toBeUndefined();
  });
});

describe("of two that have stepped back", () => {
  test.each([
    ["aaaaaa", true],
    ["zzzzzz", false],
  ] as const)("the other one, %s, goes on first: %s", (attempt, isFirst) => {
    const other = someAttempt("stopping", { attempt });
    expect(firstOfBoth(seeing(other), metBy(other))).toBe(isFirst ? other : undefined);
  });

  test("one that was not met, or is dead, is not waited for", () => {
    const other = someAttempt("stopping", { attempt: "aaaaaa" });
    expect(firstOfBoth(seeing(other), run)).toBeUndefined();
    const dead = { ...metBy(other), seen: stoodFor(other, leaseMs) };
    expect(firstOfBoth(seeing(other), dead)).toBeUndefined();
  });
});

describe("a silent one", () => {
  const saved: Run = {
    ...run,
    pending: {
      ...run.pending,
      safety: { snapshots: [{ diskId: "d-1", snapshotId: "s-ours" }] },
      safetyTakenAt: "2026-11-20T18:40:10Z",
    },
  };

  test.each([
    ["2026-11-20T18:40:09Z", true],
    ["2026-11-20T18:40:11Z", false],
  ] as const)("with a safety snapshot of %s is ahead of one of 18:40:10: %s", (time, isAhead) => {
    const other = silentAttempt(time);
    expect(rivalOf(desired, seeing(other), saved, observed.points)).toBe(isAhead ? other : undefined);
    expect(standsBack(saved, other)).toBe(!isAhead);
  });

  test("is stood back for, where this run's own safety snapshot was complete a lease ago: it is taken for dead", () => {
    const other = silentAttempt("2026-11-20T18:40:11Z");
    const late = { ...saved, savedAt: Date.parse("2026-11-20T18:40:11Z") - leaseMs / 2 - 1 };
    expect(rivalOf(desired, seeing(other), late, observed.points)).toBe(other);
    expect(standsBack(late, other)).toBe(false);
  });

  test("that was there from the start, and has not gone on, is no rival", () => {
    const other = silentAttempt("2026-11-20T18:40:09Z");
    const since = { ...saved, seen: stoodFor(other, 0) };
    expect(rivalOf(desired, seeing(other), since, observed.points)).toBeUndefined();
    expect(standsBack(since, other)).toBe(false);
  });
});

test.each([
  ["announced", true],
  ["stopping", true],
  ["sending", true],
  ["done", false],
  ["released", false],
  ["withdrawn", false],
] as const)("a living attempt that is %s may need the hosts off: %s", (event, holds) => {
  expect(holderOf(seeing(someAttempt(event)), run) !== undefined).toBe(holds);
});

test.each([
  ["accepted", otherKey, true],
  ["done", otherKey, true],
  ["sending", otherKey, false],
  ["done", desired.key, false],
] as const)("a living attempt that is %s, of %s, has overtaken this one: %s", (event, key, overtakes) => {
  const other = someAttempt(event, { key });
  expect(overtaking(desired, seeing(other), run) !== undefined).toBe(overtakes);
  const before = { ...run, seen: stoodFor(other, 0) };
  expect(overtaking(desired, seeing(other), before)).toBeUndefined();
});
