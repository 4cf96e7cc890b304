import { describe, expect, test } from "vitest";
import { snapshotVerdict } from "../../../provider/lifecycle/snapshotVerdict";
import { someSnapshot } from "./facts";

const progressing = someSnapshot({
  status: "progressing",
  progress: 40,
  remainingMs: undefined,
  available: false,
});

describe("snapshotVerdict", () => {
  test("accomplished: is enough for every wish", () => {
    for (const waitFor of ["accomplished", "available", "submitted"] as const)
      expect(snapshotVerdict("s-1", someSnapshot(), waitFor, 1_000).kind).toBe("done");
  });

  test("failed: fails every wish, with how far it came", () => {
    const failed = someSnapshot({ status: "failed", progress: 40 });
    for (const waitFor of ["accomplished", "available", "submitted"] as const)
      expect(snapshotVerdict("s-1", failed, waitFor, 1_000)).toEqual({
        kind: "failed",
        words: "Snapshot s-1 failed at 40 %",
      });
  });

  test("progressing: is enough for submitted only", () => {
    expect(snapshotVerdict("s-1", progressing, "accomplished", 1_000).kind).toBe("pending");
    expect(snapshotVerdict("s-1", progressing, "available", 1_000).kind).toBe("pending");
    expect(snapshotVerdict("s-1", progressing, "submitted", 1_000).kind).toBe("done");
  });

  test("available: is enough for available, not for accomplished", () => {
    const available = { ...progressing, available: true };
    expect(snapshotVerdict("s-1", available, "available", 1_000).kind).toBe("done");
    expect(snapshotVerdict("s-1", available, "accomplished", 1_000).kind).toBe("pending");
  });

  test("not listed: is never enough", () => {
    for (const waitFor of ["accomplished", "available", "submitted"] as const)
      expect(snapshotVerdict("s-1", undefined, waitFor, 1_000)).toMatchObject({
        kind: "pending",
        words: "snapshot s-1 not listed",
      });
  });

  test("rest: is the cloud's estimate, else what the progress lets expect, else unknown", () => {
    const rest = (facts: Parameters<typeof someSnapshot>[0], elapsedMs: number) => {
      const verdict = snapshotVerdict("s-1", { ...progressing, ...facts }, "accomplished", elapsedMs);
      return verdict.kind === "pending" ? verdict.remainingMs : "ended";
    };
    expect(rest({ remainingMs: 7_000 }, 60_000)).toBe(7_000);
    expect(rest({ progress: 25 }, 60_000)).toBe(180_000);
    expect(rest({ progress: 0 }, 60_000)).toBeUndefined();
  });
});
