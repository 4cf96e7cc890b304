// @ts-check
import { open, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";

const BEAT = 2_000;
/** A holder that has not touched its lock for this long is gone: killed, or its machine switched off. */
const STALE = 15_000;

/**
 * Runs `work` while no other set-up does. The lock saves work done twice; that two set-ups do not disturb each other
 * rests on the rename that ends them.
 * @template T
 * @param {{ path: string, log: import("../report.mjs").Reporter }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock({ path, log }, work) {
  await take(path, log);
  const beat = setInterval(() => void touch(path), BEAT);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(path, { force: true });
  }
}

/**
 * @param {string} path
 * @param {import("../report.mjs").Reporter} log
 */
async function take(path, log) {
  /** @type {import("../report.mjs").Step | undefined} */
  let waiting;
  while (!(await create(path))) {
    if (await isStale(path)) {
      await rm(path, { force: true });
      continue;
    }
    waiting ??= log.step("Waiting for another set-up to finish");
    await pause(500);
  }
  waiting?.done();
}

/** @param {string} path */
async function create(path) {
  try {
    await (await open(path, "wx")).close();
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} path */
async function isStale(path) {
  const seen = await stat(path).catch(() => undefined);
  return seen !== undefined && Date.now() - seen.mtimeMs > STALE;
}

/** @param {string} path */
async function touch(path) {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}
