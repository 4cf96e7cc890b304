import { describe, expect, test } from "vitest";
import { planIsEmpty, planSnapshot } from "../../../provider/lifecycle/decideSnapshot";
import {
  nothingRemembered,
  outputsOf,
  outputsOfUnfinished,
  recordedSnapshot,
} from "../../../provider/lifecycle/snapshotOutputs";
import { pointOfSnapshot } from "../../../provider/lifecycle/restorePoint";
import { unknownValue } from "../../../provider/lifecycle/unknown";
import { someSnapshot } from "./facts";

type Inputs = Record<string, unknown>;

const inputs: Inputs = {
  service: "ecs",
  regionId: "cn-hangzhou",
  diskId: "d-1",
  description: "before the upgrade",
  retentionDays: 7,
  tags: { team: "shop" },
  resourceGroupId: "rg-1",
  triggers: ["1.0"],
  keep: 3,
  timeouts: { create: "30m" },
};
const recordedOf = (given: Inputs, facts = {}) =>
  recordedSnapshot(
    JSON.parse(
      JSON.stringify(outputsOf(given, pointOfSnapshot(someSnapshot(facts)), nothingRemembered)),
    ) as Inputs,
  );
const planOf = (change: Inputs, facts = {}) =>
  planSnapshot(recordedOf(inputs, facts), { ...inputs, ...change });
const without = (property: string) =>
  Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== property));

