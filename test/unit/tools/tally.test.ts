import { describe, expect, test } from "vitest";
import { sum, tallyOf } from "../../../tools/tally.mjs";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

describe("tallyOf", () => {
  test("tallyOf: counts tests, and leaves skipped ones out", () => {
    const report = {
      testResults: [file("passed", "passed", "passed", "skipped"), file("failed", "passed", "failed")],
    };
    expect(tallyOf({ report, code: 1 })).toEqual({ passed: 3, failed: 1 });
  });

  test("tallyOf: a file that does not load is a failure", () => {
    const report = { testResults: [file("failed", "passed", "failed"), file("failed")] };
    expect(tallyOf({ report, code: 1 })).toEqual({ passed: 1, failed: 2 });
  });

  test("tallyOf: an error outside all tests is a failure", () => {
    const report = { testResults: [file("passed", "passed")] };
    expect(tallyOf({ report, code: 1 })).toEqual({ passed: 1, failed: 1 });
  });

  test("tallyOf: a run that left no report is a failure", () => {
    expect(tallyOf({ report: undefined, code: 1 })).toEqual({ passed: 0, failed: 1 });
  });
});

describe("sum", () => {
  test("sum: adds up, nothing to nothing", () => {
    expect(sum([])).toEqual({ passed: 0, failed: 0 });
    expect(
      sum([
        { passed: 2, failed: 0 },
        { passed: 3, failed: 1 },
      ]),
    ).toEqual({ passed: 5, failed: 1 });
  });
});
