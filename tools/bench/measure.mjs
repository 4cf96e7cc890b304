// @ts-check
import { downtime } from "./downtime.mjs";
import { diskId, rollbackProgram, snapshotProgram } from "./project.mjs";

/**
 * @typedef {object} Bench
 * @property {import("../start/stage.mjs").Stage} stage
 * @property {import("./project.mjs").Project} project
 * @property {import("./options.mjs").Options} options
 */

const UP = ["up", "--yes", "--skip-preview"];

/** Disks enough for all programs, on no host: they need not be stopped for anything.
 * @param {Bench} bench
 */
export async function addDisks({ stage, options }) {
  const count = Math.max(...options.snapshots, ...options.existing);
  for (let index = 0; index < count; index += 1)
    await stage.control.add("disks", { diskId: diskId(index), instanceIds: [] });
}

/** The whole `up` of a new stack without a resource: what the engine and the program take by themselves.
 * @param {Bench} bench
 */
export async function emptyUp({ project }) {
  await project.program(snapshotProgram(0));
  await project.newStack();
  return (await project.pulumi(...UP)).seconds;
}

/**
 * @param {Bench} bench
 * @param {{ count: number, parallel: number | undefined }} load
 * @returns {Promise<{ seconds: number, calls: number }>}
 */
export async function takeSnapshots({ stage, project }, { count, parallel }) {
  await project.program(snapshotProgram(count));
  await project.newStack();
  await stage.control.clearCalls();
  const flags = parallel === undefined ? [] : ["--parallel", String(parallel)];
  const { seconds } = await project.pulumi(...UP, ...flags);
  const calls = await stage.control.calls();
  const taken = calls.filter(({ action }) => action === "CreateSnapshot").length;
  if (taken !== count) throw new Error(`${taken} snapshots were taken, not ${count}`);
  await project.pulumi("destroy", "--yes", "--skip-preview");
  return { seconds, calls: calls.length };
}

/**
 * `preview` and an `up` that finds nothing to do, and the size of `__provider` in the state, for one stack.
 * @param {Bench} bench
 * @param {number} count
 */
export async function lookAtExisting({ stage, project, options }, count) {
  await stage.control.settings({ durations: { snapshot: "1s" } });
  await project.program(snapshotProgram(count));
  await project.newStack();
  await project.pulumi(...UP, "--parallel", "64");
  await stage.control.clearCalls();
  const seconds = { preview: /** @type {number[]} */ ([]), up: /** @type {number[]} */ ([]) };
  for (let repetition = 0; repetition < options.repetitions; repetition += 1) {
    seconds.preview.push((await project.pulumi("preview", "--expect-no-changes")).seconds);
    seconds.up.push((await project.pulumi(...UP, "--expect-no-changes")).seconds);
  }
  const calls = (await stage.control.calls()).length;
  const providerBytes = await storedProvider(project);
  await project.pulumi("destroy", "--yes", "--skip-preview", "--parallel", "64");
  await stage.control.settings({ durations: { snapshot: `${options.seconds}s` } });
  return { seconds, calls, providerBytes };
}

/** @param {import("./project.mjs").Project} project */
async function storedProvider(project) {
  const { deployment } = JSON.parse((await project.pulumi("stack", "export")).stdout);
  const texts = deployment.resources.flatMap((/** @type {any} */ { outputs }) => outputs?.__provider ?? []);
  return Buffer.byteLength(String(texts[0]));
}

const HOST = "i-sim0001";
const DISK = "d-sim0002";

/** How long the cloud takes for each part of a rollback, in seconds. */
const CLOUD = { stop: 6, snapshot: 11, reset: 9, start: 6 };

/**
 * One rollback of a disk whose host runs: stop, safety snapshot, reset, start. The machine cannot be down for less than
 * what the cloud itself needs; with "beforeStop" the snapshot is taken while it runs.
 * @param {Bench} bench
 * @param {"afterStop" | "beforeStop"} when
 */
export async function rollBack({ stage, project }, when) {
  await project.program(rollbackProgram({ disk: DISK, when }));
  await project.newStack();
  await project.pulumi(...UP);
  const snapshotId = (await project.pulumi("stack", "output", "snapshotId")).stdout.trim();
  await project.program(rollbackProgram({ disk: DISK, snapshotId, when }));
  const before = await stage.control.disk(DISK);
  const durations = Object.entries(CLOUD).map(([name, seconds]) => [name, `${seconds}s`]);
  await stage.control.settings({ durations: Object.fromEntries(durations) });
  await stage.control.clearCalls();
  const { seconds } = await project.pulumi(...UP);
  const [calls, disk, host] = await Promise.all([
    stage.control.calls(),
    stage.control.disk(DISK),
    stage.control.instance(HOST),
  ]);
  await project.pulumi("destroy", "--yes", "--skip-preview");
  if (host.status !== "Running") throw new Error(`${HOST} is ${host.status} after the rollback`);
  const names = calls.map(({ action, parameters }) => (parameters.DryRun ? `${action} (dry run)` : action));
  const { stop, snapshot, reset, start } = CLOUD;
  return {
    ...{ when, seconds, calls: names, resets: disk.resets - before.resets },
    downSeconds: downtime(calls, start),
    cloudSeconds: stop + reset + start + (when === "afterStop" ? snapshot : 0),
  };
}
