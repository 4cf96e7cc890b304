// @ts-check

/**
 * @typedef {{ passed: number, failed: number }} Tally
 * @typedef {{ status: string, assertionResults: readonly { status: string }[] }} FileResult
 * @typedef {{ testResults: readonly FileResult[] }} VitestReport vitest's JSON report, as far as it is read here
 */

/**
 * Counts one run of vitest. What failed without being a test (a file that does not load, a broken set-up, an error
 * outside all tests) counts as a failure too: vitest's exit code knows of it, its count of tests does not.
 * @param {{ report: VitestReport | undefined, code: number }} run
 * @returns {Tally}
 */
export function tallyOf({ report, code }) {
  const tally = { passed: 0, failed: 0 };
  for (const { status, assertionResults } of report?.testResults ?? []) {
    const failed = assertionResults.filter((one) => one.status === "failed").length;
    tally.passed += assertionResults.filter((one) => one.status === "passed").length;
    tally.failed += status === "failed" ? Math.max(failed, 1) : failed;
  }
  if (code !== 0 && tally.failed === 0) tally.failed = 1;
  return tally;
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  return tallies.reduce(
    (all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed }),
    {
      passed: 0,
      failed: 0,
    },
  );
}
