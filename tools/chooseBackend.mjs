// @ts-check
import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { nearestProjectFile } from "./projectFile.mjs";
import { ROOT } from "./repository.mjs";

/** These choose a backend themselves, or need none. */
const COMMANDS_WITHOUT_STATE = new Set(["login", "logout", "version", "help", "about", "completion"]);

/**
 * Where the engine keeps its state, if the user has not chosen: a folder of the repository that git ignores.
 * @param {object} options
 * @param {readonly string[]} options.args
 * @param {string} options.folder where the command runs
 * @param {NodeJS.ProcessEnv} options.environment
 * @param {import("./report.mjs").Reporter} options.log
 * @returns {Promise<NodeJS.ProcessEnv>} what to add to the environment
 */
export async function chooseBackend({ args, folder, environment, log }) {
  if (
    args.length === 0 ||
    args.some((arg) => COMMANDS_WITHOUT_STATE.has(arg) || arg === "--help" || arg === "-h")
  )
    return {};
  if (environment.PULUMI_BACKEND_URL || environment.PULUMI_ACCESS_TOKEN) return {};
  if (await isLoggedIn(environment)) return {};
  if (await projectHasBackend(resolve(folder, givenFolder(args) ?? "."))) return {};

  const state = join(ROOT, ".tmp", "state");
  await mkdir(state, { recursive: true });
  const url = pathToFileURL(state).href;
  log.say(
    `No Pulumi backend is chosen: state is kept in ${url} (choose with PULUMI_BACKEND_URL or "pulumi login").`,
  );
  return { PULUMI_BACKEND_URL: url };
}

/** @param {NodeJS.ProcessEnv} environment */
async function isLoggedIn(environment) {
  const home = environment.PULUMI_HOME || join(homedir(), ".pulumi");
  const text = await readFile(join(home, "credentials.json"), "utf8").catch(() => "{}");
  return Boolean(JSON.parse(text).current);
}

/**
 * @param {readonly string[]} args
 * @returns {string | undefined} the folder of `--cwd FOLDER`, `--cwd=FOLDER` or `-C FOLDER`
 */
export function givenFolder(args) {
  for (const [index, arg] of args.entries()) {
    if (arg === "--cwd" || arg === "-C") return args[index + 1];
    if (arg.startsWith("--cwd=")) return arg.slice("--cwd=".length);
  }
  return undefined;
}

/**
 * @param {string} folder
 * @returns {Promise<boolean>} whether the nearest Pulumi.yaml, here or above, names a backend
 */
async function projectHasBackend(folder) {
  return /^backend:/m.test((await nearestProjectFile(folder)) ?? "");
}
