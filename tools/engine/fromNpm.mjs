// @ts-check
import { copyFile, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { npm } from "../npm.mjs";
import { lastLines, run } from "../run.mjs";
import { entryFolder, fillCache, lookInCache, program } from "./cache.mjs";

/** package.json and package-lock.json pin the official wrapper, with its checksum. */
const PINNED = fileURLToPath(new URL("npm/", import.meta.url));

/** A registry or a download site that does not answer is given up after this long; one that sends is waited for. */
const SILENCE_LIMIT = 60_000;

/**
 * @param {import("./findEngine.mjs").Search} search
 * @returns {Promise<import("./findEngine.mjs").Finding>}
 */
export async function lookForNpmInstall({ environment }) {
  const version = await pinnedVersion();
  return lookInCache(entryFolder({ environment, version, source: "npm" }), "npm");
}

/**
 * The npm package `pulumi` holds no engine: it downloads one from pulumi.com when it first runs.
 * @param {import("./findEngine.mjs").Search} search
 * @returns {Promise<import("./findEngine.mjs").Finding>}
 */
export async function installFromNpm({ log, environment }) {
  const version = await pinnedVersion();
  const entry = entryFolder({ environment, version, source: "npm" });
  const step = log.step(`Pulumi ${version} through npm's "pulumi"`);
  const refused = await fillCache({
    entry,
    version,
    log,
    make: (folder) => download({ folder, version, environment, step }),
  });
  if (refused) {
    step.failed(refused);
    return { refused: `npm's "pulumi": ${refused}` };
  }
  step.done();
  return lookInCache(entry, "npm");
}

/**
 * @param {{ folder: string, version: string, environment: NodeJS.ProcessEnv, step: import("../report.mjs").Step }} options
 * @returns {Promise<string | undefined>} why it failed
 */
async function download({ folder, version, environment, step }) {
  const [wrapper, home] = [join(folder, "wrapper"), join(folder, "home")];
  await mkdir(wrapper);
  for (const file of ["package.json", "package-lock.json"])
    await copyFile(join(PINNED, file), join(wrapper, file));

  step.detail("installing the wrapper");
  const install = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], environment);
  const installed = await run(install.command, install.args, {
    cwd: wrapper,
    environment: install.environment,
    silenceLimit: SILENCE_LIMIT,
  });
  if (installed.code !== 0) return reason(installed);

  const start = join(wrapper, "node_modules", "pulumi", "run.js");
  const started = await run(process.execPath, [start, "version"], {
    environment: {
      ...environment,
      PULUMI_HOME: home,
      PULUMI_VERSION: version,
      PULUMI_SKIP_UPDATE_CHECK: "1",
    },
    silenceLimit: SILENCE_LIMIT,
    onLine: (line) => step.detail(line.trim()),
  });
  if (started.code !== 0) return reason(started);
  return keep({ folder, wrapper, home, version });
}

/**
 * Keeps the programs and drops what was needed to get them.
 * @param {{ folder: string, wrapper: string, home: string, version: string }} options
 */
async function keep({ folder, wrapper, home, version }) {
  const bin = join(folder, "bin");
  await rename(join(home, "versions", version, "bin"), bin);
  await rm(wrapper, { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
  for (const name of ["pulumi", "pulumi-language-nodejs"]) {
    const tried = await run(join(bin, program(name)), [name === "pulumi" ? "version" : "-version"], {
      silenceLimit: SILENCE_LIMIT,
    });
    if (name === "pulumi" && tried.code !== 0)
      return `what was downloaded does not run: ${lastLines(tried.output, 3)}`;
    if (tried.code === 127) return `what was downloaded has no ${name}`;
  }
  return undefined;
}

async function pinnedVersion() {
  const manifest = JSON.parse(await readFile(join(PINNED, "package.json"), "utf8"));
  return String(manifest.dependencies.pulumi);
}

/** @param {import("../run.mjs").Outcome} outcome */
function reason({ stopped, output }) {
  const said = lastLines(output, 3).replace(/\s*\n\s*/g, "; ");
  return [stopped, said].filter(Boolean).join(": ");
}
