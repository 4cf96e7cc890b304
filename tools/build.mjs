// @ts-check
import { existsSync } from "node:fs";
import { readdir, rm, stat, utimes } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run.mjs";
import { MODULES, ROOT } from "./repository.mjs";

const SOURCES = ["provider", "simulator"];
const SETTINGS = ["tsconfig.json", "tsconfig.build.json"];
const COMPILER = join(MODULES, "typescript", "bin", "tsc");
const DIST = join(ROOT, "dist");
/** Its time says when dist was last known to be right. */
const STAMP = join(DIST, ".tsbuildinfo");

export const hasCompiler = () => existsSync(COMPILER);

/** @returns {Promise<boolean>} whether dist is newer than all it is made of */
export async function isBuilt() {
  const stamp = await stat(STAMP).catch(() => undefined);
  if (!stamp) return false;
  const times = await Promise.all([...SOURCES, ...SETTINGS].map((name) => newest(join(ROOT, name))));
  return Math.max(...times) <= stamp.mtimeMs;
}

/**
 * Compiles what is published into dist/.
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function build() {
  const startedAt = new Date();
  const outcome = await run(process.execPath, [COMPILER, "-p", "tsconfig.build.json"], { cwd: ROOT });
  if (outcome.code !== 0) return outcome;
  await removeOrphans();
  // The time of the start: what was edited meanwhile counts as newer.
  await utimes(STAMP, startedAt, startedAt);
  return outcome;
}

/**
 * A folder's own time tells of files that came and went.
 * @param {string} path
 * @returns {Promise<number>}
 */
async function newest(path) {
  const seen = await stat(path).catch(() => undefined);
  if (!seen) return 0;
  if (!seen.isDirectory()) return seen.mtimeMs;
  const names = await readdir(path);
  return Math.max(seen.mtimeMs, ...(await Promise.all(names.map((name) => newest(join(path, name))))));
}

/** The compiler leaves what it once made of a source that is gone; it would be published. */
async function removeOrphans() {
  for (const source of SOURCES) {
    const files = await readdir(join(DIST, source), { recursive: true }).catch(
      () => /** @type {string[]} */ ([]),
    );
    for (const file of files) {
      const origin = join(ROOT, source, file.replace(/(\.d\.ts|\.js)(\.map)?$/, ""));
      if (!existsSync(origin) && !existsSync(`${origin}.ts`)) {
        await rm(join(DIST, source, file), { recursive: true, force: true });
      }
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { code, output } = await build();
  process.stderr.write(output);
  if (code === 0) process.stderr.write(`built ${relative(process.cwd(), DIST) || DIST}\n`);
  process.exitCode = code;
}
