// @ts-check
import { spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { findEngine } from "./engine/findEngine.mjs";
import { createReporter, elapsed } from "./report.mjs";
import { MODULES, ROOT } from "./repository.mjs";
import { buildPackage, installPackages } from "./setup.mjs";
import { sum, tallyOf } from "./tally.mjs";

/** @typedef {import("./tally.mjs").Tally} Tally */

/** @type {Record<string, () => Promise<Tally>>} */
const PARTS = {
  check,
  unit: () => vitest("unit"),
  integration: async () => sum([await vitest("integration"), await vitest("scratch")]),
  model: () => vitest("model"),
  crash: () => vitest("crash"),
  e2e: async () => {
    await findEngine({ log });
    return vitest("e2e");
  },
};

/** @type {Record<string, () => Promise<Tally>>} what runs only when it is asked for */
const LONG_PARTS = {
  "crash-matrix": async () => {
    process.env["CRASH_MATRIX"] = "full";
    await findEngine({ log });
    return sum([await vitest("crash"), await vitest("e2e", "test/crash")]);
  },
};

const BUILD = ["tools/build.mjs"];
/** @type {readonly (readonly string[])[]} what reads the sources and changes nothing, so that all of it runs at once */
const CHECKS = [
  ["node_modules/typescript/bin/tsc", "--noEmit"],
  ["node_modules/eslint/bin/eslint.js", "."],
  ["node_modules/prettier/bin/prettier.cjs", "--check", "."],
];

const log = createReporter({ screen: process.stdout });
const total = await runAll(process.argv.slice(2));
log.say("");
log.say(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

/**
 * All parts run, whatever the ones before them said.
 * @param {readonly string[]} asked names of parts; none means all
 */
async function runAll(asked) {
  const known = { ...PARTS, ...LONG_PARTS };
  const unknown = asked.find((name) => !(name in known));
  if (unknown)
    return attempt("arguments", () =>
      Promise.reject(new Error(`no part "${unknown}"; known: ${Object.keys(known).join(", ")}`)),
    );

  const parts = Object.entries(asked.length === 0 ? PARTS : known).filter(
    ([name]) => asked.length === 0 || asked.includes(name),
  );
  const installed = await attempt("set up", () => nothingToCount(installPackages({ log })));
  if (installed.failed > 0) return installed;
  // Where "check" runs, it builds, and reports what it finds.
  const built = parts.some(([name]) => name === "check")
    ? installed
    : await attempt("build", () => nothingToCount(buildPackage({ log })));

  const tallies = [built];
  for (const [name, part] of parts) tallies.push(await attempt(name, part));
  return sum(tallies);
}

/**
 * @param {string} name
 * @param {() => Promise<Tally>} part
 * @returns {Promise<Tally>}
 */
async function attempt(name, part) {
  const startedAt = Date.now();
  try {
    const tally = await part();
    if (name in PARTS || name in LONG_PARTS)
      log.say(`${name}: ${inWords(tally)} in ${elapsed(Date.now() - startedAt)}`);
    return tally;
  } catch (error) {
    log.say(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return { passed: 0, failed: 1 };
  }
}

/** @param {Tally} tally */
function inWords({ passed, failed }) {
  return passed + failed === 0 ? "good" : `${passed} passed, ${failed} failed`;
}

/** @returns {Promise<Tally>} checks are no tests: a good one is not counted, a bad one is a failure */
async function check() {
  const build = await checkStep(BUILD);
  const others = await Promise.all(CHECKS.map(checkStep));
  return sum([build, ...others]);
}

/**
 * @param {readonly string[]} command a program of ours or of a package, and its arguments
 * @returns {Promise<Tally>}
 */
async function checkStep([program = "", ...args]) {
  const step = `${program.replace(/^.*\//, "").replace(/\..*$/, "")} ${args.join(" ")}`.trim();
  const startedAt = Date.now();
  const code = await stream([join(ROOT, program), ...args]);
  log.say(`check, ${step}: ${code === 0 ? "good" : "FAILED"}, ${elapsed(Date.now() - startedAt)}`);
  return { passed: 0, failed: code === 0 ? 0 : 1 };
}

/**
 * @param {string} project
 * @param {readonly string[]} files parts of the names of test files; none means all
 * @returns {Promise<Tally>}
 */
async function vitest(project, ...files) {
  const folder = join(ROOT, ".tmp", "test-results");
  const file = join(folder, `${project}.json`);
  await mkdir(folder, { recursive: true });
  await rm(file, { force: true });
  const code = await stream([
    join(MODULES, "vitest", "vitest.mjs"),
    ...[
      "run",
      ...files,
      "--project",
      project,
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${file}`,
    ],
  ]);
  const text = await readFile(file, "utf8").catch(() => undefined);
  return tallyOf({ report: text === undefined ? undefined : JSON.parse(text), code });
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
function stream(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", () => resolve(1));
    child.on("close", (code) => resolve(code ?? 1));
  });
}

/**
 * @param {Promise<void>} work
 * @returns {Promise<Tally>}
 */
async function nothingToCount(work) {
  await work;
  return { passed: 0, failed: 0 };
}
