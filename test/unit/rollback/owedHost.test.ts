import { expect, test } from "vitest";
import { owedHost } from "../../../provider/rollback/model/owedHost";
import { someHost } from "../lifecycle/facts";
import { otherKey, ownKey, someAttempt } from "./attempts";

const at = "2026-11-20T12:00:00.000Z";
const before = "2026-11-20T09:00:00Z";
const aboutThen = "2026-11-20T12:00:00Z";
const after = "2026-11-20T14:00:00Z";

const owing = (more: Parameters<typeof someAttempt>[1] = {}) =>
  someAttempt("sending", { at, hosts: [{ hostId: "i-1", found: "owed" }], ...more });
const owed = (startedAt: string | undefined, attempts: ReturnType<typeof owing>[]) => {
  const found = owedHost(someHost({ startedAt }), attempts, ownKey);
  return found && { by: found.by.attempt, certain: found.certain };
};

/** Of the same rollback, of another one that the state knows, and of another one that only the journal tells of. */
const rows = [
  ["not started since", before, true, true, true],
  ["perhaps started since", aboutThen, true, true, false],
  ["of which no start is told", undefined, true, true, false],
  ["started since", after, undefined, undefined, undefined],
] as const;
test.each(rows)("a stopped host %s", (_, startedAt, own, inState, other) => {
  expect(owed(startedAt, [owing()])?.certain).toBe(own);
  expect(owed(startedAt, [owing({ key: otherKey, inState: true })])?.certain).toBe(inState);
  expect(owed(startedAt, [owing({ key: otherKey })])?.certain).toBe(other);
});

test.each([
  ["the same start", aboutThen, true],
  ["another start", "2026-11-20T12:01:00Z", undefined],
] as const)("another rollback's stop whose last start was noted, with %s", (_, startedAt, certain) => {
  const hosts = [{ hostId: "i-1", found: "owed", startedAt: "2026-11-20T12:00:00.000Z" }] as const;
  expect(owed(startedAt, [owing({ key: otherKey, hosts })])?.certain).toBe(certain);
});

test.each([
  ["a later one", "2026-11-20T13:00:00.000Z", undefined],
  ["an earlier one", "2026-11-20T11:00:00.000Z", { by: "mmmmmm", certain: true }],
] as const)("a stopped host that %s has given back", (_, returnedAt, is) => {
  const hosts = [{ hostId: "i-1", found: "returned" }] as const;
  const returned = someAttempt("released", { attempt: "rrrrrr", at: returnedAt, key: otherKey, hosts });
  expect(owed(before, [owing(), returned])).toEqual(is);
});

test("a running host, one that was off, and another host are owed by nobody", () => {
  expect(owedHost(someHost({ state: "running" }), [owing()], ownKey)).toBeUndefined();
  expect(owed(before, [owing({ hosts: [{ hostId: "i-1", found: "off" }] })])).toBeUndefined();
  expect(owed(before, [owing({ hosts: [{ hostId: "i-2", found: "owed" }] })])).toBeUndefined();
});