describe("planSnapshot", () => {
  test("nothing changed: the plan is empty", () => {
    expect(planIsEmpty(planOf({}))).toBe(true);
    expect(
      planIsEmpty(
        planSnapshot(recordedOf({ service: "ecs", diskId: "d-1" }), { service: "ecs", diskId: "d-1" }),
      ),
    ).toBe(true);
  });

  test.each([
    ["service", "swas"],
    ["regionId", "cn-beijing"],
    ["diskId", "d-2"],
    ["desktopId", "ecd-1"],
    ["instanceId", "i-1"],
    ["diskIds", ["d-1", "d-2"]],
    ["excludeDiskIds", ["d-3"]],
    ["existingSnapshotId", "s-9"],
  ])("%s: replaces", (property, value) => {
    const plan = planOf({ [property]: value });
    expect(plan.replaces).toEqual([property]);
    expect(planIsEmpty(plan)).toBe(false);
  });

  test("desktops: another type of disk replaces", () => {
    const desktop = { service: "ecd", regionId: "cn-hangzhou", desktopId: "ecd-1", sourceDiskType: "data" };
    const recorded = recordedOf(desktop, { sourceDiskType: "data" });
    expect(planIsEmpty(planSnapshot(recorded, desktop))).toBe(true);
    expect(planSnapshot(recorded, { ...desktop, sourceDiskType: "system" }).replaces).toEqual([
      "sourceDiskType",
    ]);
  });

  test.each([
    ["snapshotName", "another-name"],
    ["description", "another"],
    ["retentionDays", 9],
    ["tags", { team: "shop", cost: "7" }],
    ["resourceGroupId", "rg-2"],
  ])("%s: is changed in place, on the present snapshot", (property, value) => {
    expect(planOf({ [property]: value })).toMatchObject({
      replaces: [],
      take: undefined,
      modify: [property],
    });
  });

  test.each([
    ["keep", 1],
    ["waitFor", "available"],
    ["onMissing", "recreate"],
    ["forceDelete", true],
    ["timeouts", { create: "2h" }],
  ])("%s: changes the state only", (property, value) => {
    expect(planOf({ [property]: value })).toMatchObject({
      replaces: [],
      take: undefined,
      wait: false,
      modify: [],
      record: true,
    });
  });

  test("triggers: take a new generation, which has all attributes already", () => {
    expect(planOf({ triggers: ["1.1"], description: "another" })).toMatchObject({
      replaces: [],
      take: "triggers",
      modify: [],
      wait: false,
    });
  });

  test("triggers: the same values in another order of keys are the same", () => {
    const recorded = recordedOf({ ...inputs, triggers: { a: 1, b: 2 } });
    expect(planIsEmpty(planSnapshot(recorded, { ...inputs, triggers: { b: 2, a: 1 } }))).toBe(true);
  });

  test("defaults: a new default in a new version changes nothing", () => {
    const bare = { service: "ecs", regionId: "cn-hangzhou", diskId: "d-1" } as const;
    const recorded = recordedOf(bare);
    for (const property of ["keep", "waitFor", "onMissing", "forceDelete", "timeouts"])
      expect(Object.keys(recorded.applied)).not.toContain(property);
    expect(planIsEmpty(planSnapshot(recorded, bare))).toBe(true);
  });

  test("name: one that the program does not give is never changed", () => {
    const plan = planSnapshot(recordedOf(inputs, { snapshotName: "renamed-by-hand" }), inputs);
    expect(planIsEmpty(plan)).toBe(true);
  });

  test("name: one that was changed by hand is put right", () => {
    const named = { ...inputs, snapshotName: "mine" };
    expect(planSnapshot(recordedOf(named, { snapshotName: "theirs" }), named).modify).toEqual([
      "snapshotName",
    ]);
  });

  test("taken out: an attribute is changed in place, a policy in the state", () => {
    expect(planSnapshot(recordedOf(inputs), without("description")).modify).toEqual(["description"]);
    expect(planSnapshot(recordedOf(inputs), without("tags")).modify).toEqual(["tags"]);
    expect(planSnapshot(recordedOf(inputs), without("keep"))).toMatchObject({ modify: [], record: true });
  });

  test("progressing: the update goes on waiting, as far as what is waited for has not come", () => {
    const waits = (waitFor: string | undefined, available: boolean) =>
      planOf({ waitFor }, { status: "progressing", available }).wait;
    expect(planOf({}, { status: "progressing" })).toMatchObject({ take: undefined, replaces: [] });
    expect([waits(undefined, false), waits("accomplished", true)]).toEqual([true, true]);
    expect([waits("available", false), waits("available", true)]).toEqual([true, false]);
    expect(waits("submitted", false)).toBe(false);
  });

  test("failed: a new generation is taken", () => {
    expect(planOf({}, { status: "failed" })).toMatchObject({ take: "failed", wait: false });
  });

  test("deleted: stays on record, or is taken again where onMissing says so", () => {
    const deleted = { ...recordedOf(inputs), status: "deleted" as const };
    expect(planIsEmpty(planSnapshot(deleted, inputs))).toBe(true);
    const recreate = { ...inputs, onMissing: "recreate" };
    const recorded = { ...deleted, applied: { ...deleted.applied, onMissing: "recreate" } };
    expect(planSnapshot(recorded, recreate as typeof inputs).take).toBe("missing");
  });

  test("tracked: a snapshot that exists is never taken again, whatever its status", () => {
    const tracked = { service: "ecs", regionId: "cn-hangzhou", existingSnapshotId: "s-1" } as const;
    for (const status of ["failed", "deleted"] as const) {
      const recorded = { ...recordedOf({ ...tracked }), status };
      expect(planSnapshot(recorded, { ...tracked, onMissing: "recreate" }).take).toBeUndefined();
    }
  });

  test.each(["diskId", "regionId", "existingSnapshotId"])(
    "unknown %s: shows a change, and no replacement that may turn out to be none",
    (property) => {
      const plan = planOf({ [property]: unknownValue });
      expect(plan.replaces).toEqual([]);
      expect(planIsEmpty(plan)).toBe(false);
    },
  );

  test("unknown triggers: show a new generation", () => {
    expect(planOf({ triggers: [unknownValue] }).take).toBe("triggers");
  });

  test("a run cut short: what it left is gone on with, whatever is missing in it", () => {
    const outputs = outputsOfUnfinished(inputs, "disk", "s-1", "progressing", nothingRemembered);
    const recorded = recordedSnapshot(JSON.parse(JSON.stringify(outputs)) as Inputs);
    expect(planSnapshot(recorded, inputs)).toMatchObject({
      wait: true,
      take: undefined,
      modify: [],
      replaces: [],
    });
    expect(recordedSnapshot({})).toMatchObject({ snapshotId: undefined, status: "progressing" });
    expect(recordedSnapshot({ snapshotId: 7, status: "odd" })).toMatchObject({
      snapshotId: undefined,
      status: "progressing",
    });
  });

  test.each([
    ["gone", { status: "deleted", onMissing: "recreate" }, {}, "s-1"],
    ["gone, and new triggers ask for another one", { status: "deleted" }, { triggers: ["2.0"] }, undefined],
    ["failed, and never handed out", { status: "failed" }, {}, undefined],
    ["failed, and handed out while it was taken", { status: "failed", waitFor: "submitted" }, {}, "s-1"],
    ["failed, itself taken for a lost one", { status: "failed", inPlaceOf: "s-0" }, {}, "s-0"],
    ["there", { inPlaceOf: "s-0" }, {}, undefined],
  ])("%s: says in whose place the new one is taken", (_case, facts, change, inPlaceOf) => {
    const outputs = { ...inputs, snapshotId: "s-1", status: "accomplished", ...facts };
    const declared = { ...inputs, onMissing: "recreate", ...change };
    expect(planSnapshot(recordedSnapshot(outputs), declared).inPlaceOf).toBe(inPlaceOf);
  });
});
