// @ts-check
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { lastLines, run } from "../run.mjs";
import { entryFolder, fillCache, lookInCache, program } from "./cache.mjs";
import { buildPart, pinnedVersion } from "./goBuild.mjs";

/** @type {readonly import("./goBuild.mjs").Part[]} */
const PARTS = [
  {
    folder: "pulumi",
    program: "pulumi",
    module: "github.com/pulumi/pulumi/pkg/v3",
    command: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  },
  {
    folder: "language-nodejs",
    program: "pulumi-language-nodejs",
    module: "github.com/pulumi/pulumi/sdk/v3",
    command: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  },
];

/**
 * @param {import("./findEngine.mjs").Search} search
 * @returns {Promise<import("./findEngine.mjs").Finding>}
 */
export async function lookForGoBuild({ environment }) {
  const version = await engineVersion();
  return lookInCache(entryFolder({ environment, version, source: "go" }), "go");
}

/**
 * @param {import("./findEngine.mjs").Search} search
 * @returns {Promise<import("./findEngine.mjs").Finding>}
 */
export async function buildFromGo({ log, environment }) {
  const go = await run("go", ["version"], { environment });
  if (go.code !== 0) return { refused: "building it from Go modules: there is no Go on PATH" };

  const version = await engineVersion();
  const entry = entryFolder({ environment, version, source: "go" });
  log.say(`Building Pulumi ${version} from Go modules: about 3 to 5 minutes, once. Kept in ${entry}`);
  const make = (/** @type {string} */ folder) => buildParts({ folder, environment, log });
  const refused = await fillCache({ entry, version, log, make });
  return refused ? { refused: `building it from Go modules: ${refused}` } : lookInCache(entry, "go");
}

/**
 * @param {{ folder: string, environment: NodeJS.ProcessEnv, log: import("../report.mjs").Reporter }} options
 * @returns {Promise<string | undefined>} why it failed
 */
async function buildParts({ folder, environment, log }) {
  await mkdir(join(folder, "bin"));
  for (const [index, part] of PARTS.entries()) {
    const step = log.step(`Build ${index + 1} of ${PARTS.length}: ${part.program}`);
    const built = await buildPart({
      part,
      target: join(folder, "bin", program(part.program)),
      environment,
      step,
    });
    if (built.code !== 0) {
      step.failed(`go build ended with code ${built.code}`);
      log.say(lastLines(built.output));
      return `go build of ${part.command} failed (its output stands above)`;
    }
    step.done();
  }
  return undefined;
}

async function engineVersion() {
  const engine = PARTS.find((part) => part.program === "pulumi");
  if (!engine) throw new Error("the engine is not among the parts to build");
  return pinnedVersion(engine);
}
