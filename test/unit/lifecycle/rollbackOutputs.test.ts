import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  finished,
  recordedRollback,
  rollbackOutputs,
  rollbackState,
  withAbandoned,
  type FinishedRollback,
  type RollbackState,
} from "../../../provider/lifecycle/rollbackOutputs";

const at = (index: number) => new Date(Date.UTC(2026, 10, 20, 0, index)).toISOString();
const rollback = (index: number, more: Partial<FinishedRollback> = {}): FinishedRollback => ({
  key: `rk-${index}`,
  snapshotId: `s-${index}`,
  startedAt: at(index),
  finishedAt: at(index),
  dataLossSeconds: 60,
  requestIds: [`request-${index}`],
  undoSnapshotId: `s-undo${index}`,
  ...more,
});
const empty = rollbackState({});
const stored = (state: object) => JSON.parse(JSON.stringify(state)) as Record<string, unknown>;

describe("finished", () => {
  const many = Array.from({ length: 45 }, (_, index) => rollback(index)).reduce<RollbackState>(
    (state, one) => finished(state, one, []),
    empty,
  );

  test("history: holds the newest twenty, oldest first", () => {
    expect(many.history).toHaveLength(20);
    expect(many.history[0]?.key).toBe("rk-25");
    expect(many.history.at(-1)?.key).toBe("rk-44");
  });

  test("keys: of all rollbacks are kept", () => {
    expect(many.usedKeys.map(({ key }) => key)).toEqual(
      Array.from({ length: 45 }, (_, index) => `rk-${index}`),
    );
  });

  test("keys: one that runs again is kept once, with its last time", () => {
    const twice = finished(finished(many, rollback(3, { finishedAt: at(90) }), []), rollback(50), []);
    expect(twice.usedKeys.filter(({ key }) => key === "rk-3")).toEqual([{ key: "rk-3", at: at(90) }]);
  });

  test("present: the last rollback, its way back, and nothing pending", () => {
    const pending = { ...rollback(7), phase: "restoring" as const };
    const state = finished({ ...many, pending }, rollback(45), [
      { diskId: "d-1", snapshotId: "s-45", status: "restored" },
    ]);
    expect(state).toMatchObject({
      phase: "done",
      rollbackKey: "rk-45",
      lastRollback: rollback(45),
      undoSnapshotId: "s-undo45",
      disks: [{ diskId: "d-1", status: "restored" }],
    });
    expect(state.pending).toBeUndefined();
  });

  test("no safety snapshot: an older way back is not passed off as one", () => {
    const state = finished(many, rollback(45, { undoSnapshotId: undefined }), []);
    expect(state.undoSnapshotId).toBeUndefined();
  });
});

describe("withAbandoned", () => {
  const begun = { key: "rk-9", snapshotId: "s-9", startedAt: at(1), requestIds: [] };

  test("sent: its key counts as used from then on", () => {
    const state = withAbandoned({ ...empty, pending: { ...begun, phase: "submit", submittedAt: at(2) } });
    expect(state.pending).toBeUndefined();
    expect(state.usedKeys).toEqual([{ key: "rk-9", at: at(2) }]);
  });

  test("never sent: is simply forgotten", () => {
    const state = withAbandoned({ ...empty, pending: { ...begun, phase: "safetySnapshot" } });
    expect(state.pending).toBeUndefined();
    expect(state.usedKeys).toEqual([]);
  });
});

describe("rollbackState", () => {
  test("round trip: what is recorded is read again", () => {
    const state = finished(empty, rollback(1), [{ diskId: "d-1", snapshotId: "s-1", status: "restored" }]);
    const pending = { ...begunAt(2), submittedAt: at(3) };
    const outputs = rollbackOutputs({ diskId: "d-1" }, { ...state, pending, phase: "restoring" });
    expect(rollbackState(stored(outputs))).toEqual(stored({ ...state, pending, phase: "restoring" }));
  });

  test("inputs: the target and the declared point are kept, policies are not", () => {
    const inputs = {
      service: "ecs",
      regionId: "cn-hangzhou",
      diskId: "d-1",
      snapshotId: "s-1",
      triggers: [1],
      whenRunning: "fail",
      onRepeat: "run",
      timeouts: { rollback: "5m" },
    };
    const outputs = rollbackOutputs(inputs, { ...empty, phase: "done" });
    expect(outputs).toMatchObject({ service: "ecs", diskId: "d-1", snapshotId: "s-1", triggers: [1] });
    for (const policy of ["whenRunning", "onRepeat", "timeouts"]) expect(outputs).not.toHaveProperty(policy);
  });

  test("nothing recorded: nothing has run and nothing is pending", () => {
    expect(recordedRollback(rollbackState({}))).toEqual({
      declaredKey: undefined,
      usedKeys: [],
      pending: undefined,
    });
  });

  test("garbage in what is only shown: is borne", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (history, disks, lastRollback) => {
        const garbage = { history, disks, lastRollback, undoSnapshotId: lastRollback, instanceId: disks };
        const used = [{ key: "rk-1", at: at(1) }];
        const state = rollbackState({ ...garbage, rollbackKey: "rk-1", usedKeys: used });
        expect(recordedRollback(state)).toEqual({ declaredKey: "rk-1", usedKeys: used, pending: undefined });
      }),
    );
  });
});

function begunAt(index: number) {
  return {
    key: `rk-${index}`,
    snapshotId: `s-${index}`,
    phase: "restoring" as const,
    startedAt: at(index),
    requestIds: [],
  };
}
