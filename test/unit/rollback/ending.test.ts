import { describe, expect, test } from "vitest";
import { afterAdoption, afterDone, afterFailure } from "../../../provider/rollback/model/ending";
import type { Run } from "../../../provider/rollback/model/run";
import { rollbackState, type PendingRollback } from "../../../provider/rollback/model/state";
import { otherKey, ownKey, someAttempt, someRun } from "./attempts";

const at = "2026-11-20T18:50:00.000Z";
const empty = rollbackState({});
const run = someRun();
const pending = (more: Partial<PendingRollback> = {}): PendingRollback => ({ ...run.pending, ...more });
const running = (more: Partial<PendingRollback>, others: Partial<Run> = {}): Run => ({
  ...run,
  ...others,
  pending: pending(more),
});
const safety = { snapshots: [{ diskId: "d-1", snapshotId: "s-ours" }] };
const disks = run.pending.disks.map((disk) => ({ ...disk, status: "unknown" }) as const);
const theirs = someAttempt("done", {
  safety: [{ disk: "d-1", snapshotId: "s-theirs", status: "accomplished", creationTime: at }],
});

describe("a run that is done", () => {
  test("all its disks are back, the others of it have ended, and its own way back counts", () => {
    const state = afterDone(empty, running({ safety }, { sent: true }), {
      by: theirs,
      attempts: [theirs],
      at,
    });
    expect(state).toMatchObject({
      phase: "done",
      rollbackKey: ownKey,
      ended: ["mmmmmm", "kkkkkk"],
      undoSnapshotId: "s-ours",
      disks: [{ diskId: "d-1", status: "restored" }],
    });
  });

  test("one that has sent nothing itself has the way back of the one that has", () => {
    const state = afterDone(empty, running({ safety }), { by: theirs, attempts: [theirs], at });
    expect(state.undoSnapshotId).toBe("s-theirs");
  });

  test("another rollback that was cut short is given up: it counts as used", () => {
    const cut = pending({ key: otherKey, attempt: "cccccc", submittedAt: at, disks });
    const state = afterDone({ ...empty, pending: cut }, run, { by: undefined, attempts: [], at });
    expect(state.usedKeys.map(({ key, mayHaveRun }) => [key, mayHaveRun])).toEqual([
      [otherKey, true],
      [ownKey, undefined],
    ]);
  });
});

test("a run that only records what another has done: adopted, and nothing in the history", () => {
  const state = afterAdoption(empty, run, { by: theirs, attempts: [theirs], at, applied: "s-1" });
  expect(state).toMatchObject({
    phase: "adopted",
    usedKeys: [{ key: ownKey, at, applied: "s-1" }],
    ended: ["mmmmmm", "kkkkkk"],
    undoSnapshotId: "s-theirs",
    history: [],
  });
});

describe("a run that has failed", () => {
  test("and has changed nothing: leaves nothing", () => {
    expect(afterFailure(empty, run, [])).toBeUndefined();
  });

  const stopped = { hostId: "i-1", wasRunning: true, stoppedAt: at };
  const rival = someAttempt("done", { key: otherKey, attempt: "rrrrrr" });
  test.each<[string, Run, ReturnType<typeof someAttempt>[]]>([
    ["has sent something", running({ submittedAt: at, disks }), []],
    ["has saved the present", running({ safety }), []],
    ["has left a host stopped", running({ hosts: [stopped] }), []],
    ["has met one that may have run", run, [someAttempt("sending")]],
    [
      "has stood back for another rollback",
      { ...run, failure: { kind: "conflict", words: "another one", rival } },
      [],
    ],
  ])("and %s: is remembered", (_, failed, doubts) => {
    expect(afterFailure(empty, failed, doubts)?.pending).toEqual(failed.pending);
  });

  test("attempts that may have run stay open, its own of before that has sent nothing has ended", () => {
    const before = pending({ attempt: "bbbbbb" });
    const state = afterFailure({ ...empty, pending: before }, run, [someAttempt("sending")]);
    expect(state?.open?.map(({ attempt }) => attempt)).toEqual(["mmmmmm"]);
    expect(state?.ended).toEqual(["bbbbbb"]);
    const sent = { ...before, submittedAt: at, disks };
    expect(afterFailure({ ...empty, pending: sent }, run, [])?.open?.map(({ attempt }) => attempt)).toEqual([
      "bbbbbb",
    ]);
  });

  test("the question of another rollback stays open where this one has sent nothing", () => {
    const elsewhere = pending({ key: otherKey, attempt: "cccccc", submittedAt: at, disks });
    const state = afterFailure({ ...empty, pending: elsewhere }, running({ safety }), []);
    expect(state).toMatchObject({ pending: { key: otherKey }, ended: ["kkkkkk"] });
  });

  test("the rival that it stood back for is a conflict only where it is another rollback", () => {
    const failure = (key: string): Run => ({
      ...running({ safety }),
      failure: { kind: "conflict", words: "", rival: { ...rival, key } },
    });
    expect(afterFailure(empty, failure(otherKey), [])?.conflict).toMatchObject({
      key: ownKey,
      rivalKey: otherKey,
      snapshotIds: ["s-1"],
    });
    expect(afterFailure(empty, failure(ownKey), [])?.conflict).toBeUndefined();
  });
});
