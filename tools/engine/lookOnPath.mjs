// @ts-check
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { run } from "../run.mjs";
import { MINIMUM_VERSION, isAtLeast, readVersion } from "./version.mjs";

/** A `pulumi` on PATH may be the npm wrapper, which downloads on its first run: it gets this long to say something. */
const ANSWER_LIMIT = 15_000;

/**
 * @param {import("./findEngine.mjs").Search} search
 * @returns {Promise<import("./findEngine.mjs").Finding>}
 */
export async function lookOnPath({ environment }) {
  const folders = foldersOnPath(environment);
  const path = findProgram("pulumi", folders);
  if (!path) return { refused: "no pulumi on PATH" };

  const { code, output, stopped } = await run(path, ["version"], {
    environment: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "1" },
    silenceLimit: ANSWER_LIMIT,
  });
  const version = code === 0 ? readVersion(output) : undefined;
  const languageHost = findProgram("pulumi-language-nodejs", [
    dirname(path),
    dirname(realpathSync(path)),
    ...folders,
  ]);
  const refused = judge({ path, version, stopped, hasLanguageHost: languageHost !== undefined });
  if (refused || !version) return { refused: refused ?? `${path} does not tell its version` };
  return { engine: { path, bin: dirname(path), version, source: "path" } };
}

/**
 * @param {{ path: string, version: string | undefined, stopped?: string | undefined, hasLanguageHost: boolean }} seen
 * @returns {string | undefined} why this engine does not serve; undefined if it does
 */
export function judge({ path, version, stopped, hasLanguageHost }) {
  if (!version) return `${path} does not tell its version${stopped ? ` (${stopped})` : ""}`;
  if (!isAtLeast(version, MINIMUM_VERSION))
    return `${path} is version ${version}, older than ${MINIMUM_VERSION}`;
  if (!hasLanguageHost) return `${path} has no pulumi-language-nodejs beside it or on PATH`;
  return undefined;
}

/**
 * npm puts every node_modules/.bin above on PATH: the wrapper there is not an engine that the user installed.
 * @param {NodeJS.ProcessEnv} environment
 */
export function foldersOnPath(environment) {
  const path = environment.PATH ?? environment.Path ?? "";
  return path
    .split(delimiter)
    .filter((folder) => folder !== "" && !folder.endsWith(join("node_modules", ".bin")));
}

/**
 * @param {string} name
 * @param {readonly string[]} folders
 */
export function findProgram(name, folders) {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  return folders.flatMap((folder) => names.map((file) => join(folder, file))).find(isProgram);
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
