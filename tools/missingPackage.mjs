// @ts-check

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?: boolean }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lock
 */

/**
 * Compares what package-lock.json wants with what npm recorded in node_modules. Contents, not file times: npm writes
 * the two in no particular order.
 * @param {{ wanted: Lock, installed: Lock }} locks
 * @returns {string | undefined} the first package that is missing or of another version; undefined if all are there
 */
export function missingPackage({ wanted, installed }) {
  for (const [path, { version, optional, devOptional }] of Object.entries(wanted.packages)) {
    if (path === "") continue;
    const present = installed.packages[path];
    // Optional ones depend on the platform.
    if (!present && (optional || devOptional)) continue;
    if (present?.version !== version) return `${path.replace(/^.*node_modules\//, "")} ${version}`;
  }
  return undefined;
}
