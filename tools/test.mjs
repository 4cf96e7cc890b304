// @ts-check
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { findEngine } from "./engine/findEngine.mjs";
import { builtLanguages, findLanguageHost } from "./engine/findLanguageHost.mjs";
import { findGenerator } from "./engine/generateSdk.mjs";
import { createReporter, elapsed } from "./report.mjs";
import { MODULES, ROOT } from "./repository.mjs";
import { heldScreen, stream } from "./screens.mjs";
import { buildPackage, installPackages } from "./setup.mjs";
import { sum, tallyOf } from "./tally.mjs";

/** @typedef {import("./tally.mjs").Tally} Tally */
/** @typedef {import("./screens.mjs").Screen} Screen */

/**
 * @typedef {object} Part
 * @property {(screen: Screen) => Promise<Tally>} run
 * @property {boolean} [engine] needs Pulumi's engine
 * @property {boolean} [beside] runs beside the other parts, and is shown after them: it waits most of the time, or
 *   nothing in it depends on how fast it is
 * @property {boolean} [long] runs only when it is asked for
 */

/** @type {Record<string, Part>} */
const PARTS = {
  check: { run: check, beside: true },
  unit: { run: (screen) => vitest(screen, ["unit"]) },
  integration: {
    run: async (screen) => sum([await vitest(screen, ["integration"]), await vitest(screen, ["scratch"])]),
  },
  model: { run: (screen) => vitest(screen, ["model"]) },
  explore: { run: (screen) => vitest(screen, ["explore"]) },
  crash: { run: (screen) => vitest(screen, ["crash", "matrix"]) },
  e2e: { run: (screen) => vitest(screen, ["e2e"]), engine: true, beside: true },
  "crash-matrix": { run: crashMatrix, engine: true, long: true },
};

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
 * @param {readonly string[]} asked names of parts; none means all that are not long
 * @returns {Promise<Tally>}
 */
async function runAll(asked) {
  const unknown = asked.find((name) => !(name in PARTS));
  if (unknown) return failed("arguments", `no part "${unknown}"; known: ${Object.keys(PARTS).join(", ")}`);
  const parts = Object.entries(PARTS).filter(([name, { long }]) =>
    asked.length ? asked.includes(name) : !long,
  );
  try {
    await installPackages({ log });
    await buildPackage({ log });
    if (parts.some(([, { engine }]) => engine)) await prepareEngine();
  } catch (error) {
    return failed("set up", error);
  }

  const aside = parts.length > 1 ? parts.filter(([, { beside }]) => beside) : [];
  const begun = aside.map(([name, part]) => {
    const screen = heldScreen(process.stdout);
    return { screen, tally: attempt(name, part, screen) };
  });
  const tallies = [];
  for (const [name, part] of parts.filter((one) => !aside.includes(one)))
    tallies.push(await attempt(name, part, process.stdout));
  for (const { screen, tally } of begun) {
    screen.release();
    tallies.push(await tally);
  }
  return sum(tallies);
}

/**
 * With what programs of other languages need: built now, while nothing else is at work. What cannot be made fails its own
 * tests, and no others.
 */
async function prepareEngine() {
  const engine = await findEngine({ log });
  try {
    for (const language of builtLanguages) await findLanguageHost({ language, engine, log });
    const generator = await findGenerator({ log });
    if ("refused" in generator) log.say(generator.refused);
  } catch (error) {
    log.say(error instanceof Error ? error.message : String(error));
  }
}

/**
 * @param {string} name
 * @param {Part} part
 * @param {Screen} screen
 * @returns {Promise<Tally>}
 */
async function attempt(name, part, screen) {
  const startedAt = Date.now();
  try {
    const tally = await part.run(screen);
    screen.write(`${name}: ${inWords(tally)} in ${elapsed(Date.now() - startedAt)}\n`);
    return tally;
  } catch (error) {
    return failed(name, error);
  }
}

/**
 * @param {string} what
 * @param {unknown} error
 * @returns {Tally}
 */
function failed(what, error) {
  log.say(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  return { passed: 0, failed: 1 };
}

/** @param {Tally} tally */
function inWords({ passed, failed }) {
  return passed + failed === 0 ? "good" : `${passed} passed, ${failed} failed`;
}

/**
 * Checks are no tests: a good one is not counted, a bad one is a failure.
 * @param {Screen} screen
 * @returns {Promise<Tally>}
 */
async function check(screen) {
  const steps = CHECKS.map(async ([program = "", ...args]) => {
    const name = `${program.replace(/^.*\//, "").replace(/\..*$/, "")} ${args.join(" ")}`;
    const startedAt = Date.now();
    const code = await stream([join(ROOT, program), ...args], screen);
    screen.write(`check, ${name}: ${code === 0 ? "good" : "FAILED"}, ${elapsed(Date.now() - startedAt)}\n`);
    return { passed: 0, failed: code === 0 ? 0 : 1 };
  });
  return sum(await Promise.all(steps));
}

/**
 * @param {Screen} screen
 * @returns {Promise<Tally>}
 */
async function crashMatrix(screen) {
  process.env["CRASH_MATRIX"] = "full";
  return sum([await vitest(screen, ["crash"]), await vitest(screen, ["e2e", "test/crash"])]);
}

/**
 * @param {Screen} screen
 * @param {readonly [project: string, ...files: string[]]} what parts of the names of test files; none means all
 * @returns {Promise<Tally>}
 */
async function vitest(screen, [project, ...files]) {
  const folder = join(ROOT, ".tmp", "test-results");
  const file = join(folder, `${project}.json`);
  await mkdir(folder, { recursive: true });
  await rm(file, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const program = join(MODULES, "vitest", "vitest.mjs");
  const code = await stream([program, "run", ...files, "--project", project, ...reporters], screen);
  const text = await readFile(file, "utf8").catch(() => undefined);
  return tallyOf({ report: text === undefined ? undefined : JSON.parse(text), code });
}
