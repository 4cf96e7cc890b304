// @ts-check
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { lastLines, run } from "../run.mjs";
import { cacheFolder, fillCache, isFilled, program } from "./cache.mjs";
import { buildPart, GO_MODULES, pinnedVersion } from "./goBuild.mjs";

/**
 * A program of a Go module that is built once and kept in the cache, in a folder of its own.
 * @typedef {{ bin: string } | { refused: string }} Found
 */

/**
 * @param {object} options
 * @param {import("./goBuild.mjs").Part} options.part
 * @param {string} options.takes how long a first build takes, in words
 * @param {import("../report.mjs").Reporter} options.log
 * @param {NodeJS.ProcessEnv} [options.environment]
 * @param {(bin: string) => Promise<string | undefined>} [options.complete] puts beside it what it needs; returns why it could not
 * @returns {Promise<Found>} the folder it stands in
 */
export async function goTool({ part, takes, log, environment = process.env, complete }) {
  const version = await pinnedVersion(part);
  const name = `${part.folder}-${version}${await ownSource(part)}-${process.platform}-${process.arch}`;
  const entry = join(cacheFolder(environment), name);
  const bin = join(entry, "bin");
  if (isFilled(entry)) return { bin };
  const go = await run("go", ["version"], { environment });
  if (go.code !== 0) return { refused: `building ${part.program} from Go modules: there is no Go on PATH` };

  log.say(`Building ${part.program} ${version} from Go modules: ${takes}, once. Kept in ${entry}`);
  const make = async (/** @type {string} */ folder) => {
    const target = join(folder, "bin");
    await mkdir(target);
    const step = log.step(`Build of ${part.program}`);
    const built = await buildPart({
      ...{ part, environment, step },
      target: join(target, program(part.program)),
    });
    if (built.code !== 0) {
      step.failed(`go build ended with code ${built.code}`);
      log.say(lastLines(built.output));
      return `go build of ${part.command} failed (its output stands above)`;
    }
    step.done();
    return complete?.(target);
  };
  const refused = await fillCache({ entry, version, log, make });
  return refused ? { refused: `building ${part.program} from Go modules: ${refused}` } : { bin };
}

/**
 * A program of our own is another one when its source is.
 * @param {import("./goBuild.mjs").Part} part
 */
async function ownSource({ folder, command }) {
  if (command !== ".") return "";
  const source = await readFile(join(GO_MODULES, folder, "main.go"));
  return `-${createHash("sha256").update(source).digest("hex").slice(0, 8)}`;
}
