// @ts-check
import { chmod, copyFile, readdir, rename, symlink } from "node:fs/promises";
import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { run } from "../run.mjs";
import { inModule } from "./goBuild.mjs";
import { goTool } from "./goTool.mjs";
import { findProgram, foldersOnPath } from "./lookOnPath.mjs";

/**
 * The hosts of the languages other than Node's: for programs against the plugin.
 * @typedef {"yaml" | "python"} Language
 *
 * @typedef {object} Host
 * @property {import("./goBuild.mjs").Part} part
 * @property {string} takes
 * @property {(part: import("./goBuild.mjs").Part, environment: NodeJS.ProcessEnv, bin: string) => Promise<string | undefined>} [complete]
 */

/** @type {Record<Language, Host>} */
const HOSTS = {
  yaml: {
    part: {
      folder: "language-yaml",
      program: "pulumi-language-yaml",
      module: "github.com/pulumi/pulumi-yaml",
      command: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    },
    takes: "about 2 minutes",
  },
  python: {
    part: {
      folder: "language-python",
      program: "pulumi-language-python",
      module: "github.com/pulumi/pulumi/sdk/v3",
      command: "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
    },
    takes: "about half a minute",
    complete: withPythonScript,
  },
};

export const builtLanguages = /** @type {Language[]} */ (Object.keys(HOSTS));

/**
 * @param {string | undefined} language
 * @returns {language is Language}
 */
export const isBuiltLanguage = (language) => language !== undefined && language in HOSTS;

/**
 * Sees to it that there is a host for a language. A machine that has Pulumi uses its own host. Another one gets one built, and
 * a link to it beside an engine of our cache: there the engine finds it without a warning. In the folder of an engine that the
 * user has installed nothing is put.
 * @param {object} options
 * @param {Language} options.language
 * @param {import("./findEngine.mjs").Engine} options.engine
 * @param {import("../report.mjs").Reporter} options.log
 * @param {NodeJS.ProcessEnv} [options.environment]
 * @returns {Promise<string | undefined>} the folder that has to be on PATH; undefined where the engine finds its host anyway
 */
export async function findLanguageHost({ language, engine, log, environment = process.env }) {
  const { part, takes, complete } = HOSTS[language];
  const folders = [engine.bin, dirname(realpathSync(engine.path)), ...foldersOnPath(environment)];
  const there = findProgram(part.program, folders);
  if (there && !isLink(there, part)) return undefined;
  const found = await goTool({
    ...{ part, takes, log, environment },
    complete: async (bin) => complete?.(part, environment, bin),
  });
  if ("refused" in found)
    throw new Error(
      `There is no ${part.program} beside the engine or on PATH, and none could be made:\n  - ${found.refused}\nInstall Pulumi (https://www.pulumi.com/docs/install), or Go, and try again.`,
    );
  if (engine.source === "path") return found.bin;
  await linkAll(found.bin, engine.bin);
  return undefined;
}

/**
 * Whether it is a link to a build of ours, which may be of an earlier version.
 * @param {string} path
 * @param {import("./goBuild.mjs").Part} part
 */
const isLink = (path, { folder }) => basename(dirname(dirname(realpathSync(path)))).startsWith(`${folder}-`);

/**
 * @param {string} from
 * @param {string} to
 */
async function linkAll(from, to) {
  for (const name of await readdir(from)) {
    // A rename, so that an engine that starts this very moment finds a link, old or new.
    const fresh = join(to, `${name}.${process.pid}`);
    await symlink(join(from, name), fresh);
    await rename(fresh, join(to, name));
  }
}

/**
 * The host runs programs with a script of its own module, which it looks for beside itself.
 * @param {import("./goBuild.mjs").Part} part
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} bin
 */
async function withPythonScript(part, environment, bin) {
  const args = ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", part.module];
  const { code, output } = await run("go", args, inModule(part, environment));
  if (code !== 0) return `go ${args.join(" ")} ended with code ${code}: ${output.trim()}`;
  const name = `${part.program}-exec`;
  await copyFile(join(output.trim(), "python", "cmd", name), join(bin, name));
  // Go's module cache is read-only.
  await chmod(join(bin, name), 0o755);
  return undefined;
}
