import { describe, expect, test } from "vitest";
import { isChanging } from "../../../provider/rollback/model/observed";
import {
  mayBeWrittenSince,
  ranSince,
  startedSince,
  tokenIsRemembered,
} from "../../../provider/rollback/model/writtenSince";
import { someDisk, someHost, someObserved, somePoint } from "../lifecycle/facts";
import { otherKey, ownKey, silentAttempt, someAttempt } from "./attempts";

const at = "2026-11-20T12:00:00.000Z";
const before = "2026-11-20T09:00:00Z";
const after = "2026-11-20T14:00:00Z";
const startedAt = (time: string | undefined) => someHost({ startedAt: time });
const movedAt = (time: string | undefined, hostIds = ["i-1"]) =>
  somePoint({ disk: someDisk({ movedAt: time, hostIds }) });

/** Half a minute for the clocks, and the minute that a start is told to. */
const times = [
  ["90 seconds before", "2026-11-20T11:58:30Z", false],
  ["89 seconds before", "2026-11-20T11:58:31Z", undefined],
  ["at the moment", at, undefined],
  ["29 seconds after", "2026-11-20T12:00:29Z", undefined],
  ["30 seconds after", "2026-11-20T12:00:30Z", true],
  ["told to the minute", "2026-11-20T12:01Z", true],
  ["not told", undefined, undefined],
] as const;

test.each(times)("a stopped host that was started %s", (_, time, since) => {
  expect(startedSince(startedAt(time), { at })).toBe(since);
});

test.each(times.slice(0, -1))("a disk that was moved %s", (_, time, since) => {
  expect(ranSince(someObserved({ points: [movedAt(time)] }), { at })).toBe(since);
});

test.each([
  ["the same start as then", "2026-11-20T11:59Z", undefined],
  ["another start than then", "2026-11-20T11:58:00Z", true],
] as const)("a stopped host whose last start was noted, with %s", (_, time, since) => {
  const then = { at, startedAt: { "i-1": "2026-11-20T11:59:00.000Z" } };
  expect(startedSince(startedAt(time), then)).toBe(since);
});

test.each(["running", "changing"] as const)("a host that is %s has run since", (state) => {
  expect(ranSince(someObserved({ hosts: [someHost({ state, startedAt: before })] }), { at })).toBe(true);
});

describe("what may have been written since an attempt", () => {
  const own = someAttempt("sending", { key: ownKey, at });
  const still = movedAt(before);
  const other = (event: "sending" | "done" | "stopping", time: string) =>
    someAttempt(event, { key: otherKey, attempt: "oooooo", at: time });

  test.each([
    ["a stopped host, a disk that stayed", { points: [still] }, false],
    ["no host, a disk that was detached long before", { hosts: [], points: [movedAt(before, [])] }, false],
    ["no host, a disk that was detached since", { hosts: [], points: [movedAt(after, [])] }, true],
    ["a disk on its host of which no move is told", { points: [movedAt(undefined)] }, false],
    ["a disk on no host of which no move is told", { points: [movedAt(undefined, [])] }, undefined],
    ["a disk that is not there", { points: [somePoint({ disk: undefined })] }, undefined],
    ["a host that is not shown", { points: [still], unseenHosts: ["i-2"] }, undefined],
    [
      "a host that is not shown beside one that ran",
      { points: [still], hosts: [startedAt(after)], unseenHosts: ["i-2"] },
      true,
    ],
    [
      "a host whose start is not told beside one that did not run",
      { points: [still], hosts: [startedAt(undefined), startedAt(before)] },
      undefined,
    ],
    ["another rollback sent since", { points: [still], attempts: [other("sending", after)] }, true],
    ["another rollback done since", { points: [still], attempts: [other("done", after)] }, true],
    ["another one that sent nothing", { points: [still], attempts: [other("stopping", after)] }, false],
    ["another one before it", { points: [still], attempts: [other("done", before)] }, false],
    ["a second disk that was moved since", { points: [still, movedAt(after)] }, true],
  ] as const)("%s", (_, observed, written) => {
    expect(mayBeWrittenSince(someObserved(observed), own)).toBe(written);
  });

  test("another silent one that has saved the present later than it", () => {
    const saved = silentAttempt("2026-11-20T12:05:00Z", { at });
    const another = silentAttempt("2026-11-20T12:06:00Z", { at, key: otherKey, attempt: "oooooo" });
    const written = (attempts: (typeof saved)[]) =>
      mayBeWrittenSince(someObserved({ points: [still], attempts }), saved);
    expect(written([saved])).toBe(false);
    expect(written([saved, another])).toBe(true);
  });
});

test.each([
  ["by its own status", somePoint({ disk: someDisk({ state: "restoring" }) }), true],
  ["by what the cloud says of it", somePoint({ restoring: true }), true],
  ["not by another change", somePoint({ disk: someDisk({ state: "busy" }) }), false],
  ["not where it is not there", somePoint({ disk: undefined }), false],
] as const)("a disk is being restored %s", (_, point, changing) => {
  expect(isChanging(point)).toBe(changing);
});

test.each([
  ["less than 12 hours", "2026-11-20T00:00:01Z", true],
  ["12 hours", "2026-11-20T00:00:00Z", false],
] as const)("a token is surely remembered for less than 12 hours (%s)", (_, time, remembered) => {
  expect(tokenIsRemembered(Date.parse(at), time)).toBe(remembered);
});
