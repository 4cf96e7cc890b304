// @ts-check
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lastLines, run } from "../run.mjs";
import { entryFolder, fillCache, lookInCache, program } from "./cache.mjs";

/** Each part is a Go module of its own: go.mod pins the version, go.sum the checksums of all it is made of. */
const MODULES = fileURLToPath(new URL("go/", import.meta.url));

/**
 * @typedef {object} Part
 * @property {string} folder below MODULES
 * @property {string} program what comes out
 * @property {string} module the Go module whose version it bears
 * @property {string} command the Go package to build
 */

/** @type {readonly Part[]} */
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

/** go.mod and go.sum are read, never rewritten; the checksum database stays as the machine has it. */
const BUILD_FLAGS = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-v"];

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

/** @param {{ part: Part, target: string, environment: NodeJS.ProcessEnv, step: import("../report.mjs").Step }} options */
async function buildPart({ part, target, environment, step }) {
  const version = await pinnedVersion(part);
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`;
  const seen = { downloads: 0, packages: 0 };
  return run("go", ["build", ...BUILD_FLAGS, "-ldflags", flags, "-o", target, part.command], {
    cwd: join(MODULES, part.folder),
    environment: { ...environment, GOWORK: "off", CGO_ENABLED: "0" },
    onLine: (line) => {
      if (line.startsWith("go: downloading")) seen.downloads += 1;
      else seen.packages += 1;
      step.detail(`${seen.downloads} modules downloaded, ${seen.packages} packages compiled`);
    },
  });
}

async function engineVersion() {
  const engine = PARTS.find((part) => part.program === "pulumi");
  if (!engine) throw new Error("the engine is not among the parts to build");
  return pinnedVersion(engine);
}

/**
 * @param {Part} part
 * @returns {Promise<string>} the version that its go.mod requires
 */
async function pinnedVersion({ folder, module }) {
  const text = await readFile(join(MODULES, folder, "go.mod"), "utf8");
  const version = new RegExp(`^(?:require)?\\s*${module.replaceAll(".", "\\.")} v(\\S+)`, "m").exec(
    text,
  )?.[1];
  if (!version) throw new Error(`${folder}/go.mod requires no ${module}`);
  return version;
}
