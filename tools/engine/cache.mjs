// @ts-check
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { withLock } from "./withLock.mjs";

/** Written last: names what the folder holds. */
const LABEL = "engine.json";

const MAKING = ".making-";
const ONE_DAY = 24 * 60 * 60 * 1000;

/** Names the folder to keep engines in, instead of the user's cache folder. */
export const CACHE_VARIABLE = "PULUMI_ALICLOUD_RESTORE_CACHE";

/** @param {NodeJS.ProcessEnv} environment */
export function cacheFolder(environment) {
  const own = environment[CACHE_VARIABLE];
  if (own) return join(own, "engine");
  return join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-alicloud-restore", "engine");
}

/**
 * One folder an engine. The source is part of its name: two sources may come to offer the same version.
 * @param {{ environment: NodeJS.ProcessEnv, version: string, source: import("./sources.mjs").Source }} what
 */
export function entryFolder({ environment, version, source }) {
  return join(cacheFolder(environment), `${version}-${process.platform}-${process.arch}-${source}`);
}

/**
 * Whether an entry was made to its end.
 * @param {string} entry
 */
export const isFilled = (entry) => existsSync(join(entry, LABEL));

/**
 * @param {string} entry
 * @param {import("./sources.mjs").Source} source
 * @returns {Promise<import("./findEngine.mjs").Finding>}
 */
export async function lookInCache(entry, source) {
  const label = await readFile(join(entry, LABEL), "utf8").catch(() => undefined);
  if (!label) return { refused: `nothing in ${entry}` };
  const bin = join(entry, "bin");
  const path = join(bin, program("pulumi"));
  if (!existsSync(path)) return { refused: `${entry} has lost its engine` };
  return { engine: { path, bin, version: String(JSON.parse(label).version), source } };
}

/**
 * Fills a cache entry: made in a folder of its own and put in place by one rename, so a half-made engine is never used.
 * @param {object} options
 * @param {string} options.entry
 * @param {string} options.version
 * @param {import("../report.mjs").Reporter} options.log
 * @param {(folder: string) => Promise<string | undefined>} options.make fills `folder`/bin; returns why it could not
 * @returns {Promise<string | undefined>} why there is no engine now; undefined if there is
 */
export async function fillCache({ entry, version, log, make }) {
  await mkdir(dirname(entry), { recursive: true });
  return withLock({ path: `${entry}.lock`, log }, async () => {
    // Somebody else may have made it while we waited for the lock.
    if (isFilled(entry)) return undefined;
    await clearLeftovers(entry);
    const folder = await mkdtemp(entry + MAKING);
    try {
      const refused = await make(folder);
      if (refused) return refused;
      await writeFile(join(folder, LABEL), `${JSON.stringify({ version })}\n`);
      await put(folder, entry);
      return undefined;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

/**
 * @param {string} name
 * @returns {string} the file name of a program on this platform
 */
export function program(name) {
  return process.platform === "win32" ? `${name}.exe` : name;
}

/**
 * Removes what set-ups that were killed have left behind.
 * @param {string} entry
 */
async function clearLeftovers(entry) {
  const names = await readdir(dirname(entry));
  for (const name of names.filter((one) => one.startsWith(basename(entry) + MAKING))) {
    const path = join(dirname(entry), name);
    const seen = await stat(path);
    if (Date.now() - seen.mtimeMs > ONE_DAY) await rm(path, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {string} entry
 */
async function put(folder, entry) {
  // What stands there without a label, if anything, is of no use.
  if (!isFilled(entry)) await rm(entry, { recursive: true, force: true });
  await rename(folder, entry).catch((error) => {
    // The lock had gone stale and another set-up was first: its engine is as good as ours.
    if (!isFilled(entry)) throw error;
  });
}
