// @ts-check

/** Providers get the stack's configuration (`configure`) only from this release of Pulumi on. */
export const MINIMUM_VERSION = "3.141.0";

/**
 * @param {string} text what `pulumi version` prints, such as "v3.225.0"
 * @returns {string | undefined} the version without its "v", "+build" left out
 */
export function readVersion(text) {
  return /^v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)(?:\+\S*)?\s*$/m.exec(text)?.[1];
}

/**
 * @param {string} version
 * @param {string} minimum a release, not a prerelease
 */
export function isAtLeast(version, minimum) {
  const [have, wanted] = [numbers(version), numbers(minimum)];
  for (const [index, number] of wanted.entries()) {
    const difference = (have[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  // 3.141.0-alpha.1 comes before 3.141.0.
  return !version.includes("-");
}

/** @param {string} version */
function numbers(version) {
  return version.replace(/-.*/, "").split(".").map(Number);
}
