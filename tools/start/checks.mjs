// @ts-check

/** @typedef {ReturnType<typeof createChecks>} Checks */

export class CheckFailed extends Error {}

/**
 * Compares what was seen with what it must be, and says both where they differ.
 * @param {Pick<import("./screen.mjs").Screen, "good" | "bad">} screen
 */
export function createChecks(screen) {
  let passed = 0;
  let failed = 0;
  return {
    /**
     * @param {string} what
     * @param {unknown} seen
     * @param {unknown} expected
     */
    same(what, seen, expected) {
      if (words(seen) === words(expected)) {
        passed += 1;
        screen.good(`${what}: ${words(seen)}`);
      } else {
        failed += 1;
        screen.bad(`${what}: expected ${words(expected)}, seen ${words(seen)}`);
      }
    },
    /**
     * @param {string} what
     * @param {string} text
     * @param {RegExp} pattern
     */
    says(what, text, pattern) {
      if (pattern.test(text)) {
        passed += 1;
        screen.good(what);
      } else {
        failed += 1;
        screen.bad(`${what}: expected words like ${String(pattern)}, seen ${words(text)}`);
      }
    },
    /** Later chapters build on earlier ones. */
    demand() {
      if (failed > 0) throw new CheckFailed(`${failed} of ${passed + failed} checks failed`);
    },
    passed: () => passed,
  };
}

/**
 * @param {unknown} value
 * @returns {string}
 */
function words(value) {
  if (Array.isArray(value)) return value.length ? value.map(String).join(", ") : "none";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
