import { cpus } from "node:os";
import { describe, expect, test } from "vitest";
import { downtime } from "../../../tools/bench/downtime.mjs";
import { measureLoad, type LoadFigures } from "../../../tools/bench/load.mjs";
import { loadTable } from "../../../tools/bench/loadTable.mjs";
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
      parts: ["engine", "load"],
      load: { clients: 200, stored: 50_000, seconds: 30 },
      json: false,
    });
  });

  test("readOptions: one part alone, and a smaller load", () => {
    const args = ["--only", "load", "--clients", "3", "--stored", "10", "--load-seconds", "2"];
    expect(readOptions(args)).toMatchObject({
      parts: ["load"],
      load: { clients: 3, stored: 10, seconds: 2 },
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
    ["--only", "disks"],
    ["--clients", "0"],
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
    rollbacks: [
      {
        when: "afterStop",
        seconds: 40,
        downSeconds: 34.5,
        cloudSeconds: 32,
        resets: 1,
        calls: ["DescribeDisks", "ResetDisk", "DescribeDisks"],
      },
      {
        when: "beforeStop",
        seconds: 40,
        downSeconds: 28,
        cloudSeconds: 21,
        resets: 1,
        calls: Array.from({ length: 41 }, () => "DescribeDisks"),
      },
    ],
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
    expect(table({ ...figures, taken })).not.toMatch(/up of 20 .*(met|MISSED)/);
  });

  test("table: the downtime of a rollback is set against what the cloud needs", () => {
    expect(table(figures)).toMatch(/downtime afterStop +34\.5 s +32\.0 s +1\.08 +<= 1\.08: met\n/);
    expect(table(figures)).toMatch(/downtime beforeStop +28\.0 s +21\.0 s +1\.33 +<= 1\.08: MISSED\n/);
  });

  test("table: counts the calls of a rollback, and by action", () => {
    expect(table(figures)).toMatch(/API calls of one rollback, afterStop +3 +<= 40: met\n/);
    expect(table(figures)).toMatch(/API calls of one rollback, beforeStop +41 +<= 40: MISSED\n/);
    expect(table(figures)).toContain("resets: 1; DescribeDisks 2x, ResetDisk\n");
  });
});

describe("downtime", () => {
  const call = (second: number, action: string) => ({
    action,
    time: new Date(Date.UTC(2026, 10, 30) + second * 1_000).toISOString(),
  });
  const calls = [
    call(0, "DescribeInstances"),
    call(1, "StopInstance"),
    call(7, "DescribeInstances"),
    call(20, "StartInstance"),
    call(25, "DescribeInstances"),
    call(26.5, "DescribeInstances"),
    call(28, "DescribeInstances"),
  ];

  test("downtime: from the stop to the first look that can have seen the machine run", () => {
    expect(downtime(calls, 6)).toBe(25.5);
  });

  test("downtime: where nobody has looked since, until it runs", () => {
    expect(downtime(calls.slice(0, 5), 6)).toBe(25);
  });

  test("downtime: of a rollback that has stopped nothing there is none", () => {
    expect(() => downtime([call(0, "StartInstance")], 6)).toThrow("StopInstance");
  });
});

describe("load", () => {
  const figures: LoadFigures = {
    load: { stored: 50_000, clients: 200, seconds: 30 },
    ...{ fillSeconds: 40, lastToFirst: 1.1, stateBytes: 27 * 2 ** 20, alonePageMs: 5 },
    paced: { callsPerSecond: 200, pageMs: 19.9, writeMs: 12 },
    flatOut: { callsPerSecond: 500, pageMs: 400, writeMs: 390 },
  };

  test("load table: a page at the usual pace, and the filling, are set against their goals", () => {
    const text = loadTable(figures);
    expect(text).toMatch(/200 clients, a call a second each +200 +19\.9 ms +12\.0 ms +19\.9 <= 20 ms: met\n/);
    expect(text).toMatch(/to the first +1\.1 <= 1\.5: met\n/);
    expect(text).not.toContain("MISSED");
    const slow = loadTable({ ...figures, lastToFirst: 4, paced: { ...figures.paced, pageMs: 439 } });
    expect(slow.match(/MISSED/g)).toHaveLength(2);
  });

  test("load: measures a small load on a real process, with what it says about it", async () => {
    const steps: string[] = [];
    const step = <Value>(title: string, work: () => Promise<Value>) => (steps.push(title), work());
    const measured = await measureLoad({ stored: 150, clients: 4, seconds: 1 }, step);
    expect(steps).toHaveLength(4);
    expect(measured.stateBytes).toBeGreaterThan(150 * 300);
    expect(measured.paced.callsPerSecond).toBeLessThanOrEqual(8);
    expect(measured.flatOut.callsPerSecond).toBeGreaterThan(measured.paced.callsPerSecond);
    expect(measured.flatOut.pageMs).toBeGreaterThan(0);
  });
});
