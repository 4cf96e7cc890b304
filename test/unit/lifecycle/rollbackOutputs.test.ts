import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adopted, finished, rollbackOutputs } from "../../../provider/rollback/model/outputs";
import {
  answered,
  attemptOf,
  lastApplied,
  entering,
  recordedRollback,
  rollbackState,
  withAbandoned,
  type PendingRollback,
  type RollbackState,
} from "../../../provider/rollback/model/state";

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 20, 0, minutes)).toISOString();
const empty = rollbackState({});
const stored = (state: object) => JSON.parse(JSON.stringify(state)) as Record<string, unknown>;

const attemptName = (number: number) => `aaaa${String(number).padStart(2, "0")}`;

const pendingOf = (number: number, more: Partial<PendingRollback> = {}): PendingRollback => ({
  key: `rk-${number}`,
  attempt: attemptName(number),
  sequence: 3,
  phase: "restoring",
  startedAt: at(number),
  submittedAt: at(number),
  lossBegins: at(number - 1),
  disks: [{ diskId: "d-1", snapshotId: `s-${number}`, status: "restored" }],
  safety: { snapshots: [{ diskId: "d-1", snapshotId: `s-undo${number}` }] },
  hosts: [],
  requestIds: [`request-${number}`],
  phases: [],
  ...more,
});
const many = Array.from({ length: 45 }, (_, number) => pendingOf(number)).reduce<RollbackState>(
  (state, pending) => finished(state, pending, pending.startedAt, []),
  empty,
);

describe("finished", () => {
  test("history: holds the newest twenty, oldest first", () => {
    expect(many.history.map(({ key }) => key)).toEqual(
      Array.from({ length: 20 }, (_, index) => `rk-${index + 25}`),
    );
  });

  test("keys: of all rollbacks are kept", () => {
    expect(many.usedKeys.map(({ key }) => key)).toEqual(
      Array.from({ length: 45 }, (_, index) => `rk-${index}`),
    );
  });

  test("keys: one that runs again is kept once, with its last time", () => {
    const again = finished(many, pendingOf(3), at(90), []);
    expect(again.usedKeys.filter(({ key }) => key === "rk-3")).toEqual([{ key: "rk-3", at: at(90) }]);
    expect(again.usedKeys).toHaveLength(45);
  });

  test("present: the last rollback, its way back, and nothing pending", () => {
    const state = finished({ ...many, pending: pendingOf(50) }, pendingOf(50), at(52), []);
    expect(state).toMatchObject({
      phase: "done",
      rollbackKey: "rk-50",
      undoSnapshotId: "s-undo50",
      undoSnapshots: [{ diskId: "d-1", snapshotId: "s-undo50" }],
      disks: [{ diskId: "d-1", snapshotId: "s-50", status: "restored" }],
      lastRollback: {
        key: "rk-50",
        snapshotId: "s-50",
        startedAt: at(50),
        finishedAt: at(52),
        dataLossSeconds: 60,
        downtimeSeconds: 0,
        requestIds: ["request-50"],
        undoSnapshotId: "s-undo50",
      },
    });
    expect(state.pending).toBeUndefined();
  });

  test("attempts: this one and those that it has settled have ended, the last hundred are kept", () => {
    const open = [attemptOf(pendingOf(7))];
    const state = finished({ ...empty, ended: ["bbbbbb"], open }, pendingOf(8), at(9), [attemptName(7)]);
    expect(state.ended).toEqual(["bbbbbb", attemptName(7), attemptName(8)]);
    expect(state.open).toBeUndefined();
    const hundred = Array.from({ length: 100 }, (_, number) => attemptName(number));
    const more = finished(empty, pendingOf(1, { attempt: "cccccc" }), at(9), hundred);
    expect(more.ended).toEqual([...hundred.slice(1), "cccccc"]);
  });

  test("no safety snapshot: an older way back is not passed off as one", () => {
    const state = finished(many, pendingOf(50, { safety: undefined }), at(52), []);
    expect([state.undoSnapshotId, state.undoSnapshots]).toEqual([undefined, []]);
  });

  test("several disks: no single snapshot is named, their group is", () => {
    const disks = ["1", "2"].map((id) => ({
      diskId: `d-${id}`,
      snapshotId: `s-${id}`,
      status: "restored" as const,
    }));
    const safety = {
      snapshotGroupId: "ssg-undo",
      snapshots: ["1", "2"].map((id) => ({ diskId: `d-${id}`, snapshotId: `s-undo${id}` })),
    };
    const state = finished(empty, pendingOf(1, { disks, safety, snapshotGroupId: "ssg-1" }), at(2), []);
    expect(state.lastRollback).toMatchObject({ snapshotGroupId: "ssg-1", undoSnapshotGroupId: "ssg-undo" });
    expect([state.undoSnapshotId, state.lastRollback?.snapshotId]).toEqual([undefined, undefined]);
    expect(state.undoSnapshots).toHaveLength(2);
  });

  test("downtime: counts from the stop of a host that ran, and of no other", () => {
    const stopped = { hostId: "i-1", wasRunning: true, stoppedAt: at(1) };
    const off = { hostId: "i-2", wasRunning: false };
    expect(finished(empty, pendingOf(1, { hosts: [off, stopped] }), at(6), [])).toMatchObject({
      lastRollback: { downtimeSeconds: 300 },
      hostWasRunning: true,
    });
    expect(finished(empty, pendingOf(1, { hosts: [off] }), at(6), [])).toMatchObject({
      lastRollback: { downtimeSeconds: 0 },
      hostWasRunning: false,
    });
  });
});

