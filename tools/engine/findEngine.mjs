// @ts-check
import { MODULES } from "../repository.mjs";
import { buildFromGo, lookForGoBuild } from "./fromGo.mjs";
import { installFromNpm, lookForNpmInstall } from "./fromNpm.mjs";
import { lookOnPath } from "./lookOnPath.mjs";
import { placePlugin } from "./placePlugin.mjs";
import { chooseSources } from "./sources.mjs";
import { MINIMUM_VERSION } from "./version.mjs";

/**
 * @typedef {object} Engine
 * @property {string} path the `pulumi` program
 * @property {string} bin the folder to put first on PATH: language host and dynamic provider plugin are found there
 * @property {string} version such as "3.225.0"
 * @property {import("./sources.mjs").Source} source
 *
 * @typedef {{ engine: Engine } | { refused: string }} Finding
 *
 * @typedef {object} Search
 * @property {import("../report.mjs").Reporter} log
 * @property {NodeJS.ProcessEnv} environment
 *
 * @typedef {object} Way
 * @property {(search: Search) => Promise<Finding>} look finds what is already there; quick
 * @property {((search: Search) => Promise<Finding>)} [obtain] makes it, into the cache
 */

/** @type {Record<import("./sources.mjs").Source, Way>} */
const WAYS = {
  path: { look: lookOnPath },
  npm: { look: lookForNpmInstall, obtain: installFromNpm },
  go: { look: lookForGoBuild, obtain: buildFromGo },
};

/**
 * The Pulumi engine to use: one on PATH, else one in the cache, else one obtained now.
 * @param {{ log: import("../report.mjs").Reporter, environment?: NodeJS.ProcessEnv }} options
 * @returns {Promise<Engine>}
 */
export async function findEngine({ log, environment = process.env }) {
  const sources = chooseSources(environment);
  const search = { log, environment };
  /** @type {string[]} */
  const refusals = [];

  // All that is there already comes before anything that takes minutes.
  for (const source of sources) {
    const finding = await WAYS[source].look(search);
    if ("engine" in finding) return withPlugin(finding.engine);
    if (!WAYS[source].obtain) refusals.push(finding.refused);
  }
  for (const source of sources) {
    const finding = await WAYS[source].obtain?.(search);
    if (!finding) continue;
    if ("engine" in finding) return withPlugin(finding.engine);
    refusals.push(finding.refused);
  }
  throw new Error(whatToInstall(refusals));
}

/**
 * An engine on PATH was installed with its plugin beside it; one in our cache gets ours.
 * @param {Engine} engine
 */
async function withPlugin(engine) {
  if (engine.source !== "path") await placePlugin({ modules: MODULES, bin: engine.bin });
  return engine;
}

/** @param {readonly string[]} refusals */
function whatToInstall(refusals) {
  return [
    "No Pulumi engine could be found or made:",
    ...refusals.map((refusal) => `  - ${refusal}`),
    `Install Pulumi ${MINIMUM_VERSION} or later (https://www.pulumi.com/docs/install), or Go, and try again.`,
  ].join("\n");
}
