import { describe, expect, test } from "vitest";
import { pointOfGroup, pointOfSnapshot } from "../../../provider/lifecycle/restorePoint";
import { snapshotVerdict, type WaitFor } from "../../../provider/lifecycle/snapshotVerdict";
import { someGroup, someSnapshot } from "./facts";

const verdictOf = (facts: Parameters<typeof someSnapshot>[0], waitFor: WaitFor, elapsedMs = 1_000) =>
  snapshotVerdict(pointOfSnapshot(someSnapshot(facts)), waitFor, elapsedMs);
const wishes = ["accomplished", "available", "submitted"] as const;

const progressing = {
  status: "progressing",
  progress: 40,
  remainingMs: undefined,
  available: false,
} as const;

describe("snapshotVerdict", () => {
  test("accomplished: is enough for every wish", () => {
    for (const waitFor of wishes) expect(verdictOf({}, waitFor).kind).toBe("done");
  });

  test("failed: fails every wish, with how far it came", () => {
    for (const waitFor of wishes)
      expect(verdictOf({ status: "failed", progress: 40 }, waitFor)).toEqual({
        kind: "failed",
        words: "The snapshot s-1 failed at 40 %",
      });
  });

  test("progressing: is enough for submitted only", () => {
    expect(wishes.map((waitFor) => verdictOf(progressing, waitFor).kind)).toEqual([
      "pending",
      "pending",
      "done",
    ]);
  });

  test("available: is enough for available, not for accomplished", () => {
    const kinds = wishes.map((waitFor) => verdictOf({ ...progressing, available: true }, waitFor).kind);
    expect(kinds).toEqual(["pending", "done", "done"]);
  });

  test("rest: is the cloud's estimate, else what the progress lets expect, else unknown", () => {
    const rest = (facts: Parameters<typeof someSnapshot>[0], elapsedMs: number) => {
      const verdict = verdictOf({ ...progressing, ...facts }, "accomplished", elapsedMs);
      return verdict.kind === "pending" ? verdict.remainingMs : "ended";
    };
    expect(rest({ remainingMs: 7_000 }, 60_000)).toBe(7_000);
    expect(rest({ progress: 75 }, 60_000)).toBe(20_000);
    expect(rest({ progress: 0 }, 60_000)).toBeUndefined();
  });

  test("rest: the progress is trusted for as long as it was watched, and not longer", () => {
    const rest = (progress: number, elapsedMs: number) => {
      const verdict = verdictOf({ ...progressing, progress }, "accomplished", elapsedMs);
      return verdict.kind === "pending" ? verdict.remainingMs : "ended";
    };
    expect(rest(1, 5_000)).toBe(5_000);
    expect(rest(25, 60_000)).toBe(60_000);
  });
});

describe("snapshotVerdict of a group", () => {
  const group = (facts: Parameters<typeof someGroup>[0], waitFor: WaitFor) =>
    snapshotVerdict(pointOfGroup(someGroup(facts)), waitFor, 60_000);
  const member = (progress: number, available: boolean) => ({
    snapshotId: `s-${progress}`,
    disk: { diskId: `d-${progress}` },
    progress,
    available,
  });

  test("progress: is that of the slowest member", () => {
    const members = [member(90, true), member(60, false)];
    expect(group({ status: "progressing", members }, "accomplished")).toEqual({
      kind: "pending",
      words: "snapshot group ssg-1 60 %",
      remainingMs: 40_000,
    });
  });

  test("available: only once every member is, and never without members", () => {
    const status = "progressing" as const;
    expect(group({ status, members: [member(90, true), member(60, false)] }, "available").kind).toBe(
      "pending",
    );
    expect(group({ status, members: [member(90, true), member(20, true)] }, "available").kind).toBe("done");
    expect(group({ status, members: [] }, "available").kind).toBe("pending");
  });
});
