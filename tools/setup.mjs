// @ts-check
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, isBuilt } from "./build.mjs";
import { isAtLeast } from "./engine/version.mjs";
import { findEngine } from "./engine/findEngine.mjs";
import { missingPackage } from "./missingPackage.mjs";
import { isLinked, linkPackage } from "./linkPackage.mjs";
import { npm } from "./npm.mjs";
import { createReporter } from "./report.mjs";
import { MODULES, ROOT } from "./repository.mjs";
import { lastLines, run } from "./run.mjs";

/**
 * Makes a fresh clone ready to run, and does nothing where all is there.
 * @param {{ log: import("./report.mjs").Reporter }} options
 * @returns {Promise<import("./engine/findEngine.mjs").Engine>}
 */
export async function setUp({ log }) {
  await installPackages({ log });
  await buildPackage({ log });
  return findEngine({ log });
}

/**
 * node_modules as package-lock.json wants it, with the package itself in it.
 * @param {{ log: import("./report.mjs").Reporter }} options
 */
export async function installPackages({ log }) {
  await checkNode();
  await runNpm(log);
  if (!(await isLinked())) await linkPackage();
}

/**
 * dist/ as the sources want it.
 * @param {{ log: import("./report.mjs").Reporter }} options
 */
export async function buildPackage({ log }) {
  if (await isBuilt()) return;
  const step = log.step("Building dist/");
  const { code, output } = await build();
  if (code !== 0) {
    step.failed("the compiler found errors");
    throw new Error(lastLines(output));
  }
  step.done();
}

async function checkNode() {
  const manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const wanted = String(manifest.engines.node).replace(/^>=/, "");
  const minimum = [...wanted.split("."), "0", "0"].slice(0, 3).join(".");
  if (isAtLeast(process.versions.node, minimum)) return;
  throw new Error(
    `Node.js ${minimum} or later is needed; this is ${process.versions.node}. See https://nodejs.org`,
  );
}

/** @param {import("./report.mjs").Reporter} log */
async function runNpm(log) {
  const why = await whatIsMissing();
  if (!why) return;
  const step = log.step(`npm ci (${why})`);
  const { command, args, environment } = npm(["ci", "--no-audit", "--no-fund"]);
  const { code, output } = await run(command, args, { cwd: ROOT, environment });
  if (code !== 0) {
    step.failed(`npm ended with code ${code}`);
    throw new Error(
      `${lastLines(output)}\nThe packages could not be installed. Run "npm ci" here to see for yourself.`,
    );
  }
  step.done();
}

/** @returns {Promise<string | undefined>} why npm has to install */
async function whatIsMissing() {
  const record = join(MODULES, ".package-lock.json");
  if (!existsSync(record)) return "nothing is installed yet";
  const [wanted, installed] = await Promise.all(
    [join(ROOT, "package-lock.json"), record].map(async (path) => JSON.parse(await readFile(path, "utf8"))),
  );
  const missing = missingPackage({ wanted, installed });
  return missing && `${missing} is missing`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const log = createReporter();
  const engine = await setUp({ log });
  log.say(`Ready. Pulumi ${engine.version} (${engine.path})`);
}
