import { describe, expect, test } from "vitest";
import { hostRanSince, isChanging, ranSince, tokenIsRemembered } from "../../../provider/lifecycle/sight";
import type { JournalEntry } from "../../../provider/lifecycle/journal";
import { someDisk, someHost, somePoint, someSight } from "./facts";

const moment = "2026-11-20T12:00:00Z";
const then = { at: moment };
const before = "2026-11-20T09:00:00Z";
const after = "2026-11-20T14:00:00Z";
const startedAt = (time: string | undefined) => someHost({ startedAt: time });
const movedAt = (time: string | undefined, hostIds = ["i-1"]) =>
  somePoint({ disk: someDisk({ movedAt: time, hostIds }) });

/** Half a minute either way, and the minute that a start is told to. */
const times = [
  ["90 s before", "2026-11-20T11:58:30Z", false],
  ["89 s before", "2026-11-20T11:58:31Z", undefined],
  ["at the moment", moment, undefined],
  ["29 s after", "2026-11-20T12:00:29Z", undefined],
  ["30 s after", "2026-11-20T12:00:30Z", true],
  ["told to the minute", "2026-11-20T12:01Z", true],
] as const;

describe("a stopped host: has run since a moment where the clocks leave no doubt", () => {
  test.each(times)("started %s", (_, time, ran) => {
    expect(hostRanSince(startedAt(time), then)).toBe(ran);
  });
});

describe("a disk: was elsewhere since a moment where the clocks leave no doubt", () => {
  test.each(times)("moved %s", (_, time, ran) => {
    expect(ranSince(someSight({ points: [movedAt(time)] }), then)).toBe(ran);
  });
});

test.each([
  ["the same start as then", "2026-11-20T11:59Z", undefined],
  ["the same start as then, long before", before, false],
  ["another start than then, within what the clocks leave open", "2026-11-20T12:00:00Z", true],
  ["no start", undefined, undefined],
] as const)("a stopped host whose start was noted: %s", (_, time, ran) => {
  const startedThen = { "i-1": time === before ? before : "2026-11-20T11:59:00.000Z", "i-2": after };
  expect(hostRanSince(startedAt(time), { ...then, startedAt: startedThen })).toBe(ran);
});

test.each(["running", "changing"] as const)("a host that is %s: has run since", (state) => {
  expect(hostRanSince(someHost({ state, startedAt: before }), then)).toBe(true);
});

test("a stopped host: nothing is known where its start is not told", () => {
  expect(hostRanSince(startedAt(undefined), then)).toBeUndefined();
});

describe("what may have been written since a moment", () => {
  const still = movedAt(before);
  const other = (phase: JournalEntry["phase"], at: string): JournalEntry => ({ phase, ranBefore: [], at });

  test.each([
    ["a stopped host, a disk that stayed", someSight({ points: [still] }), false],
    [
      "no host, a disk that was detached long before",
      someSight({ hosts: [], points: [movedAt(before, [])] }),
      false,
    ],
    ["no host, a disk that was detached since", someSight({ hosts: [], points: [movedAt(after, [])] }), true],
    ["a disk on its host of which no move is told", someSight({ points: [movedAt(undefined)] }), false],
    [
      "a disk on no host of which no move is told",
      someSight({ points: [movedAt(undefined, [])] }),
      undefined,
    ],
    ["a disk that is not there", someSight({ points: [somePoint({ disk: undefined })] }), undefined],
    ["a host that is not shown", someSight({ points: [still], unseenHosts: ["i-2"] }), undefined],
    [
      "a host that is not shown beside one that ran",
      someSight({ points: [still], hosts: [startedAt(after)], unseenHosts: ["i-2"] }),
      true,
    ],
    [
      "a host whose start is not told beside one that ran",
      someSight({ points: [still], hosts: [startedAt(undefined), startedAt(after)] }),
      true,
    ],
    [
      "a host whose start is not told beside one that did not",
      someSight({ points: [still], hosts: [startedAt(undefined), startedAt(before)] }),
      undefined,
    ],
    [
      "another rollback that was sent since",
      someSight({ points: [still], others: [other("intent", after)] }),
      true,
    ],
    [
      "another rollback that is done since",
      someSight({ points: [still], others: [other("done", after)] }),
      true,
    ],
    [
      "another rollback that sent nothing",
      someSight({ points: [still], others: [other("stopping", after)] }),
      false,
    ],
    ["another rollback before it", someSight({ points: [still], others: [other("done", before)] }), false],
    ["a second disk that was moved since", someSight({ points: [still, movedAt(after)] }), true],
    [
      "a host that ran, a disk of which nothing is told",
      someSight({ points: [movedAt(undefined, [])], hosts: [startedAt(after)] }),
      true,
    ],
  ] as const)("%s", (_, sight, ran) => {
    expect(ranSince(sight, then)).toBe(ran);
  });
});

test.each([
  ["by its own status", somePoint({ disk: someDisk({ state: "restoring" }) }), true],
  ["by what the cloud says of it", somePoint({ restoring: true }), true],
  ["not by another change", somePoint({ disk: someDisk({ state: "busy" }) }), false],
  ["not where it is not there", somePoint({ disk: undefined }), false],
] as const)("a disk: is being restored %s", (_, point, changing) => {
  expect(isChanging(point)).toBe(changing);
});

test.each([
  ["less than 12 hours", "2026-11-20T00:00:01Z", true],
  ["12 hours", "2026-11-20T00:00:00Z", false],
] as const)("a token: is surely remembered for less than 12 hours (%s)", (_, time, remembered) => {
  expect(tokenIsRemembered(Date.parse(moment), time)).toBe(remembered);
});
