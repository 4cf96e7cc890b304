import { cpus } from "node:os";
import { describe, expect, test } from "vitest";
import { median } from "../../../tools/bench/median.mjs";
import { readOptions } from "../../../tools/bench/options.mjs";
import { type Figures, table } from "../../../tools/bench/table.mjs";

describe("readOptions", () => {
  test("readOptions: without any, 1 and 20 snapshots of 10 s, at the default and at 32 at once", () => {
    expect(readOptions([])).toMatchObject({
      snapshots: [1, 20],
      parallel: [undefined, 32],
      existing: [1, 100],
      repetitions: 1,
      seconds: 10,
      latencyMs: 20,
      json: false,
    });
  });

  test("readOptions: reads lists and numbers", () => {
    const options = readOptions([
      "--snapshots",
      "5",
      "--parallel",
      "8,default",
      "--repetitions",
      "3",
      "--json",
    ]);
    expect(options).toMatchObject({ snapshots: [5], parallel: [8, undefined], repetitions: 3, json: true });
  });

  test.each([
    ["--snapshots", "1,x"],
    ["--repetitions", "0"],
    ["--duration", "1.5"],
    ["--parallel", ""],
    ["--snapshots", "201"],
  ])("readOptions: refuses %s %s by name", (name, value) => {
    expect(() => readOptions([name, value])).toThrow(name);
  });
});

describe("median", () => {
  test.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 2, 9], 3],
  ])("median: of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe("table", () => {
  const many = Math.max(32, 4 * cpus().length);
  const figures: Figures = {
    ...{
      engine: "3.225.0",
      snapshotSeconds: 10,
      latencyMs: 20,
      repetitions: 1,
      emptyUp: 2,
      providerBytes: 81,
    },
    taken: [
      { count: 1, parallel: many, seconds: 15, calls: 5 },
      { count: 20, parallel: many, seconds: 15.6, calls: 40 },
    ],
    existing: [{ count: 100, preview: 4, up: 5, calls: 0 }],
    rollback: {
      seconds: 20,
      cloudSeconds: 17,
      resets: 1,
      calls: ["DescribeDisks", "ResetDisk", "DescribeDisks"],
    },
  };

  test("table: time is set against the snapshots' own time and an empty up", () => {
    expect(table(figures)).toMatch(/up of 1 .* 15\.0 s +1\.25 +5\.00\n/);
    expect(table(figures)).toMatch(/up of 20 .* 15\.6 s +1\.30 +2\.00 +<= 1\.30 and <= 2: met\n/);
  });

  test.each([{ seconds: 15.7 }, { calls: 41 }])("table: 20 snapshots with %j miss the goal", (change) => {
    const taken = [{ count: 20, parallel: many, seconds: 15.6, calls: 40, ...change }];
    expect(table({ ...figures, taken })).toContain("MISSED");
  });

  test("table: a batch at a time is no case for the goal", () => {
    const taken = [{ count: 20, parallel: 8, seconds: 33, calls: 40 }];
    expect(table({ ...figures, taken })).not.toMatch(/met|MISSED/);
  });

  test("table: counts the calls of a rollback by action", () => {
    expect(table(figures)).toContain("resets: 1; calls: 3\n  DescribeDisks 2x\n  ResetDisk");
  });
});