describe("entering", () => {
  test("requests: are kept with the phase in which they were answered", () => {
    const stopping = answered(entering(pendingOf(1), "stop", at(2)), "request-stop");
    const saving = entering(stopping, "safetySnapshot", at(5));
    const both = answered(answered(saving, "request-one"), "request-other");
    expect(both.phases.map(({ phase, requestIds }) => [phase, requestIds])).toEqual([
      ["stop", ["request-stop"]],
      ["safetySnapshot", ["request-one", "request-other"]],
    ]);
  });

  test("phases: one begins where the one before ends", () => {
    const pending = entering(entering(pendingOf(1), "stop", at(2)), "safetySnapshot", at(5));
    expect(pending).toMatchObject({
      phase: "safetySnapshot",
      phases: [
        { phase: "stop", startedAt: at(2), finishedAt: at(5) },
        { phase: "safetySnapshot", startedAt: at(5) },
      ],
    });
  });
});

describe("adopted", () => {
  test("key: counts as used, and nothing as rolled back", () => {
    const state = adopted(empty, { key: "rk-1", at: at(1), applied: "s-1" });
    expect(state).toMatchObject({
      phase: "adopted",
      rollbackKey: "rk-1",
      usedKeys: [{ key: "rk-1", at: at(1), applied: "s-1" }],
    });
    expect(lastApplied(state)).toBe("s-1");
    expect([state.lastRollback, state.history]).toEqual([undefined, []]);
  });
});

describe("withAbandoned", () => {
  test("sent: its key counts as used from then on", () => {
    const state = withAbandoned({ ...empty, pending: pendingOf(9) });
    expect(state.pending).toBeUndefined();
    expect(state.usedKeys).toEqual([{ key: "rk-9", at: at(9) }]);
    expect(state.open?.map(({ attempt }) => attempt)).toEqual([attemptName(9)]);
    expect(lastApplied(state)).toBe("unknown");
  });

  test("never sent: is simply forgotten", () => {
    const state = withAbandoned({ ...empty, pending: pendingOf(9, { submittedAt: undefined }) });
    expect([state.pending, state.usedKeys, state.open]).toEqual([undefined, [], undefined]);
    expect(state.ended).toEqual([attemptName(9)]);
  });
});

describe("rollbackState", () => {
  test("round trip: what is recorded is read again", () => {
    const state = {
      ...finished(empty, pendingOf(1), at(2), []),
      pending: pendingOf(3),
      phase: "restoring" as const,
    };
    expect(rollbackState(stored(rollbackOutputs({ diskId: "d-1" }, state)))).toEqual(stored(state));
  });

  test("inputs: what names the target and the point is kept, policies are not", () => {
    const point = {
      service: "ecs",
      regionId: "cn-hangzhou",
      diskId: "d-1",
      snapshotId: "s-1",
      triggers: [1],
    };
    const policies = { whenRunning: "fail", onRepeat: "run", timeouts: { rollback: "5m" } };
    const outputs = rollbackOutputs({ ...point, ...policies }, { ...empty, phase: "done" });
    expect(outputs).toMatchObject(point);
    for (const policy of Object.keys(policies)) expect(outputs).not.toHaveProperty(policy);
  });

  test("nothing recorded: nothing has run and nothing is pending", () => {
    expect(recordedRollback(empty)).toEqual({
      disarmed: false,
      declaredKey: undefined,
      usedKeys: [],
      pending: undefined,
    });
  });

  test("garbage in what is only shown: is borne", () => {
    const used = [{ key: "rk-1", at: at(1) }];
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (history, disks, lastRollback) => {
        const garbage = {
          history,
          disks,
          lastRollback,
          undoSnapshotId: lastRollback,
          undoSnapshots: history,
        };
        const state = rollbackState({ ...garbage, instanceId: disks, rollbackKey: "rk-1", usedKeys: used });
        expect(recordedRollback(state)).toMatchObject({
          declaredKey: "rk-1",
          usedKeys: used,
          pending: undefined,
        });
      }),
    );
  });

  test.each([
    ["a used key without its key", { usedKeys: [{ key: "rk-1", at: at(1) }, { at: at(2) }] }],
    ["used keys that are no list", { usedKeys: "rk-1" }],
    ["a run in a phase of another version", { pending: { ...stored(pendingOf(1)), phase: "thaw" } }],
    ["a run without its key", { pending: { ...stored(pendingOf(1)), key: undefined } }],
  ])("garbage in what keeps a rollback from running twice (%s): refuses to go on", (_case, outputs) => {
    expect(() => rollbackState(outputs)).toThrow(/cannot be read.*Nothing was changed/);
  });

  test("null: is as if it were absent", () => {
    expect(rollbackState({ rollbackKey: null, pending: null, usedKeys: null, phase: 4 })).toEqual(empty);
  });
});
