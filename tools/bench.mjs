// @ts-check
import { addDisks, emptyUp, lookAtExisting, rollBack, takeSnapshots } from "./bench/measure.mjs";
import { median } from "./bench/median.mjs";
import { measureLoad } from "./bench/load.mjs";
import { loadTable } from "./bench/loadTable.mjs";
import { help, readOptions } from "./bench/options.mjs";
import { createProject } from "./bench/project.mjs";
import { ratioOf, table } from "./bench/table.mjs";
import { build, isBuilt } from "./build.mjs";
import { createReporter } from "./report.mjs";
import { setUp } from "./setup.mjs";
import { Interrupted, watchInterruption } from "./start/interruption.mjs";
import { openStage } from "./start/stage.mjs";

/** @typedef {import("./bench/table.mjs").Figures} Figures */

const log = createReporter();
try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) process.stdout.write(help);
  else await run(options);
} catch (error) {
  log.say(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof Interrupted ? error.exitCode : 1;
}

/** @param {import("./bench/options.mjs").Options} options */
async function run(options) {
  const engine = options.parts.includes("engine") ? await runOnEngine(options) : undefined;
  const load = options.parts.includes("load") ? await runLoad(options) : undefined;
  const tables = [engine && table(engine.figures), load && loadTable(load)].filter(
    (one) => one !== undefined,
  );
  const json = { ...engine?.figures, ...(engine && { taken: engine.taken }), simulator: load };
  process.stdout.write(`${options.json ? JSON.stringify(json, undefined, 2) : tables.join("\n\n")}\n`);
}

/** @param {import("./bench/options.mjs").Options} options */
async function runLoad(options) {
  if (!(await isBuilt())) {
    const { code, output } = await build();
    if (code !== 0) throw new Error(output);
  }
  return measureLoad(options.load, step);
}

/** @param {import("./bench/options.mjs").Options} options */
async function runOnEngine(options) {
  const engine = await setUp({ log });
  const interruption = watchInterruption();
  try {
    const stage = await openStage({
      engine,
      cloud: { durations: { snapshot: `${options.seconds}s` }, latency: `${options.latencyMs}ms` },
      interruption,
    });
    try {
      const bench = { stage, project: await createProject(stage), options };
      await addDisks(bench);
      const figures = await measure(bench, engine.version);
      return { figures, taken: figures.taken.map((row) => ({ ...row, ratio: ratioOf(row, figures) })) };
    } finally {
      await stage.close();
    }
  } finally {
    interruption.stop();
  }
}

/**
 * @param {import("./bench/measure.mjs").Bench} bench
 * @param {string} engine
 * @returns {Promise<Figures>}
 */
async function measure(bench, engine) {
  const { options } = bench;
  const { repetitions, seconds: snapshotSeconds, latencyMs } = options;
  // The first run of all finds files that are not in memory yet.
  await step("warming up", () => emptyUp(bench));
  /** @type {number[]} */
  const empty = [];
  const taken = [];
  for (const count of options.snapshots)
    for (const parallel of options.parallel) {
      const runs = [];
      for (let repetition = 0; repetition < repetitions; repetition += 1) {
        empty.push(await step("an empty up", () => emptyUp(bench)));
        runs.push(
          await step(`up of ${count}, parallel: ${parallel ?? "default"}`, () =>
            takeSnapshots(bench, { count, parallel }),
          ),
        );
      }
      const row = { count, parallel, seconds: median(runs.map((one) => one.seconds)) };
      taken.push({ ...row, calls: median(runs.map((one) => one.calls)) });
    }
  empty.push(await step("an empty up", () => emptyUp(bench)));

  const existing = [];
  let providerBytes = 0;
  for (const count of options.existing) {
    const seen = await step(`preview and no-op up of ${count}`, () => lookAtExisting(bench, count));
    providerBytes = seen.providerBytes;
    existing.push({
      count,
      preview: median(seen.seconds.preview),
      up: median(seen.seconds.up),
      calls: seen.calls,
    });
  }
  const rollbacks = [];
  for (const when of /** @type {const} */ (["afterStop", "beforeStop"]))
    rollbacks.push(await step(`a rollback, safety snapshot ${when}`, () => rollBack(bench, when)));
  return {
    ...{ engine, snapshotSeconds, latencyMs, repetitions, taken, existing, providerBytes },
    emptyUp: median(empty),
    rollbacks,
  };
}

/**
 * @template Value
 * @param {string} title
 * @param {() => Promise<Value>} work
 */
async function step(title, work) {
  const told = log.step(title);
  try {
    const value = await work();
    told.done();
    return value;
  } catch (error) {
    told.failed(error instanceof Interrupted ? "interrupted" : "see below");
    throw error;
  }
}
