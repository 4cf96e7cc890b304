// @ts-check

/** Where an engine can come from, in the order in which they are tried. */
export const SOURCES = /** @type {const} */ (["path", "npm", "go"]);

/** @typedef {(typeof SOURCES)[number]} Source */

/** Names the one source to use. */
export const FORCE_VARIABLE = "PULUMI_ALICLOUD_RESTORE_ENGINE";

/**
 * @param {NodeJS.ProcessEnv} environment
 * @returns {readonly Source[]}
 */
export function chooseSources(environment) {
  const forced = environment[FORCE_VARIABLE];
  if (!forced) return SOURCES;
  const source = SOURCES.find((known) => known === forced);
  if (!source)
    throw new Error(
      `${FORCE_VARIABLE}=${forced}: no such source of an engine. Known: ${SOURCES.join(", ")}.`,
    );
  return [source];
}
